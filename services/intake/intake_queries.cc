// Reading requests: one, lists, by reference, the feed of state changes, the acknowledgement.
#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include "services/intake/acknowledgement.h"
#include "services/intake/edge/request_content.h"
#include "services/intake/errors.h"
#include "services/intake/intake_handlers.h"
#include "services/intake/views/request_views.h"
#include "shared/base/civil_date.h"
#include "shared/base/status.h"
#include "shared/base/text.h"
#include "shared/rpc/page_token.h"

namespace rondetafel::intake {
namespace {

using projection::Key;
using projection::Snapshot;

// Rows looked at for one page: a filter that fits few rows gives short pages, not long waits.
constexpr int kRowsScannedMax = 5000;
// Requests that one reference or own reference may find.
constexpr int kFoundMax = 100;
constexpr int kChangesPerPage = 200;
constexpr int kChangesPerPageMax = 1000;

absl::StatusOr<base::ResourceName> ParseRequestName(const std::string& text) {
  const auto name = base::ParseName(text, "requests");
  if (name) return *name;
  return rpc::InvalidFields({{"name", "R154", "must be cases/{case}/requests/{request}"}});
}

// Whether a list shows the row to the actor: desks all of their region, the suite's own watchers
// all, COBE what came through it, everybody else what they filed or chair (P-29).
bool ShownTo(const type::v1::Actor& actor, const v1::RequestRow& row) {
  const type::v1::Role role = actor.role();
  if (role == type::v1::ROLE_OPERATOR || role == type::v1::ROLE_AUDITOR) return true;
  if (role == type::v1::ROLE_COBE) return row.channel() == type::v1::CHANNEL_COBE;
  if ((role == type::v1::ROLE_DESK_WORKER || role == type::v1::ROLE_TEAM_LEAD) &&
      actor.region() == row.region()) {
    return true;
  }
  return row.submitted_by_actor_id() == actor.actor_id() ||
         row.chair_actor_id() == actor.actor_id();
}

// The rows whose streams an index table lists under `prefix`, at most kFoundMax, newest receipt
// first.
std::vector<v1::RequestRow> RowsUnder(const Snapshot& snapshot, const Key& prefix,
                                      const type::v1::Actor& actor) {
  std::vector<v1::RequestRow> rows;
  snapshot.Scan(prefix, {}, [&](std::string_view key, std::string_view) {
    Key::Reader reader(key);
    reader.Text();
    const auto stream = base::StreamId::FromRaw(reader.Text());
    auto row = snapshot.Get<v1::RequestRow>(RowKey(stream));
    if (row && ShownTo(actor, *row)) rows.push_back(*std::move(row));
    return rows.size() < kFoundMax;
  });
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return base::FromProto(a.received_on()) > base::FromProto(b.received_on());
  });
  return rows;
}

// The region whose table a list walks; unspecified: the table of all.
type::v1::Region RegionOf(const v1::ListRequestsRequest& request, const type::v1::Actor& actor) {
  if (request.region() != type::v1::REGION_UNSPECIFIED) return request.region();
  return actor.region();
}

void FillCodes(const State& state, const base::ResourceName& name, v1::Request* shown) {
  const v1::RequestContent& content = state.content();
  shown->set_name(base::FormatName("requests", name.case_id, name.stream_id));
  shown->set_reference(content.reference());
  shown->set_status(StatusOf(state));
  shown->set_region(state.region());
  *shown->mutable_agreements() = AgreementsOf(state);
  if (content.has_earlier()) *shown->mutable_earlier() = content.earlier();
  shown->set_resubmission_of(content.resubmission_of());
  *shown->mutable_missing_fields() = content.missing_fields();
  shown->set_assessment_name(state.assessment_name());
  if (state.has_admitted_on()) *shown->mutable_decided_on() = state.admitted_on();
  if (state.has_rejected_on()) *shown->mutable_decided_on() = state.rejected_on();
  for (const type::v1::PersonInCase& person : content.persons()) {
    shown->add_age_bands(person.age_band());
  }
  if (state.has_meeting()) *shown->mutable_meeting() = MeetingOf(state, name);
}

// How far a reader of the feed is: next offset by partition.
using FeedPositions = std::map<int, std::int64_t>;

