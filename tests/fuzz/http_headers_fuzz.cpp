// Headers of an HTTP answer, dates of requests, and a config as it passes by in pieces.
#include <curl/curl.h>
#include <fuzzer/FuzzedDataProvider.h>

#include "base/config_scan.hpp"
#include "base/text.hpp"
#include "fuzz.hpp"
#include "wire/http_headers.hpp"

namespace poap::fuzz {

namespace {

constexpr std::int64_t kLastOfYear9999 = 253402300799;

void check_content_range(std::string_view text) {
    const auto range = ContentRange::parse(text);
    if (!range) return;
    const auto span = range->span;
    require(!span || (span->first <= span->last && span->last < range->size), "the span is within the file");
    const std::string bytes = span ? concat(span->first, '-', span->last) : "*";
    require(ContentRange::parse(concat("bytes ", bytes, '/', range->size)) == range,
            "it is read back the same");
}

void check_etag(std::string_view text) {
    const std::string etag = strong_etag(text);
    if (etag.empty()) return;
    require(etag == text && is_printable(etag), "an ETag goes back as it came, and is no other header");
}

void check_date(std::int64_t time) {
    const std::string date = http_date(time);
    require(is_printable(date), "a date is no other header");
    if (time >= 0 && time <= kLastOfYear9999)
        require(curl_getdate(date.c_str(), nullptr) == time, "a date is read back the same");
}

void check_scan(std::string_view text, std::size_t cut) {
    ConfigScan whole;
    whole.take(text);
    ConfigScan pieces;
    pieces.take(text.substr(0, cut));
    pieces.take(text.substr(cut));
    require(whole.fault() == pieces.fault() && whole.has_admin_login() == pieces.has_admin_login(),
            "a config is the same in pieces");
    if (text.find('\0') != std::string_view::npos) require(whole.fault().has_value(), "a zero byte is seen");
}

}  // namespace

void run(std::string_view input) {
    FuzzedDataProvider provider(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    check_date(provider.ConsumeIntegral<std::int64_t>());
    check_date(provider.ConsumeIntegralInRange<std::int64_t>(0, kLastOfYear9999));
    const auto cut = provider.ConsumeIntegralInRange<std::size_t>(0, input.size());
    check_scan(input, cut);
    check_content_range(input);
    check_etag(input);
}

}  // namespace poap::fuzz
