#include "transfer/http/randomness.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "descriptor.hpp"

namespace poap {

bool randomness_comes(std::chrono::seconds patience, const Interrupt& interrupt) {
    std::uint8_t byte = 0;
    if (getrandom(&byte, sizeof byte, GRND_NONBLOCK) == sizeof byte) return true;
    // Too early, or a kernel that lacks the call: the device tells when it is time.
    const Descriptor device(open("/dev/random", O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    return device && readable_within(device.get(), patience, interrupt);
}

bool readable_within(int fd, std::chrono::seconds patience, const Interrupt& interrupt) {
    std::array<pollfd, 2> events = {pollfd{fd, POLLIN, 0}, pollfd{interrupt.fd(), POLLIN, 0}};
    const auto milliseconds = std::chrono::milliseconds(patience).count();
    if (poll(events.data(), events.size(), static_cast<int>(milliseconds)) < 0) {
        throw std::system_error(errno, std::generic_category(), "poll");
    }
    interrupt.check();
    return (events[0].revents & POLLIN) != 0;
}

}  // namespace poap
