#include "options/small_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "options/usage.hpp"

namespace poap {

namespace {

/// Waits for more data from a pipe that has a writer, such as a shell's `<(command)`.
bool wait_for_more(const Descriptor& pipe) {
    constexpr int kPatience = 5000;  // in milliseconds, for a piece
    pollfd more{pipe.get(), POLLIN, 0};
    int ready = 0;
    do ready = poll(&more, 1, kPatience);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

bool is_pipe(const Descriptor& file) {
    return lseek(file.get(), 0, SEEK_CUR) < 0 && errno == ESPIPE;
}

}  // namespace

std::string read_small_file(const std::string& flag, const std::string& path, std::size_t most) {
    const std::string subject = concat(flag, " `", printable(path, 200), '`');
    const auto refuse = [&subject](int error) {
        usage(concat(subject, " cannot be read: ", std::generic_category().message(error)),
              "check the path and its permissions");
    };
    const auto refuse_pipe = [&subject] { usage(concat(subject, " is a pipe without a writer")); };
    // O_NONBLOCK: opening a FIFO without a writer would block.
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!file) refuse(errno);
    std::string text(most + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t count = read(file.get(), &text[size], text.size() - size);
        if (count == 0) break;
        if (count > 0) {
            size += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN) {
            if (!wait_for_more(file)) refuse_pipe();
        } else if (errno != EINTR) {
            refuse(errno);
        }
    }
    text.resize(size);
    if (text.size() > most) usage(concat(subject, " is larger than ", human_size(most)));
    if (text.empty() && is_pipe(file)) refuse_pipe();
    return text;
}

}  // namespace poap
