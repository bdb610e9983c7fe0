#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// `Content-Range: bytes <first>-<last>/<size>` (RFC 9110, 14.4), both ends included; with status 416, `bytes
/// */<size>`.
struct ContentRange {
    struct Span {
        std::uint64_t first;
        std::uint64_t last;
        bool operator==(const Span&) const = default;
    };
    std::optional<Span> span;
    std::uint64_t size;  ///< of the whole file

    /// Nothing if it is malformed, has another unit, or lacks the size.
    static std::optional<ContentRange> parse(std::string_view value);
    bool operator==(const ContentRange&) const = default;
};

/// A `Content-Length` header's value (RFC 9110, 8.6): digits only. Nothing for anything else, or a number too
/// large to be a size.
std::optional<std::uint64_t> parse_content_length(std::string_view value);

/// An `ETag` header's value, if it is a strong one (RFC 9110, 8.8.3); else empty.
std::string strong_etag(std::string_view value);

/// Whether a `Content-Encoding` header's value (RFC 9110, 8.4: a list) means that the body differs from the
/// file: compressed, encrypted, or encoded as text. Servers send many values that change nothing: empty,
/// `none`, `aws-chunked`, a charset, a media type. Unknown values therefore count as unchanged.
bool changes_body(std::string_view content_encoding);

/// A date in HTTP's form (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
/// @param time in seconds since 1970
std::string http_date(std::int64_t time);

}  // namespace poap
