#include "tools/rtctl/import/importer.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "shared/base/id.h"
#include "shared/base/text.h"
#include "shared/base/time.h"
#include "tools/rtctl/import/dossier_steps.h"

namespace rondetafel::rtctl {
namespace {

using statistics::v1::StatisticsService;
using triage::v1::TriageService;

void AddRejects(const absl::Status& status, const std::string& step, std::int64_t line,
                std::vector<Reject>& rejects) {
  for (Reject& reject : RejectsOf(status, step)) {
    reject.line = line;
    rejects.push_back(std::move(reject));
  }
}

// chair code → facilitators/{facilitator}
std::map<std::string, std::string> ImportChairs(Connection& connection, const ImportFile& file,
                                                const ImportOptions& options,
                                                ImportSummary& summary) {
  std::map<std::string, std::string> names;
  Caller caller(&connection, options.migration);
  for (const auto& [line, chair] : file.chairs) {
    triage::v1::RegisterFacilitatorRequest request;
    request.set_command_id(StepId(chair.chair_code(), "chair"));
    request.set_actor_id(chair.actor_id());
    request.add_kinds(triage::v1::FACILITATOR_KIND_CHAIR);
    request.set_full_name(chair.full_name());
    *request.mutable_trained_on() = chair.trained_on();
    *request.mutable_regions() = chair.regions();
    for (const type::v1::Organisation& organisation : chair.tied_to()) {
      triage::v1::FacilitatorTie& tie = *request.add_ties();
      *tie.mutable_organisation() = organisation;
      tie.set_kind(triage::v1::TIE_KIND_EMPLOYEE);
      *tie.mutable_from() = chair.trained_on();
    }
    const auto reply =
        caller.Unary(connection.triage(), &TriageService::Stub::RegisterFacilitator, request);
    if (reply.ok()) {
      names[chair.chair_code()] = reply->name();
      ++summary.chairs;
    } else {
      AddRejects(reply.status(), "ChairRecord", line, summary.rejects);
    }
  }
  return names;
}

void ImportPublished(Connection& connection, Caller& caller, std::int64_t line,
                     const statistics::v1::PublishedFigure& figure, ImportSummary& summary) {
  statistics::v1::RecordPublishedFigureRequest request;
  request.set_command_id(StepId(figure.SerializeAsString(), "published"));
  *request.mutable_figure() = figure;
  const auto reply = caller.Unary(connection.statistics(),
                                  &StatisticsService::Stub::RecordPublishedFigure, request);
  if (!reply.ok()) return AddRejects(reply.status(), "publishedFigure", line, summary.rejects);
  ++summary.published_figures;
}

void ImportCoveredYear(Connection& connection, Caller& caller, std::int64_t line, int year,
                       ImportSummary& summary) {
  statistics::v1::CoverYearRequest request;
  request.set_command_id(StepId(std::to_string(year), "covered year"));
  request.set_year(year);
  const auto reply =
      caller.Unary(connection.statistics(), &StatisticsService::Stub::CoverYear, request);
  if (!reply.ok()) AddRejects(reply.status(), "coveredYear", line, summary.rejects);
}

// A report as known on a day before the import needs the book of that day (I12). The older system
// held all registrations of a covered year from the year's first day on, and a year's figures are
// published once it is over. In the order of those days, because nothing in a stream is known
// before what precedes it.
void ImportFigureBook(Connection& connection, const ImportFile& file, const ImportOptions& options,
                      ImportSummary& summary) {
  Caller caller(&connection, options.migration);
  std::multimap<base::Instant, std::function<void()>> steps;
  for (const auto& [line, year] : file.covered_years) {
    steps.emplace(base::EndOfDayBrussels({year - 1, 12, 31}), [&, line = line, year = year] {
      ImportCoveredYear(connection, caller, line, year, summary);
    });
  }
  for (const auto& [line, figure] : file.published) {
    steps.emplace(base::EndOfDayBrussels({figure.year(), 12, 31}),
                  [&, line = line, published = &figure] {
                    ImportPublished(connection, caller, line, *published, summary);
                  });
  }
  for (const auto& [registered_at, take] : steps) {
    const bool past = registered_at <= base::SystemClock().Now();
    caller.set_registered_at(past ? std::optional(registered_at) : std::nullopt);
    take();
  }
}

// Cases side by side.
class CaseWorkers {
 public:
  CaseWorkers(Connection& connection, const ImportFile& file, const ImportOptions& options,
              const std::map<std::string, std::string>& chairs)
      : connection_(connection), file_(file), options_(options), chairs_(chairs) {}

  void Run(ImportSummary& summary) {
    const int workers = std::clamp(options_.workers, 1, 128);
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(workers));
    for (int i = 0; i < workers; ++i) threads.emplace_back([this] { Work(); });
    Watch();
    for (std::thread& thread : threads) thread.join();
    summary.dossiers = taken_;
    summary.rejects.insert(summary.rejects.end(), rejects_.begin(), rejects_.end());
  }

 private:
  void Work() {
    for (;;) {
      const std::size_t index = next_.fetch_add(1);
      if (index >= file_.cases.size()) return;
      ImportCase(file_.cases[index]);
    }
  }

  void ImportCase(const std::vector<NumberedDossier>& dossiers) {
    std::map<std::string, DossierResult> results;
    const auto find = [&results](const std::string& id) -> const DossierResult* {
      const auto found = results.find(id);
      return found == results.end() ? nullptr : &found->second;
    };
    for (const NumberedDossier& one : dossiers) {
      DossierContext context;
      context.chairs = &chairs_;
      context.follow_up_of = find(one.dossier.follow_up_of());
      context.resubmission_of = find(one.dossier.resubmission_of());
      DossierResult result = ImportDossier(connection_, options_.migration, one.dossier, context);
      Note(one, result);
      results[one.dossier.dossier_id()] = std::move(result);
    }
  }

  void Note(const NumberedDossier& one, const DossierResult& result) {
    const std::scoped_lock lock(mutex_);
    ++done_;
    if (result.rejects.empty()) ++taken_;
    for (Reject reject : result.rejects) {
      reject.line = one.line;
      reject.dossier_id = one.dossier.dossier_id();
      rejects_.push_back(std::move(reject));
    }
    changed_.notify_one();
  }

  void Watch() {
    std::unique_lock lock(mutex_);
    while (done_ < file_.dossiers) {
      changed_.wait_for(lock, std::chrono::milliseconds(250));
      if (options_.progress) options_.progress(done_, file_.dossiers);
    }
  }

  Connection& connection_;
  const ImportFile& file_;
  const ImportOptions& options_;
  const std::map<std::string, std::string>& chairs_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t done_ = 0;
  std::size_t taken_ = 0;
  std::vector<Reject> rejects_;
};

}  // namespace

type::v1::Actor MigrationActor() {
  type::v1::Actor actor;
  actor.set_actor_id(base::FormatUuid(base::DeriveUuid("actor", {"migration"})));
  actor.set_role(type::v1::ROLE_MIGRATION);
  return actor;
}

ImportSummary Import(Connection& connection, const ImportFile& file, const ImportOptions& options) {
  ImportSummary summary;
  summary.rejects = file.rejects;
  const std::map<std::string, std::string> chairs =
      ImportChairs(connection, file, options, summary);
  CaseWorkers(connection, file, options, chairs).Run(summary);
  ImportFigureBook(connection, file, options, summary);
  std::stable_sort(summary.rejects.begin(), summary.rejects.end(),
                   [](const Reject& a, const Reject& b) { return a.line < b.line; });
  return summary;
}

}  // namespace rondetafel::rtctl
