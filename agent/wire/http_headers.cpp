#include "wire/http_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <limits>

#include "base/text.hpp"

namespace poap {

namespace {

/// Takes what is expected off the front of `text`; false where it is not there.
bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool take(std::string_view& text, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

/// @param word of a `Content-Encoding`, in lower case
bool is_coding(std::string_view word) {
    // IANA's HTTP content codings but `identity`, and others that servers have.
    constexpr std::array<std::string_view, 28> kCodings = {
        "gzip",   "deflate", "compress", "br",           "zstd",   "aes128gcm", "dcb",
        "dcz",    "exi",     "gz",       "pack200-gzip", "brotli", "zstandard", "zlib",
        "bzip",   "bzip2",   "xz",       "lzma",         "lzip",   "lz4",       "snappy",
        "xpress", "sdch",    "peerdist", "zip",          "base64", "uuencode",  "quoted-printable"};
    if (word.starts_with("x-")) word.remove_prefix(2);
    return std::ranges::find(kCodings, word) != kCodings.end();
}

}  // namespace

std::optional<ContentRange> ContentRange::parse(std::string_view value) {
    Span span{};
    std::uint64_t size = 0;
    if (!take(value, "bytes ")) return std::nullopt;
    const bool has_span = !take(value, "*");
    if (has_span && !(take(value, span.first) && take(value, "-") && take(value, span.last)))
        return std::nullopt;
    if (!(take(value, "/") && take(value, size) && value.empty())) return std::nullopt;
    if (!has_span) return ContentRange{std::nullopt, size};
    if (span.first > span.last || span.last >= size) return std::nullopt;
    return ContentRange{span, size};
}

std::optional<std::uint64_t> parse_content_length(std::string_view value) {
    std::uint64_t size = 0;
    if (!take(value, size) || !value.empty()) return std::nullopt;
    if (size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return size;
}

std::string strong_etag(std::string_view value) {
    constexpr std::size_t kLongest = 256;  // it is sent back
    if (value.size() < 2 || value.size() > kLongest || value.front() != '"' || value.back() != '"') return {};
    const std::string_view opaque = value.substr(1, value.size() - 2);
    const auto belongs = [](char c) { return c > ' ' && c < '\x7f' && c != '"'; };
    return std::all_of(opaque.begin(), opaque.end(), belongs) ? std::string(value) : std::string();
}

bool changes_body(std::string_view content_encoding) {
    std::string words = lower(content_encoding);
    const auto separates = [](char c) {
        return c != '-' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
    };
    std::ranges::replace_if(words, separates, ' ');
    return std::ranges::any_of(words_of(words), is_coding);
}

std::string http_date(std::int64_t time) {
    const std::time_t seconds = time;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    // The program never leaves the C locale, whose names of days and months are those of HTTP.
    const std::size_t size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), size};
}

}  // namespace poap
