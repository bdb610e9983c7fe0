#include "base/interrupt.hpp"

#include <poll.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/error.hpp"

namespace poap {

Interrupt::Interrupt() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    // A signal that whoever started the program has ignored would never be queued: take it back.
    for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, SIG_DFL);
    for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);  // they become errors of write
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    fd_ = Descriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
    if (!fd_) throw std::system_error(errno, std::generic_category(), "signalfd");
}

bool Interrupt::raised() const {
    // The signal is left in the descriptor, so that it stays readable.
    pollfd ready{fd_.get(), POLLIN, 0};
    return poll(&ready, 1, 0) > 0;
}

void Interrupt::check() const {
    if (raised()) {
        throw Error(ExitCode::Interrupted, "stopped by a signal",
                    "run it again: it starts over from a clean state");
    }
}

}  // namespace poap
