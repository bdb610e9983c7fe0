#include "transfer/ssh/watchdog.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr auto kTick = std::chrono::milliseconds(100);
/// Limit for everything before the first byte of a file: a server that keeps sending something else must not
/// hold the run up forever.
constexpr std::chrono::seconds kLongestStart(120);

/// How much a transfer may take up: libssh keeps what nobody asked for. A download needs less than 4 MB.
constexpr std::uint64_t kMostMemory = 128 * 1024 * 1024;

/// Time since the last bytes came.
std::chrono::milliseconds silence_of(int socket) {
    tcp_info info{};
    socklen_t size = sizeof info;
    getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size);
    return std::chrono::milliseconds(info.tcpi_last_data_recv);
}

/// Bytes of memory that this program uses (resident set, proc(5)); 0 if that is unknown.
std::uint64_t memory_used() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    file >> all >> resident;
    return file ? resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

Watchdog::Watchdog(int socket, std::chrono::seconds patience, SlowestRate slowest, const Interrupt& interrupt)
    : socket_(socket),
      patience_(patience),
      floor_(slowest),
      interrupt_(interrupt),
      longest_start_(std::max(kLongestStart, 2 * patience)),
      memory_before_(memory_used()),
      ending_(make_event()),
      thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
    eventfd_write(ending_.get(), 1);
    thread_.join();
}

template <typename Step>
void Watchdog::store(Step&& step) {
    storing_ = true;
    try {
        std::forward<Step>(step)();
    } catch (...) {
        shutdown(socket_, SHUT_RDWR);
        throw;
    }
    storing_ = false;
}

std::optional<Partial> Watchdog::partial(BodySink& sink) {
    std::optional<Partial> held;
    store([&] { held = sink.partial(); });
    return held;
}

void Watchdog::begin(const Arrival& arrival, BodySink& sink) {
    store([&] { sink.begin(arrival); });
}

void Watchdog::write(std::string_view bytes, BodySink& sink) {
    received_ += bytes.size();
    store([&] { sink.write(bytes); });
}

std::optional<std::string> Watchdog::fault() const {
    const std::lock_guard lock(mutex_);
    return fault_;
}

std::optional<std::string> Watchdog::fault_at(Clock::time_point now) {
    if (storing_) {
        time_storing_ += kTick;
        last_data_ = now;
        return std::nullopt;
    }
    last_data_ = std::max(last_data_, now - silence_of(socket_));
    if (now - last_data_ > patience_) return concat("no progress for ", patience_.count(), " s");
    if (received_ == 0 && now - time_storing_ - started_ > longest_start_) {
        return concat("the server has not begun to send the file within ", longest_start_.count(), " s");
    }
    if (memory_used() > memory_before_ + kMostMemory) return "the server sends much more than the file";
    return floor_.fault(received_, now - time_storing_);
}

void Watchdog::run() {
    std::array<pollfd, 2> events = {pollfd{ending_.get(), POLLIN, 0}, pollfd{interrupt_.fd(), POLLIN, 0}};
    while (true) {
        const int ready = poll(events.data(), events.size(), static_cast<int>(kTick.count()));
        if (events[0].revents != 0) return;
        if (ready < 0 && errno != EINTR) return;
        const bool interrupted = events[1].revents != 0;
        std::optional<std::string> fault = interrupted ? std::nullopt : fault_at(Clock::now());
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
