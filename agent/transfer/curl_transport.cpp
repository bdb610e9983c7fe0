#include "transfer/curl_transport.hpp"

#include <curl/curl.h>

#include <stdexcept>

#include "error.hpp"
#include "text.hpp"
#include "transfer/curl_request.hpp"
#include "transfer/text_sink.hpp"

namespace poap {

namespace {

constexpr long kStatusOk = 200;
constexpr std::size_t kMostAnswer = 1024 * 1024;

/// libcurl has no one code for a TFTP error packet: code 0 and those it does not know come as a callback's
/// abort.
bool is_tftp_error(CURLcode code) {
    return (code >= CURLE_TFTP_NOTFOUND && code <= CURLE_TFTP_NOSUCHUSER) ||
           code == CURLE_REMOTE_FILE_NOT_FOUND || code == CURLE_ABORTED_BY_CALLBACK;
}

/// Whether a redirect led to a server that could not be had: the status is still the redirect's.
bool lost_on_a_redirect(long status, CURLcode code) {
    const bool told_by_us = code == CURLE_TOO_MANY_REDIRECTS || code == CURLE_UNSUPPORTED_PROTOCOL;
    return status / 100 == 3 && code != CURLE_OK && !told_by_us;
}

Error broken(const std::string& url, const std::string& reason) {
    return {ExitCode::Transfer, concat("cannot fetch ", url, ": ", reason),
            "look at the server, and at the network between it and the switch", Passing::Yes};
}

}  // namespace

bool status_may_pass(long status) {
    return status == 408 || status == 429 || status >= 500;
}

struct CurlTransport::Handles {
    Handles() : multi((curl_global_init(CURL_GLOBAL_DEFAULT), curl_multi_init())) {
        if (multi == nullptr) throw std::runtime_error("libcurl cannot start");
    }
    ~Handles() {
        curl_multi_cleanup(multi);
        curl_global_cleanup();
    }
    Handles(const Handles&) = delete;
    Handles& operator=(const Handles&) = delete;
    CURLM* multi;
};

CurlTransport::CurlTransport(std::chrono::seconds patience, const Interrupt& interrupt)
    : handles_(std::make_unique<Handles>()), patience_(patience), interrupt_(interrupt) {}

CurlTransport::~CurlTransport() = default;

HttpAnswer CurlTransport::put_form(const std::string& url, const std::string& form) {
    TextSink sink(kMostAnswer, Error(ExitCode::Server, "the POAP server's answer is larger than 1 MiB",
                                     "is that host and port the POAP server?"));
    CurlRequest request(url, patience_, sink);
    request.make_put(form);
    request.take_every_body();
    const CURLcode code = request.perform(handles_->multi, interrupt_);
    if (code != CURLE_OK) {
        throw Error(ExitCode::Server,
                    concat("no answer from the POAP server at ", url, ": ", request.reason(code)),
                    "is the server up, and is this its host and port? can the switch reach it in this VRF?",
                    Passing::Yes);
    }
    return {request.status(), std::move(sink.text())};
}

std::optional<Refused> CurlTransport::fetch(const std::string& url, BodySink& sink) {
    CurlRequest request(url, patience_, sink);
    const CURLcode code = request.perform(handles_->multi, interrupt_);
    const long status = request.status();
    if (status != 0 && status != kStatusOk && !lost_on_a_redirect(status, code)) {
        return Refused{concat("the server answered with HTTP status ", status), status_may_pass(status)};
    }
    if (is_tftp_error(code)) return Refused{concat("the server refused it: ", request.reason(code)), false};
    if (code != CURLE_OK) throw broken(url, request.reason(code));
    if (!request.complete()) {
        throw broken(url,
                     concat("cut short: ", request.received(), " of ", *request.announced(), " bytes came"));
    }
    return std::nullopt;
}

}  // namespace poap
