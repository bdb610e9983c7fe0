#include "transfer/curl/curl_progress.hpp"

#include <initializer_list>

#include "base/text.hpp"

namespace poap {

namespace {

curl_off_t sum_of(CURL* easy, std::initializer_list<CURLINFO> infos) {
    curl_off_t sum = 0;
    for (const CURLINFO info : infos) {
        curl_off_t value = 0;
        curl_easy_getinfo(easy, info, &value);
        sum += value;
    }
    return sum;
}

}  // namespace

std::optional<std::string> CurlProgress::fault(CURL* easy, Clock::time_point now, Clock::duration storing) {
    // Only bodies count: headers, trailers and 1xx answers may be endless.
    const curl_off_t bytes = sum_of(easy, {CURLINFO_SIZE_DOWNLOAD_T, CURLINFO_SIZE_UPLOAD_T});
    const curl_off_t steps =
        sum_of(easy, {CURLINFO_CONNECT_TIME_T, CURLINFO_APPCONNECT_TIME_T, CURLINFO_STARTTRANSFER_TIME_T});
    if (bytes + steps != last_moved_) last_progress_ = now;
    last_moved_ = bytes + steps;
    if (now - last_progress_ > patience_) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience_);
        return concat("no progress for ", seconds.count(), " s");
    }
    return floor_.fault(static_cast<std::uint64_t>(bytes), now - storing);
}

}  // namespace poap
