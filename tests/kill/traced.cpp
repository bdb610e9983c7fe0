#include "traced.hpp"

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "rig/process.hpp"

namespace poap::rig {

namespace {

constexpr int kSyscallStop = SIGTRAP | 0x80;  // PTRACE_O_TRACESYSGOOD

/// In the child: nothing here may allocate.
[[noreturn]] void become(char* const* arguments, char* const* environment) {
    setpgid(0, 0);
    const int nowhere = open("/dev/null", O_RDWR);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, fd);
    ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    execve(arguments[0], arguments, environment);
    _exit(127);
}

/// The number of the call that a stopped thread enters; none when it leaves one, or is gone meanwhile.
std::optional<long> entered(pid_t thread) {
    __ptrace_syscall_info info{};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof info, &info) <= 0) return std::nullopt;
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return std::nullopt;
    return static_cast<long>(info.entry.nr);
}

/// The signal that a stopped thread is to get when it continues: its own stops are none.
int signal_of(int status) {
    const bool is_event = (status >> 16) != 0;
    const int signal = WSTOPSIG(status);
    return is_event || signal == kSyscallStop || signal == SIGTRAP || signal == SIGSTOP ? 0 : signal;
}

}  // namespace

Traced::Traced(std::vector<std::string> arguments, std::vector<std::string> environment) {
    std::erase_if(environment, [](const std::string& one) { return one.starts_with("ASAN_OPTIONS="); });
    environment.emplace_back("ASAN_OPTIONS=exitcode=99:detect_leaks=0");
    const auto argv = pointers(arguments);
    const auto envp = pointers(environment);
    pid_ = fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ == 0) become(argv.data(), envp.data());
    int status = 0;
    if (waitpid(pid_, &status, 0) != pid_ || !WIFSTOPPED(status)) {
        throw std::system_error(ECHILD, std::generic_category(), arguments[0]);
    }
    ptrace(PTRACE_SETOPTIONS, pid_, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    ptrace(PTRACE_SYSCALL, pid_, nullptr, nullptr);
}

Traced::~Traced() {
    if (ended_) return;
    kill(pid_, SIGKILL);
    run();
}

int Traced::run(const std::optional<Moment>& moment) {
    while (true) {
        int status = 0;
        const pid_t thread = waitpid(-pid_, &status, __WALL);  // its threads are of its process group
        if (thread < 0 && errno == EINTR) continue;
        if (thread < 0) throw std::system_error(errno, std::generic_category(), "waitpid");
        if (!WIFSTOPPED(status)) {
            if (thread != pid_) continue;
            ended_ = true;
            return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        }
        const auto call = WSTOPSIG(status) == kSyscallStop ? entered(thread) : std::nullopt;
        if (call) calls_.push_back(*call);
        if (call && moment && is_the_moment(*moment)) kill(pid_, SIGKILL);
        ptrace(PTRACE_SYSCALL, thread, nullptr, signal_of(status));
    }
}

bool Traced::is_the_moment(const Moment& moment) const {
    auto from = calls_.begin();
    if (moment.anchor >= 0) {
        from = std::find(from, calls_.end(), moment.anchor);
        for (std::size_t left = moment.nth; left > 0 && from != calls_.end(); --left) {
            from = std::find(from + 1, calls_.end(), moment.anchor);
        }
    }
    return static_cast<std::size_t>(calls_.end() - from) == moment.calls + 1;
}

}  // namespace poap::rig
