#include "transfer/tftp/tftp_client.hpp"

#include <algorithm>

#include "base/endpoint.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "transfer/resolve.hpp"
#include "transfer/tftp/socket.hpp"
#include "transfer/timed_sink.hpp"

namespace poap::tftp {

namespace {

constexpr std::uint16_t kPort = 69;
constexpr std::size_t kMostWindow = 1024;
/// Memory for blocks that arrive out of order, in bytes.
constexpr std::size_t kMostMemory = 1536 * 1024;

Time now() {
    return std::chrono::steady_clock::now();
}

Error broken(const std::string& url, std::string_view reason, const std::string& advice = {},
             Retryable passing = Retryable::Yes) {
    return {ExitCode::Transfer, concat("cannot download ", url, ": ", reason),
            advice.empty() ? "check the server and the network between it and the switch" : advice, passing};
}

/// Whether the server may just be busy.
bool is_retryable(ErrorCode code) {
    return code == ErrorCode::Undefined || code == ErrorCode::DiskFull;
}

Refusal refusal_by(ErrorCode code) {
    if (code == ErrorCode::NotFound) return Refusal::Absent;
    return code == ErrorCode::AccessViolation ? Refusal::Denied : Refusal::Other;
}

struct Target {
    Endpoint server;
    std::string file;
};

Target parse_url(const std::string& url) {
    constexpr std::string_view kScheme = "tftp://";
    const auto slash = url.find('/', kScheme.size());
    if (url.starts_with(kScheme) && slash != std::string::npos) {
        const auto server = Endpoint::parse(url.substr(kScheme.size(), slash - kScheme.size()));
        if (server) return {*server, url.substr(slash + 1)};
    }
    throw broken(url, "it is not of the form tftp://host/file");
}

/// Block size that fits into one packet on the path to the server: losing one fragment loses the whole
/// packet.
std::size_t block_within_mtu(const Address& server) {
    const std::size_t headers = (server.family() == AF_INET ? 20 : 40) + 8 + kHeader;  // IP, UDP, TFTP
    return std::clamp(path_mtu(server), kPlainBlock + headers, kMostBlock + headers) - headers;
}

void flush(Receiver& receiver, Socket& socket) {
    for (const auto& datagram : receiver.take_outgoing()) socket.send(datagram);
}

/// Notifies the server that no more data is wanted. Without that, the server times out.
void stop(Receiver& receiver, Socket& socket, std::string_view why) {
    receiver.give_up(ErrorCode::Undefined, why);
    try {
        flush(receiver, socket);
    } catch (const NetworkError&) {  // NOLINT(bugprone-empty-catch)
    }
}

/// Runs a transfer to its end. Returns whether it was ended only to request the file again with another
/// window.
/// @param sink the receiver's sink
bool drive(Receiver& receiver, const TimedSink& sink, Socket& socket, WindowSearch& windows, RateFloor floor,
           const Interrupt& interrupt) {
    while (!receiver.ended()) {
        flush(receiver, socket);
        socket.wait(receiver.wake_at(), interrupt);
        const auto datagrams = socket.receive(receiver.pace().window);
        const Time at = now();
        for (const auto& [from, bytes] : datagrams) receiver.take(from, bytes, at);
        if (datagrams.empty()) {  // datagrams that arrived before the error come first
            if (const auto error = socket.unreachable(receiver.peer())) receiver.unreachable(error);
        }
        receiver.tick(at);
        if (const auto fault = floor.fault(receiver.pace().delivered, at - sink.spent())) {
            receiver.stop(*fault);
        }
        if (!receiver.ended() && windows.moved(receiver.pace(), at)) {
            stop(receiver, socket, "requesting again with another window");
            return true;
        }
    }
    flush(receiver, socket);
    return false;
}

}  // namespace

TftpClient::TftpClient(std::chrono::seconds patience, TftpSettings settings, const Interrupt& interrupt,
                       Log& log, SlowestRate slowest)
    : patience_(patience), settings_(settings), interrupt_(interrupt), log_(log), slowest_(slowest) {}

std::optional<Refused> TftpClient::fetch(const std::string& url, BodySink& sink) {
    const Target target = parse_url(url);
    std::optional<Error> unreached;
    for (const Address& host : resolve(target.server.host(), patience_, interrupt_)) {
        const Address server = host.with_port(target.server.port().value_or(kPort));
        try {
            const Ended ended = transfer(server, target.file, sink);
            if (ended.how == Ended::How::Whole) return std::nullopt;
            if (ended.how == Ended::How::Refused) {
                return Refused{concat("the server refused the request: ", ended.reason),
                               is_retryable(*ended.error), refusal_by(*ended.error)};
            }
            unreached =
                broken(url, ended.reason, ended.advice, ended.is_retryable ? Retryable::Yes : Retryable::No);
            if (ended.how != Ended::How::NoAnswer) break;
        } catch (const NetworkError& error) {
            unreached = broken(url, error.what());
        }
    }
    throw unreached.value();
}

std::size_t TftpClient::block_for(const Address& server) const {
    return settings_.block_size.value_or(block_within_mtu(server));
}

TftpClient::Known& TftpClient::known(const Address& server) {
    if (const auto found = known_.find(server); found != known_.end()) return found->second;
    const std::size_t block = block_for(server);
    const Socket socket(server.family(), std::max(block, kPlainBlock) + kHeader);
    const std::size_t most =
        std::clamp<std::size_t>(kMostMemory / block, 1, std::min(kMostWindow, socket.room()));
    const OptionSet options = settings_.no_options ? OptionSet::None : OptionSet::All;
    return known_
        .emplace(server, Known{.windows = WindowSearch(most), .choice = {server.host(), options, log_}})
        .first->second;
}

Ended TftpClient::transfer(const Address& server, const std::string& file, BodySink& sink) {
    RequestChoice& choice = known(server).choice;
    choice.begin(file);
    while (true) {
        if (const auto ended = choice.end_after(attempt(server, file, sink))) return *ended;
    }
}

Attempt TftpClient::attempt(const Address& server, const std::string& file, BodySink& sink) {
    Known& about = known(server);
    const Choice& choice = about.choice.next();
    Request request{.file = file,
                    .options = choice.options,
                    .patience = patience_,
                    .silence = about.choice.silence(),
                    .size = choice.size};
    while (true) {
        const std::size_t block = block_for(server);
        Socket socket(server.family(), std::max(block, kPlainBlock) + kHeader);
        request.block_size = std::min(block, choice.largest_block);
        request.window = about.windows.window();
        TimedSink timed(sink);
        Receiver receiver(server, request, about.in_window_ack, timed, now());
        bool again = false;
        try {
            again = drive(receiver, timed, socket, about.windows, RateFloor(slowest_), interrupt_);
        } catch (...) {
            stop(receiver, socket, "the client was stopped");
            throw;
        }
        about.in_window_ack = receiver.in_window_ack();
        const Pace pace = receiver.pace();
        log_.debug("TFTP: ", pace.delivered, " bytes in windows of ", pace.window, " blocks of ",
                   pace.block_size, " bytes, ", pace.losses, " times with losses");
        for (const std::string& oddity : receiver.oddities()) {
            log_.debug("TFTP: ignored in the server's grant: ", oddity);
        }
        if (!again) return {*receiver.ended(), receiver.options(), pace, !receiver.oddities().empty()};
        request.options = receiver.options();
        request.silence = Silence::TryFewer;  // the server may not answer requests with a larger window
    }
}

}  // namespace poap::tftp
