#include "base/descriptor.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace poap {

namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

void Descriptor::reset() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
}

Descriptor Descriptor::duplicate() const {
    Descriptor copy(fcntl(fd_, F_DUPFD_CLOEXEC, 0));
    if (!copy) fail("fcntl");
    return copy;
}

Descriptor make_event() {
    Descriptor event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!event) fail("eventfd");
    return event;
}

void write_all(int fd, std::string_view data) {
    while (!data.empty()) {
        const ssize_t written = write(fd, data.data(), data.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            fail("write");
        }
        data.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace poap
