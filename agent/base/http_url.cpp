#include "base/http_url.hpp"

#include "base/endpoint.hpp"

namespace poap {

std::optional<HttpUrl> HttpUrl::parse(std::string_view text) {
    constexpr std::size_t kLongest = 500;
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&()*+,;=:@/?[]";
    const bool has_scheme = text.starts_with("http://") || text.starts_with("https://");
    if (!has_scheme || text.size() > kLongest || text.find_first_not_of(kAllowed) != text.npos)
        return std::nullopt;
    const std::string_view rest = text.substr(text.find("//") + 2);
    if (!Endpoint::parse(rest.substr(0, rest.find_first_of("/?")))) return std::nullopt;
    return HttpUrl(text);
}

}  // namespace poap
