#include "base/interrupt.hpp"

#include <poll.h>
#include <sys/signalfd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>

#include "base/error.hpp"

namespace poap {

namespace {

const char* name_of_signal() {
    sigset_t pending;
    sigpending(&pending);
    if (sigismember(&pending, SIGTERM) == 1) return "SIGTERM";
    return sigismember(&pending, SIGINT) == 1 ? "SIGINT" : "SIGHUP";
}

}  // namespace

Interrupt::Interrupt() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    // The parent process may have set a signal to be ignored; an ignored signal would never be queued.
    for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, SIG_DFL);
    // For these, write() reports an error instead.
    for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    fd_ = Descriptor(signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
    if (!fd_) throw std::system_error(errno, std::generic_category(), "signalfd");
}

bool Interrupt::raised() const {
    // The signal is not read from the descriptor, so that it stays readable.
    pollfd ready{fd_.get(), POLLIN, 0};
    return poll(&ready, 1, 0) > 0;
}

void Interrupt::check() const {
    if (raised()) {
        throw Error(ExitCode::Interrupted, std::string("interrupted (") + name_of_signal() + ")",
                    "run it again");
    }
}

}  // namespace poap
