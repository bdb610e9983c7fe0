#include "transfer/ssh/watchdog.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
/// Limit for everything before the first byte of a file: a server that keeps sending something else must not
/// hold the run up forever.
constexpr auto kLongestStart = std::chrono::minutes(2);

Descriptor make_event() {
    Descriptor event(eventfd(0, EFD_CLOEXEC));
    if (!event) throw std::system_error(errno, std::generic_category(), "eventfd");
    return event;
}

/// Time since the last segment with data arrived.
std::chrono::milliseconds silence_of(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size);
    return std::chrono::milliseconds(info.tcpi_last_data_recv);
}

}  // namespace

Watchdog::Watchdog(int socket, std::chrono::seconds patience, SlowestRate slowest, const Interrupt& interrupt)
    : socket_(socket),
      patience_(patience),
      floor_(slowest),
      interrupt_(interrupt),
      ending_(make_event()),
      thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
    eventfd_write(ending_.get(), 1);
    thread_.join();
}

void Watchdog::store(std::string_view bytes, BodySink& sink) {
    received_ += bytes.size();
    storing_ = true;
    sink.write(bytes);
    storing_ = false;
}

std::optional<std::string> Watchdog::fault() const {
    const std::lock_guard lock(mutex_);
    return fault_;
}

std::optional<std::string> Watchdog::look(Clock::time_point now) {
    if (storing_) {
        stored_ += kTick;
        last_data_ = now;
        return std::nullopt;
    }
    last_data_ = std::max(last_data_, now - silence_of(socket_));
    if (now - last_data_ > patience_) return concat("no progress for ", patience_.count(), " s");
    if (received_ == 0 && now - started_ > kLongestStart) {
        return concat("the server has not begun to send the file within ",
                      std::chrono::minutes(kLongestStart).count(), " min");
    }
    return floor_.fault(received_, now - stored_);
}

void Watchdog::run() {
    std::array<pollfd, 2> events = {pollfd{ending_.get(), POLLIN, 0}, pollfd{interrupt_.fd(), POLLIN, 0}};
    while (true) {
        const int ready = poll(events.data(), events.size(), static_cast<int>(kTick.count()));
        if (events[0].revents != 0) return;
        if (ready < 0 && errno != EINTR) return;
        const bool interrupted = events[1].revents != 0;
        std::optional<std::string> fault = interrupted ? std::nullopt : look(Clock::now());
        if (!interrupted && !fault) continue;
        {
            const std::lock_guard lock(mutex_);
            fault_ = std::move(fault);
        }
        shutdown(socket_, SHUT_RDWR);
        return;
    }
}

}  // namespace poap
