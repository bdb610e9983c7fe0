#include "transfer/curl/curl_transfer.hpp"

#include <stdexcept>
#include <system_error>

#include "base/text.hpp"

namespace poap {

namespace {

/// Bytes read from the socket at once.
constexpr long kReceiveBuffer = 512 * 1024;
/// Interval of the checks for progress.
constexpr int kTickMs = 250;

/// Ignores http_proxy. The sysroot's libcurl is built without proxies and does not know the option.
void ignore_proxies(CURL* easy) {
    if (curl_easy_setopt(easy, CURLOPT_PROXY, "") != CURLE_UNKNOWN_OPTION)
        set_option(easy, CURLOPT_PROXY, "");
}

}  // namespace

CurlTransfer::CurlTransfer(const std::string& url, std::chrono::seconds patience, SlowestRate slowest,
                           const Interrupt& interrupt, BodySink& sink)
    : easy_(curl_easy_init(), curl_easy_cleanup),
      interrupt_(interrupt),
      sink_(sink),
      progress_(patience, slowest) {
    if (!easy_) throw std::runtime_error("libcurl cannot start a request");
    set(CURLOPT_URL, url.c_str());
    ignore_proxies(easy());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L);  // after a signal, do not wait for a resolver that hangs
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(patience.count()));
    set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
    set(CURLOPT_ERRORBUFFER, message_.data());
}

CURLcode CurlTransfer::run(CURLM* multi) {
    const auto leave = [multi](CURL* easy) { curl_multi_remove_handle(multi, easy); };
    curl_multi_add_handle(multi, easy());
    const std::unique_ptr<CURL, decltype(leave)> added(easy(), leave);
    progress_.start(CurlProgress::Clock::now());

    for (int running = 1;;) {
        curl_multi_perform(multi, &running);
        if (failure_) std::rethrow_exception(failure_);
        if (running == 0) break;
        interrupt_.check();
        if (const auto fault = progress_.fault(easy(), CurlProgress::Clock::now(), sink_.spent())) {
            stall_ = *fault;
            return CURLE_OPERATION_TIMEDOUT;
        }
        curl_waitfd signal{interrupt_.fd(), CURL_WAIT_POLLIN, 0};
        curl_multi_poll(multi, &signal, 1, kTickMs, nullptr);
    }
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    return message == nullptr ? CURLE_FAILED_INIT : message->data.result;
}

std::string CurlTransfer::reason(CURLcode code) const {
    if (code == CURLE_OUT_OF_MEMORY) return "out of memory, or a header line over 100 kB";
    std::string text = printable(message_[0] != '\0' ? message_.data() : curl_easy_strerror(code), 200);
    if (code != CURLE_COULDNT_CONNECT) return text;
    long error = 0;
    curl_easy_getinfo(easy(), CURLINFO_OS_ERRNO, &error);
    return error == 0 ? text
                      : concat(text, " (", std::generic_category().message(static_cast<int>(error)), ')');
}

}  // namespace poap
