#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// `Content-Range: bytes <first>-<last>/<size>` (RFC 9110, 14.4), both ends included; or, with 416,
/// `bytes */<size>`.
struct ContentRange {
    struct Span {
        std::uint64_t first;
        std::uint64_t last;
        bool operator==(const Span&) const = default;
    };
    std::optional<Span> span;
    std::uint64_t size;  ///< of the whole file

    /// Nothing where it is malformed, of another unit, or does not tell the size.
    static std::optional<ContentRange> parse(std::string_view value);
    bool operator==(const ContentRange&) const = default;
};

/// A `Content-Length` header's value (RFC 9110, 8.6): digits alone. Nothing where it is anything else, or too
/// large to be a size.
std::optional<std::uint64_t> parse_content_length(std::string_view value);

/// An `ETag` header's value as it is, where it is a strong one (RFC 9110, 8.8.3); else empty.
std::string strong_etag(std::string_view value);

/// Whether a `Content-Encoding` header's value (RFC 9110, 8.4: a list) says that the body is not the file as
/// it is: compressed, encrypted, or as text. Servers send much else that changes nothing: empty, `none`,
/// `aws-chunked`, a charset, a media type. So what is not known does not change it.
bool changes_body(std::string_view content_encoding);

/// A date as HTTP writes it (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
/// @param time in seconds since 1970
std::string http_date(std::int64_t time);

}  // namespace poap