bool ReadFeedToken(const std::string& bytes, FeedPositions* from) {
  type::v1::Position position;
  if (!position.ParseFromString(bytes)) return false;
  for (const type::v1::TopicPosition& topic : position.topics()) {
    (*from)[topic.partition()] = topic.offset();
  }
  return true;
}

std::string MakeFeedToken(const FeedPositions& from) {
  type::v1::Position position;
  for (const auto& [partition, offset] : from) {
    type::v1::TopicPosition& topic = *position.add_topics();
    topic.set_partition(partition);
    topic.set_offset(offset);
  }
  return position.SerializeAsString();
}

// Adds a partition's changes from its position on until the page is full, and moves the position
// past them.
void ReadFeed(const Snapshot& snapshot, const type::v1::Actor& actor, int size,
              FeedPositions::value_type& from, v1::ListStatusChangesResponse* response) {
  const Key table = Key("status_feed").Add(from.first);
  const Key start = Key(table).Add(from.second);
  snapshot.Scan(table, start.bytes(), [&](std::string_view key, std::string_view value) {
    if (response->changes_size() == size) {
      response->set_more(true);
      return false;
    }
    Key::Reader reader(key);
    reader.Number();
    from.second = reader.Number() + 1;
    v1::StatusChange change;
    const bool parsed = change.ParseFromArray(value.data(), static_cast<int>(value.size()));
    const bool shown =
        actor.role() != type::v1::ROLE_COBE || change.channel() == type::v1::CHANNEL_COBE;
    if (parsed && shown) *response->add_changes() = std::move(change);
    return true;
  });
}

}  // namespace

