// Page tokens: opaque text that says where the next page of one list begins. A token fits the query
// it was made for and no other; altered, it is INVALID_ARGUMENT.
//
//   const std::string query = PageQuery("ListRequests", {region, state});
//   RT_ASSIGN_OR_RETURN(Page page, ReadPage(request.page_size(), request.page_token(), query));
//   snapshot->Scan(prefix, page.from, …);                 // page.from empty: the beginning
//   response.set_next_page_token(MakePageToken(next_key, query));
#pragma once
#include <absl/status/statusor.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace rondetafel::rpc {

inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 500;

struct Page {
  int size = kPageSizeDefault;  // 1–kPageSizeMax
  std::string from;             // key given to MakePageToken; empty: the beginning
};

// What a token belongs to: the method and every filter of the request.
std::string PageQuery(std::string_view method, std::initializer_list<std::string_view> filters);
// Size 0 means the default, above the maximum means the maximum, below 0 is INVALID_ARGUMENT.
absl::StatusOr<Page> ReadPage(int page_size, std::string_view page_token, std::string_view query);
// `from` is the key of the first row of the next page. It holds ids and codes only: a token is not
// sealed.
std::string MakePageToken(std::string_view from, std::string_view query);

}  // namespace rondetafel::rpc
