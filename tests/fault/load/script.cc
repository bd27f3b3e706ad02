#include "tests/fault/load/script.h"

#include <algorithm>

#include "rondetafel/scheduling/v1/service.pb.h"
#include "rondetafel/statistics/v1/service.pb.h"
#include "rondetafel/triage/v1/service.pb.h"
#include "rondetafel/workplan/v1/service.pb.h"
#include "shared/base/check.h"
#include "shared/base/civil_date.h"
#include "shared/base/text.h"
#include "tests/fault/load/forms.h"
#include "tests/fault/load/messages.h"

namespace rondetafel::fault {
namespace {

enum class Who { kHelper, kDesk, kChair };

struct Step {
  std::string_view service, method;
  Who who = Who::kChair;
  bool query = false;
  std::function<void(Message&, const CaseFile&)> fill;
  std::function<void(const Message&, CaseFile&)> learn;
};

template <class Request>
std::function<void(Message&, const CaseFile&)> Fill(void (*fill)(Request&, const CaseFile&)) {
  return [fill](Message& request, const CaseFile& file) {
    fill(static_cast<Request&>(request), file);
  };
}

template <class Reply>
std::function<void(const Message&, CaseFile&)> Learn(void (*learn)(const Reply&, CaseFile&)) {
  return [learn](const Message& reply, CaseFile& file) {
    learn(static_cast<const Reply&>(reply), file);
  };
}

// Sets the field person_id (or another) and answer, where the request has them.
std::function<void(Message&, const CaseFile&)> About(const char* field, const char* person,
                                                     std::string CaseFile::*item = nullptr,
                                                     const char* item_field = nullptr) {
  return [=](Message& request, const CaseFile& file) {
    SetText(request, field, person);
    if (item != nullptr) SetText(request, item_field, file.*item);
    SetChoice(request, "answer", type::v1::ANSWER_YES);
    SetChoice(request, "origin", scheduling::v1::PROPOSAL_ORIGIN_REQUESTER);
    SetChoice(request, "channel", type::v1::CHANNEL_IN_PERSON);
    SetChoice(request, "content", scheduling::v1::INVITATION_CONTENT_FULL);
    SetNumber(request, "version", 1);
  };
}

constexpr const char* kTable[] = {"youth", "mother", "helper"};

void AddIntakeAndTriage(std::vector<Step>& way) {
  way.push_back({"intake", "SubmitRequest", Who::kHelper, false,
                 Fill<intake::v1::SubmitRequestRequest>([](auto& request, const CaseFile& file) {
                   *request.mutable_form() = ConsultationForm(file.number(), "Wie doet wat?");
                   *request.add_agreements() = Yes("youth", false);
                 }),
                 Learn<intake::v1::SubmitRequestResponse>([](const auto& reply, CaseFile& file) {
                   const auto name = *base::ParseName(reply.name(), "requests");
                   const auto consultation = base::ConsultationOf(name.stream_id);
                   const auto of = [&](const char* kind, const base::StreamId& stream) {
                     return base::FormatName(kind, name.case_id, stream);
                   };
                   file.request_name = reply.name();
                   file.assessment_name = of("assessments", base::AssessmentOf(name.stream_id));
                   file.consultation_name = of("consultations", consultation);
                   file.work_plan_name = of("workPlans", base::WorkPlanOf(consultation));
                 })});
  way.push_back({"intake", "GetRequest", Who::kHelper, true, {}, {}});
  way.push_back({"triage",
                 "LogContact",
                 Who::kDesk,
                 false,
                 Fill<triage::v1::LogContactRequest>([](auto& request, const CaseFile&) {
                   *request.mutable_contacted_at() = MomentIn(0);
                   request.set_reached(true);
                   request.set_channel(type::v1::CHANNEL_DESK_PHONE);
                   request.set_person_id("mother");
                   request.set_note("Belde terug.");
                 }),
                 {}});
  way.push_back({"triage", "AdmitRequest", Who::kDesk, false, {}, {}});
  way.push_back({"triage",
                 "AppointChair",
                 Who::kDesk,
                 false,
                 Fill<triage::v1::AppointChairRequest>([](auto& request, const CaseFile& file) {
                   request.set_facilitator_name(file.cast().facilitator_name);
                 }),
                 {}});
}

void AddAgendaAndTable(std::vector<Step>& way) {
  way.push_back(
      {"scheduling", "GetConsultation", Who::kChair, true, {}, [](const Message&, CaseFile& file) {
         file.scheduling_open = true;
       }});
  way.push_back(
      {"scheduling",
       "RecordRequesterContact",
       Who::kChair,
       false,
       Fill<scheduling::v1::RecordRequesterContactRequest>([](auto& request, const CaseFile&) {
         request.set_channel(type::v1::CHANNEL_DESK_PHONE);
       }),
       {}});
  way.push_back(
      {"scheduling", "ProposeAgendaItem", Who::kChair, false,
       Fill<scheduling::v1::ProposeAgendaItemRequest>([](auto& request, const CaseFile&) {
         request.set_origin(scheduling::v1::PROPOSAL_ORIGIN_CLIENT);
         request.set_text("Wonen na de zomer.");
       }),
       Learn<scheduling::v1::ProposeAgendaItemResponse>([](const auto& reply, CaseFile& file) {
         file.agenda_item_id = reply.agenda_item_id();
       })});
  way.push_back(
      {"scheduling",
       "ApproveAgendaItem",
       Who::kChair,
       false,
       About("approved_by_person_id", "youth", &CaseFile::agenda_item_id, "agenda_item_id"),
       {}});
  for (const char* person : kTable) {
    way.push_back(
        {"scheduling", "ProposeInvitee", Who::kChair, false, About("person_id", person), {}});
    way.push_back({"scheduling",
                   "ApproveInvitee",
                   Who::kChair,
                   false,
                   [person](Message& request, const CaseFile&) {
                     SetText(request, "person_id", person);
                     SetText(request, "approved_by_person_id", "youth");
                   },
                   {}});
    way.push_back({"scheduling",
                   "RecordAgreement",
                   Who::kChair,
                   false,
                   [person](Message& request, const CaseFile&) {
                     auto& record = static_cast<scheduling::v1::RecordAgreementRequest&>(request);
                     *record.mutable_agreement() = Yes(person, true);
                   },
                   {}});
  }
  way.push_back(
      {"scheduling",
       "MakeInformationAgreement",
       Who::kChair,
       false,
       Fill<scheduling::v1::MakeInformationAgreementRequest>([](auto& request, const CaseFile&) {
         auto& item = *request.add_items();
         item.set_text("Schoolverslag.");
         for (const char* person : kTable) item.add_recipient_person_ids(person);
         request.add_agreed_by_person_ids("youth");
         request.add_agreed_by_person_ids("helper");
       }),
       {}});
}

void AddTimeAndPlace(std::vector<Step>& way) {
  for (const char* person : kTable) {
    way.push_back(
        {"scheduling", "SendInvitation", Who::kChair, false, About("person_id", person), {}});
  }
  way.push_back(
      {"scheduling", "ProposeMoments", Who::kChair, false,
       Fill<scheduling::v1::ProposeMomentsRequest>(
           [](auto& request, const CaseFile&) { *request.add_moments() = MomentIn(7); }),
       Learn<scheduling::v1::ProposeMomentsResponse>(
           [](const auto& reply, CaseFile& file) { file.moment_id = reply.moment_ids(0); })});
  for (const char* person : kTable) {
    way.push_back({"scheduling",
                   "AnswerMoment",
                   Who::kChair,
                   false,
                   About("person_id", person, &CaseFile::moment_id, "moment_id"),
                   {}});
  }
  way.push_back({"scheduling",
                 "ChooseMoment",
                 Who::kChair,
                 false,
                 [](Message& request, const CaseFile& file) {
                   SetText(request, "moment_id", file.moment_id);
                 },
                 {}});
  way.push_back({"scheduling", "ProposePlace", Who::kChair, false,
                 Fill<scheduling::v1::ProposePlaceRequest>(
                     [](auto& request, const CaseFile&) { request.set_text("Lokaal 3."); }),
                 Learn<scheduling::v1::ProposePlaceResponse>(
                     [](const auto& reply, CaseFile& file) { file.place_id = reply.place_id(); })});
  for (const char* person : kTable) {
    way.push_back({"scheduling",
                   "AnswerPlace",
                   Who::kChair,
                   false,
                   About("person_id", person, &CaseFile::place_id, "place_id"),
                   {}});
  }
  way.push_back({"scheduling", "ConfirmConsultation", Who::kChair, false, {}, {}});
}

void AddMeetingAndPlan(std::vector<Step>& way) {
  way.push_back({"scheduling",
                 "HoldMeeting",
                 Who::kChair,
                 false,
                 Fill<scheduling::v1::HoldMeetingRequest>([](auto& request, const CaseFile&) {
                   *request.mutable_held_at() = MomentIn(0);
                   for (const char* person : kTable) {
                     auto& attendance = *request.add_attendance();
                     attendance.set_person_id(person);
                     attendance.set_presence(scheduling::v1::PRESENCE_PRESENT);
                   }
                   for (const auto item : {scheduling::v1::CHECKLIST_ITEM_INTRODUCTION_ROUND,
                                           scheduling::v1::CHECKLIST_ITEM_SECRECY_REMINDER}) {
                     auto& answer = *request.add_checklist();
                     answer.set_item(item);
                     answer.set_done(true);
                   }
                 }),
                 {}});
  way.push_back(
      {"workplan", "GetWorkPlan", Who::kChair, true, {}, [](const Message&, CaseFile& file) {
         file.plan_open = true;
       }});
  way.push_back({"workplan",
                 "DraftPlan",
                 Who::kChair,
                 false,
                 Fill<workplan::v1::DraftPlanRequest>([](auto& request, const CaseFile&) {
                   auto& goal = *request.add_goals();
                   goal.set_goal_id("g1");
                   goal.set_text("Rust thuis.");
                   auto& task = *request.add_tasks();
                   task.set_task_id("t1");
                   task.set_goal_id("g1");
                   task.set_owner_person_id("helper");
                   task.set_text("Elke week bellen.");
                   *task.mutable_due_on() = MomentIn(60).date();
                 }),
                 {}});
  way.push_back({"workplan",
                 "RecordTaskProgress",
                 Who::kChair,
                 false,
                 Fill<workplan::v1::RecordTaskProgressRequest>([](auto& request, const CaseFile&) {
                   request.set_task_id("t1");
                   request.set_progress(workplan::v1::TASK_PROGRESS_STARTED);
                 }),
                 {}});
}

const std::vector<Step>& Way() {
  static const std::vector<Step> way = [] {
    std::vector<Step> made;
    AddIntakeAndTriage(made);
    AddAgendaAndTable(made);
    AddTimeAndPlace(made);
    AddMeetingAndPlan(made);
    return made;
  }();
  return way;
}

const Step& StepOf(std::string_view method) {
  const auto found = std::ranges::find(Way(), method, &Step::method);
  RT_CHECK(found != Way().end());
  return *found;
}

// What somebody else does to the file meanwhile, by how far it is. Several of these are refused by
// a rule most of the time: refusals are on record too.
const Step& AsideOf(const CaseFile& file, std::mt19937_64& random) {
  static const std::vector<Step> asides = {
      {"intake",
       "AmendRequest",
       Who::kHelper,
       false,
       Fill<intake::v1::AmendRequestRequest>([](auto& request, const CaseFile& of) {
         *request.mutable_form() = ConsultationForm(of.number(), "Kan dit sneller?");
       }),
       {}},
      StepOf("GetRequest"),
      StepOf("LogContact"),
      StepOf("AdmitRequest"),
      {"triage", "GetAssessment", Who::kDesk, true, {}, {}},
      StepOf("RecordRequesterContact"),
      {"scheduling", "GetConsultation", Who::kChair, true, {}, {}},
      {"workplan", "GetWorkPlan", Who::kChair, true, {}, {}},
      StepOf("RecordTaskProgress"),
  };
  const std::size_t many = file.plan_open ? asides.size() : file.scheduling_open ? 7 : 5;
  return asides[random() % many];
}

type::v1::Actor MakeActor(type::v1::Role role, std::string_view who) {
  type::v1::Actor actor;
  actor.set_actor_id(base::FormatUuid(base::DeriveUuid("actor", {"fault load", who})));
  actor.set_role(role);
  return actor;
}

std::string NameFor(std::string_view service, const CaseFile& file) {
  if (service == "intake") return file.request_name;
  if (service == "triage") return file.assessment_name;
  return service == "scheduling" ? file.consultation_name : file.work_plan_name;
}

base::ResourceName IdsIn(const std::string& name) {
  for (const char* kind : {"requests", "assessments", "consultations", "workPlans"}) {
    if (auto parsed = base::ParseName(name, kind)) return *parsed;
  }
  return {};
}

Ask MakeAsk(const Step& step, const CaseFile& file, const type::v1::Position& token,
            std::mt19937_64& random) {
  Ask ask;
  ask.service = step.service;
  ask.method = step.method;
  const Cast& cast = file.cast();
  ask.actor = step.who == Who::kHelper ? &cast.helper
              : step.who == Who::kDesk ? &cast.desk
                                       : &cast.chair;
  ask.query = step.query;
  ask.learn = step.learn;
  ask.request = NewRequest(step.service, step.method);
  if (step.fill) step.fill(*ask.request, file);
  if (!step.query) SetText(*ask.request, "command_id", NewCommandId(random));
  const std::string name = NameFor(step.service, file);
  SetText(*ask.request, "name", name);
  SetPosition(*ask.request, token);
  ask.about = IdsIn(name);
  if (step.method == "SubmitRequest") {
    const auto command = *base::CommandId::Parse(TextOf(*ask.request, "command_id"));
    ask.about.case_id = base::DeriveCaseId(*base::ActorId::Parse(ask.actor->actor_id()), command);
    ask.about.stream_id = base::DeriveStreamId(ask.about.case_id, "request", command);
  }
  return ask;
}

}  // namespace

Cast::Cast(std::uint64_t seed) {
  helper = MakeActor(type::v1::ROLE_HELPER, "helper");
  helper.set_organisation_id("OVO000001");
  desk = MakeActor(type::v1::ROLE_DESK_WORKER, "desk");
  desk.set_region(type::v1::REGION_LIMBURG);
  chair = MakeActor(type::v1::ROLE_EXTERNAL_CHAIR, base::Cat("chair ", seed));
  statistician = MakeActor(type::v1::ROLE_STATISTICIAN, "statistician");
}

Ask Cast::RegisterChair(std::mt19937_64& random) const {
  auto request = std::make_shared<triage::v1::RegisterFacilitatorRequest>();
  request->set_command_id(NewCommandId(random));
  request->set_actor_id(chair.actor_id());
  request->add_kinds(triage::v1::FACILITATOR_KIND_CHAIR);
  request->set_full_name("Voorzitter Voorbeeld");
  request->set_phone("+32 2 555 01 23");
  request->set_mail("voorzitter@example.org");
  *request->mutable_trained_on() = base::ToProto(base::Date{2020, 1, 6});
  request->add_regions(type::v1::REGION_LIMBURG);
  return {"triage", "RegisterFacilitator", &desk, request, false, {}, {}};
}

Ask RecordFigure(const Cast& cast, std::mt19937_64& random) {
  auto request = std::make_shared<statistics::v1::RecordPublishedFigureRequest>();
  request->set_command_id(NewCommandId(random));
  auto& figure = *request->mutable_figure();
  figure.set_measure("M5");
  figure.set_part("held");
  figure.set_year(static_cast<int>(2008 + random() % 10));
  figure.set_numerator(static_cast<std::int64_t>(random() % 100'000));
  figure.set_source("fault load");
  return {"statistics", "RecordPublishedFigure", &cast.statistician, request, false, {}, {}};
}

bool CaseFile::ended() const { return ended_ || step_ >= Way().size(); }

Ask CaseFile::Next(std::mt19937_64& random) { return MakeAsk(Way()[step_], *this, token_, random); }

Ask CaseFile::Aside(std::mt19937_64& random) const {
  Ask ask = MakeAsk(AsideOf(*this, random), *this, token_, random);
  ask.learn = nullptr;
  return ask;
}

void CaseFile::Learn(const Ask& ask, const Message& reply, const type::v1::Position& position) {
  if (ask.learn) ask.learn(reply, *this);
  MergePosition(position, token_);
}

void CaseFile::Advance() { ++step_; }

}  // namespace rondetafel::fault
