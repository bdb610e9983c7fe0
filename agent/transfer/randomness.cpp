#include "transfer/randomness.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/sysinfo.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

#include "base/descriptor.hpp"

namespace poap {

namespace {

std::chrono::seconds uptime() {
    struct sysinfo facts {};
    sysinfo(&facts);
    return std::chrono::seconds(facts.uptime);
}

}  // namespace

bool randomness_comes(std::chrono::seconds patience, const Interrupt& interrupt) {
    std::uint8_t byte = 0;
    if (getrandom(&byte, sizeof byte, GRND_NONBLOCK) == sizeof byte) return true;
    const bool is_old_kernel = errno == ENOSYS;
    const Descriptor device(open("/dev/random", O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (is_old_kernel) return old_kernel_is_seeded(device.get(), uptime(), patience, interrupt);
    return device && readable_within(device.get(), patience, interrupt);
}

bool old_kernel_is_seeded(int device, std::chrono::seconds uptime, std::chrono::seconds patience,
                          const Interrupt& interrupt) {
    constexpr std::chrono::seconds kSeededAfter(180);
    if (uptime >= kSeededAfter) return true;
    const std::chrono::seconds left = kSeededAfter - uptime;
    return readable_within(device, std::min(patience, left), interrupt) || left <= patience;
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
