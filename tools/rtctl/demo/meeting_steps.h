// From the chair's first call to the end of the meeting, step by step.
#pragma once
#include <string>
#include <vector>

#include "tools/rtctl/demo/cast.h"

namespace rondetafel::rtctl {

// One consultation under a chair.
class MeetingSteps {
 public:
  MeetingSteps(Teller* teller, Names names, type::v1::Actor chair)
      : teller_(*teller), names_(std::move(names)), chair_(std::move(chair)) {}

  // Scheduling learns of a new chair by reaction: waits until it has.
  void ChairChanges(const type::v1::Actor& chair);
  // The chair speaks with the requester and puts the client's topic on the agenda.
  void PrepareAgenda(std::string_view topic, const std::vector<std::string>& clients);
  // Put forward, approved by each client, invited, own yes to the chair.
  void Invite(const std::string& person, const std::vector<std::string>& clients);
  void AgreeOnInformation(const std::vector<std::string>& makers,
                          const std::vector<std::string>& recipients);
  // Two moments, of which `days_from_today` is chosen; everybody on the list answers the place.
  void ChooseMoment(int days_from_today);
  void ChoosePlace(std::string_view place, const std::vector<std::string>& persons);
  // What still stands in the way, in words.
  void ExplainConfirm();
  void Confirm();
  struct Seat {
    std::string person;
    scheduling::v1::Presence presence = scheduling::v1::PRESENCE_PRESENT;
    scheduling::v1::AbsenceReason reason = scheduling::v1::ABSENCE_REASON_UNSPECIFIED;
  };
  void Hold(const std::vector<Seat>& seats);

 private:
  template <class Request>
  Request Named() const {
    Request request;
    request.set_name(names_.consultation);
    return request;
  }

  Teller& teller_;
  Names names_;
  type::v1::Actor chair_;
};

}  // namespace rondetafel::rtctl
