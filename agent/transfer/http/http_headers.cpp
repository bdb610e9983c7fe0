#include "transfer/http/http_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace poap {

namespace {

/// Takes a number off the front of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

}  // namespace

std::optional<ContentRange> ContentRange::parse(std::string_view value) {
    if (!take(value, "bytes ")) return std::nullopt;
    std::optional<Span> span;
    if (!take(value, "*")) {
        const auto first = take_number(value);
        const auto last = first && take(value, "-") ? take_number(value) : std::nullopt;
        if (!last || *last < *first) return std::nullopt;
        span = Span{*first, *last};
    }
    const auto size = take(value, "/") ? take_number(value) : std::nullopt;
    if (!size || !value.empty() || (span && span->last >= *size)) return std::nullopt;
    return ContentRange{span, *size};
}

std::string strong_etag(std::string_view value) {
    constexpr std::size_t kLongest = 256;  // it is sent back
    if (value.size() < 2 || value.size() > kLongest || value.front() != '"' || value.back() != '"') return {};
    const std::string_view opaque = value.substr(1, value.size() - 2);
    const auto belongs = [](char c) { return c > ' ' && c < '\x7f' && c != '"'; };
    return std::all_of(opaque.begin(), opaque.end(), belongs) ? std::string(value) : std::string();
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
