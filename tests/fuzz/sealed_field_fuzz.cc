// A sealed field as it comes out of an event or a request.
#include "shared/sealing/sealer.h"
#include "tests/fuzz/fuzz_key.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {

void FuzzSealedField(std::string_view bytes) {
  static const sealing::DataKey kKey = FuzzDataKey();
  static const sealing::FieldPlace kPlace = FuzzPlace();
  type::v1::Sealed sealed;
  if (!sealed.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const auto opened = sealing::Open(kKey, sealed, kPlace.field);
  if (!opened.ok()) {
    Expect(absl::IsDataLoss(opened.status()) || absl::IsInvalidArgument(opened.status()),
           "altered, or another field");
    return;
  }
  Expect(*opened == kFuzzPlain, "the key opens what was sealed with it");
  Expect(base::StreamId::Parse(sealed.origin_stream_id()) == kPlace.stream, "only in its stream");
  Expect(base::SubjectId::Parse(sealed.subject_id()) == kPlace.subject, "only of its subject");
  Expect(!sealing::Open(kKey, sealed, "person.phone").ok(), "only as its field");
}

}  // namespace rondetafel::fuzz
