#include "connection.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

namespace poap::stub {
namespace {

// How long it may take to notice that the server stops or becomes full.
constexpr std::chrono::milliseconds look_around{100};

bool is_only_late(int error) {
    return error == EAGAIN || error == EINTR;
}

void name_end(int (*name_of)(int, sockaddr*, socklen_t*), socket_t socket, std::string& ip, int& port) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> service{};
    if (name_of(socket, raw, &size) != 0 ||
        ::getnameinfo(raw, size, host.data(), host.size(), service.data(), service.size(),
                      NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return;
    ip = host.data();
    std::from_chars(service.data(), service.data() + service.size(), port);
}

}  // namespace

Connection::Connection(socket_t socket, const HttpLimits& limits, State state)
    : socket_(socket), limits_(limits), state_(std::move(state)), request_begun_(Clock::now()) {}

bool Connection::wait(short event, Clock::time_point until, Clock::time_point until_when_full) const {
    while (true) {
        const ServerState state = state_();
        const auto left = (state.full ? until_when_full : until) - Clock::now();
        if (state.stopping || left <= Clock::duration::zero()) return false;
        const auto slice = std::min<Clock::duration>(left, look_around);
        pollfd ready{socket_, event, 0};
        const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(slice).count();
        const int found = ::poll(&ready, 1, static_cast<int>(milliseconds));
        if (found > 0) return true;
        if (found < 0 && errno != EINTR) return false;
    }
}

bool Connection::wait_for_request() {
    const auto now = Clock::now();
    return !received_.empty() || wait(POLLIN, now + limits_.idle_time, now);
}

void Connection::begin_request() {
    answering_ = false;
    bytes_left_ = limits_.header_bytes;
    lines_left_ = limits_.header_lines;
    request_begun_ = Clock::now();
}

void Connection::begin_body(std::size_t most) {
    bytes_left_ = lines_left_ = most;
}

ssize_t Connection::fail() {
    failed_ = true;
    return -1;
}

bool Connection::receive() {
    while (wait(POLLIN, request_begun_ + limits_.request_time,
                request_begun_ + limits_.request_time_when_full)) {
        const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (got < 0 && is_only_late(errno)) continue;
        if (got <= 0) return false;
        received_ = {buffer_.data(), static_cast<std::size_t>(got)};
        return true;
    }
    return false;
}

ssize_t Connection::read(char* bytes, std::size_t size) {
    if (failed_ || (received_.empty() && !receive())) return fail();
    const std::string_view piece = received_.substr(0, size);
    const auto lines = static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n'));
    if (piece.size() > bytes_left_ || lines > lines_left_) return fail();
    bytes_left_ -= piece.size();
    lines_left_ -= lines;
    received_.remove_prefix(piece.copy(bytes, size));
    return static_cast<ssize_t>(piece.size());
}

bool Connection::wait_to_write(Clock::time_point paused_since) const {
    const auto pause_ends = paused_since + limits_.write_pause;
    return wait(POLLOUT, pause_ends, std::min(pause_ends, answer_begun_ + limits_.answer_time_when_full));
}

ssize_t Connection::write(const char* bytes, std::size_t size) {
    const auto now = Clock::now();
    if (!std::exchange(answering_, true)) answer_begun_ = now;
    while (wait_to_write(now)) {
        const ssize_t sent = ::send(socket_, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent >= 0) return sent;
        if (!is_only_late(errno)) break;
    }
    return fail();
}

void Connection::linger() {
    ::shutdown(socket_, SHUT_WR);
    const auto now = Clock::now();
    const auto end = now + limits_.linger_time;
    for (std::size_t thrown_away = 0; thrown_away < limits_.linger_bytes && wait(POLLIN, end, end);) {
        const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
        if (got == 0 || (got < 0 && !is_only_late(errno))) return;
        thrown_away += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    }
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
    name_end(::getpeername, socket_, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
    name_end(::getsockname, socket_, ip, port);
}

}  // namespace poap::stub
