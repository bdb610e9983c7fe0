#pragma once

#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <chrono>
#include <cstdint>

#include "base/descriptor.hpp"

namespace poap::test {

/// Tells a server's thread to end, wherever it waits.
class StopSignal {
  public:
    StopSignal() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    void send() const { write_all(event_.get(), std::string_view("\1\0\0\0\0\0\0\0", 8)); }

    /// Whether `fd` became readable; not, when the server is to end.
    bool wait_for(int fd) const {
        std::array<pollfd, 2> events = {pollfd{fd, POLLIN, 0}, pollfd{event_.get(), POLLIN, 0}};
        poll(events.data(), events.size(), -1);
        return events[1].revents == 0;
    }

    /// Becomes readable when the server is to end.
    int fd() const { return event_.get(); }

    /// What makes a server slow. Whether it is to go on after that.
    bool pause(std::chrono::milliseconds duration) const {
        pollfd event{event_.get(), POLLIN, 0};
        return poll(&event, 1, static_cast<int>(duration.count())) == 0;
    }

  private:
    Descriptor event_;
};

}  // namespace poap::test
