#include "transfer/http/http_client.hpp"

#include <curl/curl.h>

#include <stdexcept>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "transfer/answer_error.hpp"
#include "transfer/http/http_request.hpp"
#include "transfer/text_sink.hpp"

namespace poap {

namespace {

constexpr std::size_t kMostAnswer = 1024 * 1024;
constexpr long kStatusUnauthorized = 401;

/// Whether a redirect led to a server that could not be had: the status is still the redirect's.
bool lost_on_a_redirect(long status, CURLcode code) {
    const bool told_by_us =
        code == CURLE_TOO_MANY_REDIRECTS || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT;
    return status / 100 == 3 && code != CURLE_OK && !told_by_us;
}

/// Whether the server that has the file said anything. An interim answer (1xx) that no other followed is
/// none.
bool answered(const HttpRequest& request, CURLcode code) {
    constexpr long kFirstFinal = 200;
    if (code == CURLE_OK) return true;
    return request.status() >= kFirstFinal && !lost_on_a_redirect(request.status(), code);
}

/// An answer that brings no file, for a person.
std::string refusal_of(const HttpRequest& request, CURLcode code) {
    const std::string told = concat("the server answered with HTTP status ", request.status());
    if (request.status() == kStatusUnauthorized) {
        return concat(told, request.authenticates()
                                ? ": it does not take that user, or not from here; look at what is given as "
                                  "--username and --password-file"
                                : ": it wants to know who asks; give --username and --password-file");
    }
    const std::string target = request.redirect_target();
    if (target.empty()) return told;
    const bool led_away = code == CURLE_UNSUPPORTED_PROTOCOL && lower(target).starts_with("http");
    return concat(told, " (to ", printable(target, 200), ", which is not followed",
                  led_away ? ": https takes --ca-file or --pin, and is not left for http)" : ")");
}

template <typename Kind>
Kind broken(const std::string& url, const Fault& fault) {
    return {ExitCode::Transfer, concat("cannot fetch ", url, ": ", fault.cause),
            fault.advice.empty() ? "look at the server, and at the network between it and the switch"
                                 : fault.advice,
            fault.retryable};
}

/// What a fetch came to; see Transport::fetch.
std::optional<Refused> outcome_of(const HttpRequest& request, CURLcode code, const std::string& url) {
    const long status = request.status();
    if (answered(request, code) && !request.brings_a_file()) {
        return Refused{refusal_of(request, code), is_retryable_status(status), refusal_by_status(status)};
    }
    if (code != CURLE_OK) {
        if (status == 0) throw broken<Error>(url, request.fault(code));
        throw broken<AnswerError>(url, request.fault(code));
    }
    if (!request.complete()) {
        const std::string cut =
            concat("cut short: ", request.received(), " of ", *request.announced(), " bytes came");
        throw broken<AnswerError>(url, {cut, "", Retryable::Yes});
    }
    return std::nullopt;
}

}  // namespace

struct HttpClient::Handles {
    Handles() : multi((Tls::initialize(), curl_multi_init())) {
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

HttpClient::HttpClient(std::chrono::seconds patience, const Interrupt& interrupt, Trust trust,
                       std::optional<Credentials> credentials, SlowestRate slowest)
    : tls_(std::move(trust)),
      handles_(std::make_unique<Handles>()),
      patience_(patience),
      interrupt_(interrupt),
      credentials_(std::move(credentials)),
      slowest_(slowest) {}

HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::put_form(const std::string& url, const std::string& form) {
    TextSink sink(kMostAnswer, Error(ExitCode::Server, "the POAP server's answer is larger than 1 MiB",
                                     "is that host and port the POAP server?"));
    HttpRequest request(url, patience_, slowest_, interrupt_, tls_, sink);
    request.make_put(form);
    request.take_every_body();
    const CURLcode code = request.perform(handles_->multi);
    if (code != CURLE_OK) {
        const Fault fault = request.fault(code);
        throw Error(
            ExitCode::Server, concat("no answer from the POAP server at ", url, ": ", fault.cause),
            fault.advice.empty()
                ? "is the server up, and is this its host and port? can the switch reach it in this VRF?"
                : fault.advice,
            fault.retryable);
    }
    return {request.status(), std::move(sink.text())};
}

std::optional<Refused> HttpClient::fetch(const std::string& url, BodySink& sink) {
    if (const auto held = sink.partial()) {
        HttpRequest rest(url, patience_, slowest_, interrupt_, tls_, sink);
        if (credentials_) rest.authenticate(*credentials_);
        rest.resume_from(*held);
        const CURLcode code = rest.perform(handles_->multi);
        if (rest.is_complete()) {
            sink.begin({held->size, held->size, held->version});
            return std::nullopt;
        }
        if (rest.is_of_use() || !answered(rest, code)) return outcome_of(rest, code, url);
        // What is held is of no use with this answer. That may be so for good, so all is asked for at once;
        // should that fail as well, it is still there for another try.
    }
    HttpRequest all(url, patience_, slowest_, interrupt_, tls_, sink);
    if (credentials_) all.authenticate(*credentials_);
    const CURLcode code = all.perform(handles_->multi);
    return outcome_of(all, code, url);
}

std::optional<Refused> HttpClient::ask_head(const std::string& url, BodySink& sink) {
    HttpRequest head(url, patience_, slowest_, interrupt_, tls_, sink);
    head.make_head();
    if (credentials_) head.authenticate(*credentials_);
    const CURLcode code = head.perform(handles_->multi);
    return outcome_of(head, code, url);
}

Availability HttpClient::look(const std::string& url) {
    try {
        const Availability head = availability([&](BodySink& sink) { return ask_head(url, sink); });
        if (!head.refused && head.size.value_or(0) > 0) return head;
    } catch (const Error& error) {
        if (!error.is_retryable()) throw;
    }
    return Transport::look(url);
}

}  // namespace poap