absl::StatusOr<v1::GetRequestResponse> IntakeHandlers::GetRequest(
    const rpc::Call& call, const v1::GetRequestRequest& request) {
  RT_ASSIGN_OR_RETURN(const base::ResourceName name, ParseRequestName(request.name()));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(State state, ReadState(*view.snapshot, name));
  if (!IsRelated(state, call.actor)) {
    return IntakeError(v1::INTAKE_REASON_REQUEST_NOT_FOUND, "R171");
  }
  const State now =
      state;  // who may look is judged by today's relations, whatever day is looked at
  if (request.has_as_known_on()) {
    const base::Instant t{request.as_known_on().seconds() * 1'000'000 +
                          request.as_known_on().nanos() / 1000};
    RT_ASSIGN_OR_RETURN(const auto then, runtime::StateAsKnownOn(*view.snapshot, RequestKind(),
                                                                 name.case_id, name.stream_id, t));
    state = static_cast<const State&>(*then);
    if (!state.has_content()) return IntakeError(v1::INTAKE_REASON_REQUEST_NOT_FOUND, "R154");
  }
  v1::GetRequestResponse response;
  v1::Request& shown = *response.mutable_request();
  std::vector<std::string> hidden;
  RT_ASSIGN_OR_RETURN(*shown.mutable_form(), OpenForm(
                                                 state, keyring_, call.deadline,
                                                 [&](const std::string& person_id) {
                                                   return MaySeePerson(now, call.actor, person_id);
                                                 },
                                                 &hidden));
  shown.mutable_hidden_person_ids()->Assign(hidden.begin(), hidden.end());
  FillCodes(state, name, &shown);
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::ListRequestsResponse> IntakeHandlers::ListRequests(
    const rpc::Call& call, const v1::ListRequestsRequest& request) {
  const type::v1::Region region = RegionOf(request, call.actor);
  const std::string query = rpc::PageQuery(
      "ListRequests",
      {std::to_string(region), std::to_string(request.status()), request.external_reference()});
  RT_ASSIGN_OR_RETURN(const rpc::Page page,
                      rpc::ReadPage(request.page_size(), request.page_token(), query));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  v1::ListRequestsResponse response;
  *response.mutable_position() = view.position;
  auto fits = [&](const v1::RequestRow& row) {
    return (region == type::v1::REGION_UNSPECIFIED || row.region() == region) &&
           (request.status() == v1::REQUEST_STATUS_UNSPECIFIED || row.status() == request.status());
  };
  if (!request.external_reference().empty()) {
    const Key prefix = Key("by_external").Add(request.external_reference());
    for (v1::RequestRow& row : RowsUnder(*view.snapshot, prefix, call.actor)) {
      if (fits(row)) *response.add_requests() = std::move(row);
    }
    return response;
  }
  int scanned = 0;
  std::string next;
  view.snapshot->Scan(Key("by_region").Add(static_cast<int>(region)), page.from,
                      [&](std::string_view key, std::string_view) {
                        if (response.requests_size() == page.size || ++scanned > kRowsScannedMax) {
                          next = std::string(key);
                          return false;
                        }
                        Key::Reader reader(key);
                        reader.Number();
                        reader.Number();
                        auto row = view.snapshot->Get<v1::RequestRow>(
                            RowKey(base::StreamId::FromRaw(reader.Text())));
                        if (row && fits(*row) && ShownTo(call.actor, *row))
                          *response.add_requests() = *std::move(row);
                        return true;
                      });
  if (!next.empty()) response.set_next_page_token(rpc::MakePageToken(next, query));
  return response;
}

absl::StatusOr<v1::LookUpReferenceResponse> IntakeHandlers::LookUpReference(
    const rpc::Call& call, const v1::LookUpReferenceRequest& request) {
  const auto reference = base::NormaliseReference(request.reference());
  if (!reference) return IntakeError(v1::INTAKE_REASON_REFERENCE_MISTYPED, "R176");
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  v1::LookUpReferenceResponse response;
  response.set_reference(*reference);
  for (v1::RequestRow& row :
       RowsUnder(*view.snapshot, Key("by_reference").Add(*reference), call.actor)) {
    *response.add_requests() = std::move(row);
  }
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::ListStatusChangesResponse> IntakeHandlers::ListStatusChanges(
    const rpc::Call& call, const v1::ListStatusChangesRequest& request) {
  const std::string query = rpc::PageQuery("ListStatusChanges", {});
  RT_ASSIGN_OR_RETURN(const rpc::Page page, rpc::ReadPage(0, request.page_token(), query));
  FeedPositions from;
  if (request.page_size() < 0 || !ReadFeedToken(page.from, &from)) {
    return rpc::InvalidFields({{"page_size", "", "must be 0 or more, with a token of this list"}});
  }
  const int size = request.page_size() == 0 ? kChangesPerPage
                                            : std::min(request.page_size(), kChangesPerPageMax);
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  v1::ListStatusChangesResponse response;
  for (const runtime::PartitionStatus& of : runtime_.Status()) {
    if (of.topic != "intake") continue;
    ReadFeed(*view.snapshot, call.actor, size, *from.try_emplace(of.partition, 0).first, &response);
  }
  response.set_next_page_token(rpc::MakePageToken(MakeFeedToken(from), query));
  *response.mutable_position() = view.position;
  return response;
}

absl::StatusOr<v1::GetAcknowledgementResponse> IntakeHandlers::GetAcknowledgement(
    const rpc::Call& call, const v1::GetAcknowledgementRequest& request) {
  RT_ASSIGN_OR_RETURN(const base::ResourceName name, ParseRequestName(request.name()));
  RT_ASSIGN_OR_RETURN(const runtime::ReadView view,
                      runtime_.Read(request.position(), call.deadline));
  RT_ASSIGN_OR_RETURN(const State state, ReadState(*view.snapshot, name));
  if (!IsRelated(state, call.actor)) {
    return IntakeError(v1::INTAKE_REASON_REQUEST_NOT_FOUND, "R171");
  }
  const std::string& requester_id = state.content().requester_person_id();
  const auto* requester = FindPerson(state.content(), requester_id);
  std::string addressee;
  v1::GetAcknowledgementResponse response;
  if (requester != nullptr) {
    if (MaySeePerson(state, call.actor, requester_id)) {
      RT_ASSIGN_OR_RETURN(addressee,
                          sealing::OpenVia(keyring_, requester->name(), kNameField, call.deadline));
    }
    response.set_safe_contact(requester->safe_contact());
  }
  response.set_title(kAcknowledgementTitle);
  response.set_text(RenderAcknowledgement(state.content(), state.region(), addressee));
  response.set_addressed_to_person_id(requester_id);
  *response.mutable_position() = view.position;
  return response;
}

}  // namespace rondetafel::intake
