#include "shared/rpc/grpc_status.h"

#include <string>
#include <string_view>

#include "shared/rpc/errors.h"

namespace rondetafel::rpc {
namespace {

struct General {
  absl::StatusCode code;
  std::string_view reason;
  std::string_view dutch;
};

constexpr General kGeneral[] = {
    {absl::StatusCode::kCancelled, "CANCELLED", "De oproep werd afgebroken."},
    {absl::StatusCode::kInvalidArgument, "INVALID_ARGUMENT", "De vraag klopt niet van vorm."},
    {absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
     "Het duurde te lang. Herhaal met hetzelfde command_id."},
    {absl::StatusCode::kNotFound, "NOT_FOUND", "Dit werd niet gevonden."},
    {absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS",
     "Dit command_id werd al voor iets anders gebruikt. Gebruik een nieuw."},
    {absl::StatusCode::kPermissionDenied, "PERMISSION_DENIED", "U mag dit niet doen."},
    {absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED", "Meld u eerst aan."},
    {absl::StatusCode::kResourceExhausted, "RESOURCE_EXHAUSTED",
     "Het is nu te druk; er is niets gebeurd. Probeer het straks opnieuw."},
    {absl::StatusCode::kFailedPrecondition, "FAILED_PRECONDITION", "Dit kan nu niet."},
    {absl::StatusCode::kAborted, "ABORTED", "Iemand anders was eerst. Probeer het opnieuw."},
    {absl::StatusCode::kOutOfRange, "OUT_OF_RANGE", "Dit ligt buiten het bereik."},
    {absl::StatusCode::kUnimplemented, "UNIMPLEMENTED", "Dit bestaat niet."},
    {absl::StatusCode::kUnavailable, "UNAVAILABLE",
     "Dit kan even niet. Herhaal straks met hetzelfde command_id."},
    {absl::StatusCode::kDataLoss, "DATA_LOSS",
     "Opgeslagen gegevens zijn beschadigd. Verwittig de beheerder."},
};

absl::Status WithDetails(const absl::Status& status) {
  for (const General& general : kGeneral) {
    if (general.code == status.code()) {
      return MakeError(status.code(), general.reason, "", std::string(status.message()),
                       general.dutch);
    }
  }
  return MakeError(absl::StatusCode::kInternal, "INTERNAL", "",
                   "a fault of ours; it is in the log of the service",
                   "Er is iets misgelopen bij ons. Het staat in het logboek van de dienst.");
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  auto details = status.GetPayload(std::string(kDetailsPayload));
  if (!details) return ToGrpcStatus(WithDetails(status));
  return {static_cast<grpc::StatusCode>(status.code()), std::string(status.message()),
          std::string(*details)};
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  if (!status.error_details().empty()) {
    out.SetPayload(std::string(kDetailsPayload), absl::Cord(status.error_details()));
  }
  return out;
}

}  // namespace rondetafel::rpc
