#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace poap {

/// A URL for HTTP or HTTPS.
class HttpUrl {
  public:
    /// `http://` or `https://`, a host, optionally `:port`, optionally a path and a query (RFC 3986, 3.3 and
    /// 3.4), in at most 500 characters. Nothing for any other form, such as one with a user or a fragment.
    static std::optional<HttpUrl> parse(std::string_view text);

    const std::string& str() const { return url_; }
    bool over_tls() const { return url_.starts_with("https:"); }
    bool operator==(const HttpUrl&) const = default;

  private:
    explicit HttpUrl(std::string_view url) : url_(url) {}
    std::string url_;
};

}  // namespace poap
