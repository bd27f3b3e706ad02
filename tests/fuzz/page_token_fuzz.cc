// A page token as a client sends it.
#include "shared/rpc/page_token.h"
#include "tests/fuzz/target.h"

namespace rondetafel::fuzz {

void FuzzPageToken(std::string_view bytes) {
  static const std::string kQuery = rpc::PageQuery("ListRequests", {"gent", "open"});
  const auto page = rpc::ReadPage(0, bytes, kQuery);
  if (!page.ok()) {
    Expect(absl::IsInvalidArgument(page.status()), "a bad token is the client's fault");
    return;
  }
  Expect(page->size == rpc::kPageSizeDefault, "size 0 is the default");
  Expect(page->from.empty() == bytes.empty(), "only no token begins at the beginning");
  if (!bytes.empty()) {
    Expect(rpc::MakePageToken(page->from, kQuery) == bytes, "only our own tokens are taken");
  }
  const std::string other = rpc::PageQuery("ListRequests", {"gent", "closed"});
  Expect(bytes.empty() || !rpc::ReadPage(0, bytes, other).ok(), "a token fits one query");
}

}  // namespace rondetafel::fuzz
