#include "transfer/http/http_client.hpp"

#include <curl/curl.h>

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

/// Whether a redirect led to an unreachable server: the status is still that of the redirect.
bool lost_on_a_redirect(long status, CURLcode code) {
    const bool own_fault =
        code == CURLE_TOO_MANY_REDIRECTS || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT;
    return status / 100 == 3 && code != CURLE_OK && !own_fault;
}

/// Whether the file's server sent an answer. An interim answer (1xx) without a final one does not count.
bool answered(const HttpRequest& request, CURLcode code) {
    constexpr long kFirstFinal = 200;
    if (code == CURLE_OK) return true;
    return request.status() >= kFirstFinal && !lost_on_a_redirect(request.status(), code);
}

/// Describes an answer without the file.
std::string refusal_of(const HttpRequest& request, CURLcode code) {
    std::string answer = concat("the server answered with HTTP status ", request.status());
    if (request.status() == kStatusUnauthorized) {
        return concat(answer, request.authenticates()
                                  ? ": it does not accept this user, or not from this address; check "
                                    "--username and --password-file"
                                  : ": it requires a login; set --username and --password-file");
    }
    const std::string target = request.redirect_target();
    if (target.empty()) return answer;
    const bool led_away = code == CURLE_UNSUPPORTED_PROTOCOL && lower(target).starts_with("http");
    return concat(
        answer, " (to ", printable(target, 200), ", not followed",
        led_away ? ": https needs --ca-file or --pin, and a redirect from https to http is refused)" : ")");
}

template <typename Kind>
Kind broken(const std::string& url, const Fault& fault) {
    return {
        ExitCode::Transfer, concat("cannot download ", url, ": ", fault.cause),
        fault.advice.empty() ? "check the server and the network between it and the switch" : fault.advice,
        fault.retryable};
}

/// The result of a fetch; see Transport::fetch.
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
            concat("cut short: ", request.received(), " of ", *request.announced(), " bytes received");
        throw broken<AnswerError>(url, {cut, "", Retryable::Yes});
    }
    return std::nullopt;
}

}  // namespace

HttpClient::HttpClient(std::chrono::seconds patience, const Interrupt& interrupt, Trust trust,
                       std::optional<Credentials> credentials, SlowestRate slowest)
    : tls_(std::move(trust)),
      patience_(patience),
      interrupt_(interrupt),
      credentials_(std::move(credentials)),
      slowest_(slowest) {}

HttpAnswer HttpClient::put_form(const std::string& url, const std::string& form) {
    TextSink sink(kMostAnswer, Error(ExitCode::Server, "the POAP server's answer is larger than 1 MiB",
                                     "check that this host and port are the POAP server's"));
    HttpRequest request(url, patience_, slowest_, interrupt_, tls_, sink);
    request.make_put(form);
    request.take_every_body();
    const CURLcode code = request.perform(multi_.get());
    if (code != CURLE_OK) {
        const Fault fault = request.fault(code);
        throw Error(ExitCode::Server, concat("no answer from the POAP server at ", url, ": ", fault.cause),
                    fault.advice.empty() ? "check that the server is running at this host and port, and "
                                           "reachable from the switch in this VRF"
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
        const CURLcode code = rest.perform(multi_.get());
        if (rest.is_complete()) {
            sink.begin({held->size, held->size, held->version});
            return std::nullopt;
        }
        if (rest.is_of_use() || !answered(rest, code)) return outcome_of(rest, code, url);
        // The partial file cannot be resumed with this answer, and perhaps never can: download all of it now.
        // If that fails too, the partial file is still there for another attempt.
    }
    HttpRequest all(url, patience_, slowest_, interrupt_, tls_, sink);
    if (credentials_) all.authenticate(*credentials_);
    const CURLcode code = all.perform(multi_.get());
    return outcome_of(all, code, url);
}

std::optional<Refused> HttpClient::ask_head(const std::string& url, BodySink& sink) {
    HttpRequest head(url, patience_, slowest_, interrupt_, tls_, sink);
    head.make_head();
    if (credentials_) head.authenticate(*credentials_);
    const CURLcode code = head.perform(multi_.get());
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
