#include "transfer/curl_request.hpp"

#include <stdexcept>

#include "text.hpp"

namespace poap {

namespace {

/// The largest TFTP block whose packet still fits an Ethernet frame: 1500 - 20 (IP) - 8 (UDP) - 4 (TFTP),
/// less 40 for tunnels and IPv6.
constexpr long kTftpBlockSize = 1428;
constexpr long kMostRedirects = 3;
constexpr long kStatusOk = 200;
constexpr std::uint64_t kLongestErrorPage = 64 * 1024;
/// How long at most before the patience, and TFTP's retransmission inside libcurl, are looked after.
constexpr int kTickMs = 250;

}  // namespace

CurlRequest::CurlRequest(const std::string& url, std::chrono::seconds patience, BodySink& sink)
    : easy_(curl_easy_init(), curl_easy_cleanup), patience_(patience), sink_(sink) {
    if (!easy_) throw std::runtime_error("libcurl cannot start a request");
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,tftp");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kMostRedirects);
    set(CURLOPT_PROXY, "");  // whatever http_proxy says
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // a resolver that hangs is not waited for after a signal
    set(CURLOPT_USERAGENT, "poap-agent");
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(patience.count()));
    set(CURLOPT_TFTP_BLKSIZE, kTftpBlockSize);
    // libcurl derives from the time it has for all, at the first block, how soon it asks again for a lost
    // one: some 70 s without a limit. From `begin` on there is none.
    if (url.starts_with("tftp:")) set(CURLOPT_TIMEOUT, static_cast<long>(patience.count()));
    set(CURLOPT_ERRORBUFFER, message_.data());
    set(CURLOPT_WRITEFUNCTION, &CurlRequest::on_body);
    set(CURLOPT_WRITEDATA, this);
}

void CurlRequest::make_put(const std::string& form) {
    set(CURLOPT_CUSTOMREQUEST, "PUT");
    set(CURLOPT_COPYPOSTFIELDS, form.c_str());  // as application/x-www-form-urlencoded
    set(CURLOPT_FOLLOWLOCATION, 0L);
}

CURLcode CurlRequest::perform(CURLM* multi, const Interrupt& interrupt) {
    const auto leave = [multi](CURL* easy) { curl_multi_remove_handle(multi, easy); };
    curl_multi_add_handle(multi, easy_.get());
    const std::unique_ptr<CURL, decltype(leave)> added(easy_.get(), leave);
    last_progress_ = std::chrono::steady_clock::now();

    for (int running = 1;;) {
        curl_multi_perform(multi, &running);
        if (sink_failure_) std::rethrow_exception(sink_failure_);
        if (running == 0) break;
        interrupt.check();
        if (stalled()) {
            gave_up_ = true;
            return CURLE_OPERATION_TIMEDOUT;
        }
        curl_waitfd signal{interrupt.fd(), CURL_WAIT_POLLIN, 0};
        curl_multi_poll(multi, &signal, 1, kTickMs, nullptr);
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    const CURLcode code = message == nullptr ? CURLE_FAILED_INIT : message->data.result;
    if (code == CURLE_OK && !begun_ && brings_a_file()) begin();  // an empty one
    return code;
}

long CurlRequest::status() const {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
}

bool CurlRequest::brings_a_file() const {
    const long answer = status();
    return answer == 0 || answer == kStatusOk;
}

std::string CurlRequest::reason(CURLcode code) const {
    if (gave_up_) return concat("no progress for ", patience_.count(), " s");
    return printable(message_[0] != '\0' ? message_.data() : curl_easy_strerror(code), 200);
}

std::size_t CurlRequest::on_body(char* data, std::size_t, std::size_t size, void* self) {
    auto* request = static_cast<CurlRequest*>(self);
    try {
        return request->take({data, size}) ? size : 0;
    } catch (...) {  // must not pass through C
        request->sink_failure_ = std::current_exception();
        return 0;
    }
}

bool CurlRequest::take(std::string_view bytes) {
    received_ += bytes.size();
    // A page that explains an error: read to its end, if that comes soon, so that the connection lives on.
    if (!every_body_ && !brings_a_file()) return received_ <= kLongestErrorPage;
    if (!begun_) begin();
    sink_.write(bytes);
    return true;
}

void CurlRequest::begin() {
    begun_ = true;
    set(CURLOPT_TIMEOUT, 0L);
    curl_off_t size = -1;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
    if (size >= 0) announced_ = static_cast<std::uint64_t>(size);
    sink_.begin(announced_);
}

bool CurlRequest::stalled() {
    // Not the size of what came before the body: headers, and answers of status 1xx, may come without end.
    curl_off_t moved = 0;
    for (const CURLINFO info : {CURLINFO_SIZE_DOWNLOAD_T, CURLINFO_SIZE_UPLOAD_T, CURLINFO_CONNECT_TIME_T,
                                CURLINFO_STARTTRANSFER_TIME_T}) {
        curl_off_t value = 0;
        curl_easy_getinfo(easy_.get(), info, &value);
        moved += value;
    }
    const auto now = std::chrono::steady_clock::now();
    if (moved != last_moved_) last_progress_ = now;
    last_moved_ = moved;
    return now - last_progress_ > patience_;
}

}  // namespace poap
