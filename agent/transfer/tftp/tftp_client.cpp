#include "transfer/tftp/tftp_client.hpp"

#include <algorithm>

#include "error.hpp"
#include "server/endpoint.hpp"
#include "text.hpp"
#include "transfer/tftp/resolve.hpp"
#include "transfer/tftp/socket.hpp"
#include "transfer/timed_sink.hpp"

namespace poap::tftp {

namespace {

constexpr std::uint16_t kPort = 69;
/// What arrives nearly everywhere: IPv6, a tunnel or a VLAN tag more, in 1500 bytes.
constexpr std::size_t kCautiousBlock = 1428;
constexpr std::size_t kMostWindow = 1024;
/// Of blocks that came out of order, in bytes.
constexpr std::size_t kMostMemory = 1536 * 1024;

Time now() {
    return std::chrono::steady_clock::now();
}

Error broken(const std::string& url, std::string_view reason, const std::string& advice = {}) {
    return {ExitCode::Transfer, concat("cannot fetch ", url, ": ", reason),
            advice.empty() ? "look at the server, and at the network between it and the switch" : advice,
            Passing::Yes};
}

/// Whether it may be because the server is busy.
bool may_pass(ErrorCode code) {
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
    throw broken(url, "this is no tftp://host/file");
}

/// What fits one packet on the way to the server: fragments of which one is lost are all lost.
std::size_t block_within_mtu(const Address& server) {
    const std::size_t headers = (server.family() == AF_INET ? 20 : 40) + 8 + kHeader;  // IP, UDP, TFTP
    return std::clamp(path_mtu(server), kPlainBlock + headers, kMostBlock + headers) - headers;
}

void flush(Receiver& receiver, Socket& socket) {
    for (const auto& datagram : receiver.take_outgoing()) socket.send(datagram);
}

/// Tells the server that no more is wanted; if it cannot be told, it will notice.
void stop(Receiver& receiver, Socket& socket, std::string_view why) {
    receiver.give_up(ErrorCode::Undefined, why);
    try {
        flush(receiver, socket);
    } catch (const NetworkError&) {
    }
}

/// Runs a transfer to its end. Whether it ended only to be asked for again with another window.
/// @param sink the receiver's
bool drive(Receiver& receiver, const TimedSink& sink, Socket& socket, WindowSearch& windows, RateFloor floor,
           const Interrupt& interrupt) {
    while (!receiver.ended()) {
        flush(receiver, socket);
        socket.wait(receiver.wake_at(), interrupt);
        const auto datagrams = socket.receive(receiver.pace().window);
        const Time at = now();
        for (const auto& [from, bytes] : datagrams) receiver.take(from, bytes, at);
        if (datagrams.empty()) {  // what came before the complaint counts first
            if (const auto error = socket.unreachable(receiver.peer())) receiver.unreachable(error);
        }
        receiver.tick(at);
        if (const auto fault = floor.fault(receiver.pace().delivered, at - sink.spent())) {
            receiver.stop(*fault);
        }
        if (!receiver.ended() && windows.moved(receiver.pace(), at)) {
            stop(receiver, socket, "asking again with another window");
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
    std::string reason;
    std::string advice;
    for (const Address& host : resolve(target.server.host(), patience_, interrupt_)) {
        const Address server = host.with_port(target.server.port().value_or(kPort));
        try {
            const Ended ended = transfer(server, target.file, sink);
            if (ended.how == Ended::How::Whole) return std::nullopt;
            if (ended.how == Ended::How::Refused) {
                return Refused{concat("the server refused it: ", ended.reason), may_pass(*ended.error),
                               refusal_by(*ended.error)};
            }
            if (ended.how != Ended::How::NoAnswer) throw broken(url, ended.reason, ended.advice);
            reason = ended.reason;
            advice = ended.advice;
        } catch (const NetworkError& error) {
            reason = error.what();
        }
    }
    throw broken(url, reason, advice);
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
    return known_.emplace(server, Known{.windows = WindowSearch(most), .options = options}).first->second;
}

Ended TftpClient::transfer(const Address& server, const std::string& file, BodySink& sink) {
    const Known& about = known(server);
    OptionSet options = about.options;
    Silence silence = about.served ? Silence::Repeat : Silence::CheckFewer;
    std::optional<Ended> said;  ///< the first error that the server sent, for where it says nothing later
    while (true) {
        const Attempt attempt = this->attempt(
            server, {.file = file, .options = options, .patience = patience_, .silence = silence}, sink);
        learn(server, options, attempt);
        const auto next = next_options(server, options, attempt);
        const bool says_nothing =
            attempt.ended.how == Ended::How::NoAnswer || attempt.ended.how == Ended::How::Stalled;
        if (!next) return said && says_nothing ? *said : attempt.ended;
        if (!said && attempt.ended.error) said = attempt.ended;
        options = *next;
        if (attempt.ended.how == Ended::How::LateAnswer) silence = Silence::TryFewer;
    }
}

TftpClient::Attempt TftpClient::attempt(const Address& server, Request request, BodySink& sink) {
    Known& about = known(server);
    while (true) {
        const std::size_t block = block_for(server);
        Socket socket(server.family(), std::max(block, kPlainBlock) + kHeader);
        request.block_size = std::min(block, about.largest_block);
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
                   pace.block_size, " bytes, something was lost ", pace.setbacks, " times");
        for (const std::string& oddity : receiver.oddities()) {
            log_.debug("TFTP: the server granted ", oddity, ", which is ignored");
        }
        if (!again) return {*receiver.ended(), receiver.options(), pace};
        request.options = receiver.options();
        request.silence = Silence::TryFewer;  // it may not answer a request for a larger window
    }
}

void TftpClient::learn(const Address& server, OptionSet asked, const Attempt& attempt) {
    Known& about = known(server);
    const auto& [ended, options, pace] = attempt;
    const bool refused_the_file = ended.how == Ended::How::Refused && !may_blame_options(*ended.error, false);
    if (refused_the_file) about.options = asked;
    if (ended.how == Ended::How::Whole || pace.delivered > 0) {
        if (options != about.options) {
            log_.info("TFTP server ", server.host(), " sends files to requests ", in_words(options),
                      "; they are used for its other files too");
        }
        about.options = options;
        about.served = true;
    }
    if (ended.how != Ended::How::Stalled || pace.delivered > 0) return;
    if (pace.block_size > kPlainBlock) {
        // It may be a way that drops what is large, and does not say so.
        about.largest_block = pace.block_size > kCautiousBlock ? kCautiousBlock : kPlainBlock;
    } else {
        about.options = OptionSet::None;
    }
}

std::optional<OptionSet> TftpClient::next_options(const Address& server, OptionSet asked,
                                                  const Attempt& attempt) {
    const Ended& ended = attempt.ended;
    if (ended.how == Ended::How::LateAnswer) {
        log_.info("TFTP server ", server.host(), " answered a request ", in_words(attempt.options),
                  ", but none before. Asking once more ", in_words(asked));
        return asked;
    }
    const bool options_are_wrong = ended.how == Ended::How::Unusable ||
                                   (ended.error && may_blame_options(*ended.error, known(server).served));
    const auto next = options_are_wrong ? fewer(asked) : std::nullopt;
    if (next) {
        log_.info("TFTP server ", server.host(), ": ", ended.reason, ". Asking again ", in_words(*next));
    }
    return next;
}

}  // namespace poap::tftp
