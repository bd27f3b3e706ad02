// Reports, references, definitions and published figures.
#include <algorithm>
#include <limits>

#include "services/statistics/errors.h"
#include "services/statistics/statistics_handlers.h"
#include "services/statistics/views/facts_view.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/rpc/page_token.h"

namespace rondetafel::statistics {
namespace {

constexpr int kFirstYear = 2008;  // F6: consultations exist since then
constexpr int kLastYear = 2100;

base::Instant KnownBefore(const google::type::Date& known_on) {
  return base::IsSet(known_on) ? base::EndOfDayBrussels(base::FromProto(known_on))
                               : base::Instant{std::numeric_limits<std::int64_t>::max()};
}

// One page of `all` from the index in the token on; the token of the next page, empty at the end.
template <class Item>
struct PageOf {
  std::vector<Item> items;
  std::string next_page_token;
};
template <class Item>
absl::StatusOr<PageOf<Item>> TakePage(const std::vector<Item>& all, int page_size,
                                      const std::string& page_token, const std::string& query) {
  RT_ASSIGN_OR_RETURN(const rpc::Page page, rpc::ReadPage(page_size, page_token, query));
  const std::size_t from = page.from.empty() ? 0 : std::stoul(page.from);
  const std::size_t end = std::min(all.size(), from + static_cast<std::size_t>(page.size));
  PageOf<Item> result;
  for (std::size_t i = from; i < end; ++i) result.items.push_back(all[i]);
  if (end < all.size()) result.next_page_token = rpc::MakePageToken(std::to_string(end), query);
  return result;
}

v1::Figure ComputeOne(const ReportInput& input, const v1::PublishedFigure& published) {
  for (v1::Figure& figure : Compute(input)) {
    if (figure.measure() == published.measure() && figure.part() == published.part() &&
        figure.region() == published.region()) {
      return figure;
    }
  }
  return {};
}

// A published text may carry its unit or a sign; only the digits and the comma are compared.
std::string Digits(const std::string& text) {
  std::string digits;
  for (char c : text) {
    if ((c >= '0' && c <= '9') || c == ',') digits += c;
  }
  return digits;
}

bool Differs(const v1::PublishedFigure& published, const v1::Figure& computed) {
  if (!published.text().empty()) return Digits(published.text()) != Digits(computed.text());
  return published.numerator() != computed.numerator() ||
         (published.denominator() != 0 && published.denominator() != computed.denominator());
}

}  // namespace

void CheckQuestion(int year, int month, type::v1::Region region, const google::type::Date& known_on,
                   rpc::FieldFaults& faults) {
  if (year < kFirstYear || year > kLastYear) {
    faults.Add("year", "R16", "must be a year from 2008 to 2100");
  }
  if (month < 0 || month > 12) faults.Add("month", "R136", "must be 1 to 12, or 0 for the year");
  if (!type::v1::Region_IsValid(region)) {
    faults.Add("region", "R107", "must be one of the six regions, or left out");
  }
  CheckKnownOn(known_on, faults);
}

void CheckKnownOn(const google::type::Date& known_on, rpc::FieldFaults& faults) {
  if (base::IsSet(known_on) && !base::IsValid(base::FromProto(known_on))) {
    faults.Add("as_known_on", "R143", "must be a date, or left out");
  }
}

std::vector<Registration> RegistrationsKnownOn(const projection::Snapshot& snapshot,
                                               const google::type::Date& known_on) {
  return LoadRegistrations(snapshot, KnownBefore(known_on));
}

absl::StatusOr<v1::FigureBookState> BookKnownOn(const projection::Snapshot& snapshot,
                                                const google::type::Date& known_on) {
  if (!base::IsSet(known_on)) {
    return snapshot.Get<v1::FigureBookState>(runtime::StateKey("figure_book", FigureBookId()))
        .value_or(v1::FigureBookState());
  }
  const base::Instant last{KnownBefore(known_on).us - 1};
  const auto book = runtime::StateAsKnownOn(
      snapshot, FigureBookKind(), base::CaseId(FigureBookId().bytes()), FigureBookId(), last);
  if (absl::IsNotFound(book.status())) return v1::FigureBookState();
  RT_RETURN_IF_ERROR(book.status());
  return static_cast<const v1::FigureBookState&>(**book);
}

absl::StatusOr<runtime::ReadView> StatisticsHandlers::ReadKnownOn(
    const rpc::Call& call, const google::type::Date& known_on, const type::v1::Position& position) {
  RT_ASSIGN_OR_RETURN(runtime::ReadView view, runtime_.Read(position, call.deadline));
  const base::Instant known_before = KnownBefore(known_on);
  // A day that is not over yet has no final answer: it is what is known now.
  if (!base::IsSet(known_on) || call.now < known_before) return view;
  return runtime_.ReadAsKnownOn(known_before, call.deadline);
}

absl::StatusOr<v1::Report> StatisticsHandlers::MakeReport(
    const rpc::Call& call, const Question& question, const projection::Snapshot& snapshot) const {
  const std::vector<Registration> registrations = RegistrationsKnownOn(snapshot, question.known_on);
  RT_ASSIGN_OR_RETURN(const v1::FigureBookState book, BookKnownOn(snapshot, question.known_on));
  ReportInput input;
  input.registrations = &registrations;
  input.book = &book;
  input.period = question.period;
  input.region = question.region;
  std::vector<v1::Figure> figures = Compute(input);
  if (question.public_output) SuppressSmallCounts(figures);
  v1::Report report;
  report.set_year(question.period.year);
  report.set_month(question.period.month);
  if (base::IsSet(question.known_on)) *report.mutable_known_on() = question.known_on;
  const bool open_day = base::IsSet(question.known_on) && call.now < KnownBefore(question.known_on);
  report.set_provisional(open_day || Provisional());
  report.set_public_output(question.public_output);
  for (v1::Figure& figure : figures) *report.add_figures() = std::move(figure);
  return report;
}

bool StatisticsHandlers::Provisional() const {
  const std::vector<runtime::PartitionStatus> partitions = runtime_.Status();
  return !std::all_of(partitions.begin(), partitions.end(),
                      [](const auto& partition) { return partition.migration_closed; });
}

absl::StatusOr<v1::GetReportResponse> StatisticsHandlers::GetReport(
    const rpc::Call& call, const v1::GetReportRequest& request) {
  rpc::FieldFaults faults;
  CheckQuestion(request.year(), request.month(), request.region(), request.as_known_on(), faults);
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      ReadKnownOn(call, request.as_known_on(), request.position()));
  const Question question{{request.year(), request.month()},
                          request.region(),
                          request.as_known_on(),
                          request.public_output()};
  v1::GetReportResponse response;
  RT_ASSIGN_OR_RETURN(*response.mutable_report(), MakeReport(call, question, *view.snapshot));
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::ListReferencesResponse> StatisticsHandlers::ListReferences(
    const rpc::Call& call, const v1::ListReferencesRequest& request) {
  rpc::FieldFaults faults;
  CheckQuestion(request.year(), request.month(), request.region(), request.as_known_on(), faults);
  const Line* line = FindLine(request.measure(), request.part());
  if (line == nullptr || (line->counter == nullptr && line->step == nullptr)) {
    faults.Add("part", "Q9", "measure and part must name a line of a report");
  }
  if (!faults.empty()) return rpc::InvalidFields(faults.faults());
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      ReadKnownOn(call, request.as_known_on(), request.position()));
  const Period period{request.year(), request.month()};
  std::vector<std::string> references;
  for (const Registration& r : RegistrationsKnownOn(*view.snapshot, request.as_known_on())) {
    const bool of_region =
        request.region() == type::v1::REGION_UNSPECIFIED || r.region == request.region();
    const bool counted =
        line->step != nullptr ? line->step(r, period).has_value() : line->counter(r, period);
    if (of_region && counted) references.push_back(r.reference);
  }
  std::sort(references.begin(), references.end());
  const std::string query = rpc::PageQuery(
      "ListReferences", {request.measure(), request.part(), std::to_string(request.year()),
                         std::to_string(request.month()), std::to_string(request.region()),
                         request.as_known_on().SerializeAsString()});
  RT_ASSIGN_OR_RETURN(const PageOf<std::string> page,
                      TakePage(references, request.page_size(), request.page_token(), query));
  v1::ListReferencesResponse response;
  for (const std::string& reference : page.items) response.add_references(reference);
  response.set_next_page_token(page.next_page_token);
  response.set_total(static_cast<std::int64_t>(references.size()));
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::ListDefinitionsResponse> StatisticsHandlers::ListDefinitions(
    const rpc::Call& call, const v1::ListDefinitionsRequest& request) {
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(const PageOf<Line> page,
                      TakePage(Lines(), request.page_size(), request.page_token(),
                               rpc::PageQuery("ListDefinitions", {})));
  v1::ListDefinitionsResponse response;
  for (const Line& line : page.items) *response.add_definitions() = DefinitionOf(line);
  response.set_next_page_token(page.next_page_token);
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::ListPublishedFiguresResponse> StatisticsHandlers::ListPublishedFigures(
    const rpc::Call& call, const v1::ListPublishedFiguresRequest& request) {
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(const v1::FigureBookState book, BookKnownOn(*view.snapshot, {}));
  std::vector<v1::PublishedFigure> wanted;
  for (const v1::PublishedFigure& figure : book.figures()) {
    if (request.year() == 0 || figure.year() == request.year()) wanted.push_back(figure);
  }
  std::sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.year(), a.measure(), a.part(), a.region(), a.source()) <
           std::tuple(b.year(), b.measure(), b.part(), b.region(), b.source());
  });
  const std::string query =
      rpc::PageQuery("ListPublishedFigures", {std::to_string(request.year())});
  RT_ASSIGN_OR_RETURN(const PageOf<v1::PublishedFigure> page,
                      TakePage(wanted, request.page_size(), request.page_token(), query));
  const std::vector<Registration> registrations = RegistrationsKnownOn(*view.snapshot, {});
  v1::ListPublishedFiguresResponse response;
  for (const v1::PublishedFigure& figure : page.items) {
    v1::PublishedAndComputed& both = *response.add_figures();
    *both.mutable_published() = figure;
    const auto& covered = book.covered_years();
    if (std::find(covered.begin(), covered.end(), figure.year()) == covered.end()) continue;
    ReportInput input;
    input.registrations = &registrations;
    input.book = &book;
    input.period = {figure.year(), 0};
    *both.mutable_computed() = ComputeOne(input, figure);
    both.set_differs(Differs(figure, both.computed()));
  }
  response.set_next_page_token(page.next_page_token);
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::statistics
