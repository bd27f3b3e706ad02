#include "shared/rpc/page_token.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "shared/base/check.h"
#include "shared/base/text.h"
#include "shared/rpc/errors.h"

namespace rondetafel::rpc {
namespace {

constexpr std::size_t kSumBytes = 16;
constexpr std::size_t kTokenCharactersMax = 2048;
constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string SumOf(std::string_view from, std::string_view query) {
  const std::string text = base::Cat("page token 1:", from.size(), ":", from, query);
  std::string sum(kSumBytes, '\0');
  RT_CHECK(crypto_generichash(reinterpret_cast<unsigned char*>(sum.data()), sum.size(), Bytes(text),
                              text.size(), nullptr, 0) == 0);
  return sum;
}

absl::Status BadToken() {
  return InvalidFields({{"page_token", "",
                         "must be a next_page_token of the same list with the same filters, or "
                         "empty for the first page"}});
}

}  // namespace

std::string PageQuery(std::string_view method, std::initializer_list<std::string_view> filters) {
  std::string query(method);
  for (const std::string_view filter : filters) query += base::Cat("|", filter.size(), ":", filter);
  return query;
}

absl::StatusOr<Page> ReadPage(int page_size, std::string_view page_token, std::string_view query) {
  if (page_size < 0) {
    return InvalidFields({{"page_size", "", base::Cat("must be 0 to ", kPageSizeMax)}});
  }
  Page page{page_size == 0 ? kPageSizeDefault : std::min(page_size, kPageSizeMax), {}};
  if (page_token.empty()) return page;
  if (page_token.size() > kTokenCharactersMax) return BadToken();
  std::string bytes(page_token.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                        page_token.data(), page_token.size(), nullptr, &length, nullptr,
                        kVariant) != 0 ||
      length <= kSumBytes) {
    return BadToken();
  }
  page.from = bytes.substr(kSumBytes, length - kSumBytes);
  // The text, not the bytes: libsodium reads some characters beyond ASCII like good ones.
  if (MakePageToken(page.from, query) != page_token) return BadToken();
  return page;
}

std::string MakePageToken(std::string_view from, std::string_view query) {
  const std::string bytes = SumOf(from, query).append(from);
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), Bytes(bytes), bytes.size(), kVariant);
  text.pop_back();  // the terminating zero
  return text;
}

}  // namespace rondetafel::rpc
