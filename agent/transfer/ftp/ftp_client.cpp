#include "transfer/ftp/ftp_client.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

Error broken(const std::string& url, std::string_view cause, const char* advice, Retryable retryable) {
    return {ExitCode::Transfer, concat("cannot download ", url, ": ", cause), advice, retryable};
}

/// The result of a fetch; see Transport::fetch.
std::optional<Refused> outcome_of(const FtpRequest& request, CURLcode code, const std::string& url) {
    switch (code) {
        case CURLE_OK:
            return std::nullopt;
        case CURLE_REMOTE_FILE_NOT_FOUND:
            if (request.file_exists())
                return Refused{"the user may not read the file on the server", false, Refusal::Other};
            return Refused{"the server has no such file, or the user may not see it", false, Refusal::Absent};
        case CURLE_FTP_COULDNT_RETR_FILE:
            return Refused{concat("the server does not send the file: ", request.reason(code)), true,
                           Refusal::Other};
        case CURLE_LOGIN_DENIED:
            if (request.is_busy())
                throw broken(url, "the server has too many users", "wait, or let it accept more",
                             Retryable::Yes);
            throw broken(
                url, "the server refuses this login",
                "check --username and --password-file, and that the user may log in from this address",
                Retryable::No);
        default:
            throw broken(url, request.reason(code),
                         "check the server and the network between it and the switch", Retryable::Yes);
    }
}

}  // namespace

FtpClient::FtpClient(std::chrono::seconds patience, const Interrupt& interrupt,
                     std::optional<Credentials> credentials, SlowestRate slowest)
    : patience_(patience), interrupt_(interrupt), credentials_(std::move(credentials)), slowest_(slowest) {}

FtpClient::~FtpClient() {
    sockets_.shut_down();
}

CURLcode FtpClient::perform(FtpRequest& request) {
    request.watch_sockets(sockets_);
    return request.perform(multi_.get());
}

std::optional<Refused> FtpClient::fetch(const std::string& url, BodySink& sink) {
    if (const auto held = sink.partial()) {
        FtpRequest rest(url, credentials_, held, patience_, slowest_, interrupt_, sink);
        const CURLcode code = perform(rest);
        if (!rest.must_start_over(code)) return outcome_of(rest, code, url);
    }
    FtpRequest all(url, credentials_, std::nullopt, patience_, slowest_, interrupt_, sink);
    const CURLcode code = perform(all);
    return outcome_of(all, code, url);
}

}  // namespace poap
