#include "rig/process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <system_error>
#include <thread>
#include <utility>

#include "base/descriptor.hpp"
#include "base/text.hpp"

namespace poap::rig {

namespace {

/// What only a broken program takes.
constexpr auto kPatience = std::chrono::seconds(60);

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

/// Whether a child has ended. It stays to be waited for.
bool is_over(pid_t pid) {
    siginfo_t end{};
    return waitid(P_PID, static_cast<id_t>(pid), &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == pid;
}

/// Whether a child ends in time.
bool ends(pid_t pid) {
    // Not pidfd_open(): Debian 12 declares it for C alone.
    const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    if (!process) return eventually([pid] { return is_over(pid); });  // before Linux 5.3
    pollfd end{process.get(), POLLIN, 0};
    return poll(&end, 1, static_cast<int>(std::chrono::milliseconds(kPatience).count())) == 1;
}

}  // namespace

std::string Ended::last_line() const {
    const auto lines = lines_of(err);
    return lines.empty() ? "" : std::string(lines.back());
}

bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

Process::Process(std::vector<std::string> arguments, std::vector<std::string> environment,
                 int standard_input) {
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    if (standard_input >= 0) {
        posix_spawn_file_actions_adddup2(&actions, standard_input, STDIN_FILENO);
    } else {
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    constexpr int kNew = O_WRONLY | O_CREAT | O_APPEND;
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputs_.path_of("out").c_str(), kNew, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, outputs_.path_of("err").c_str(), kNew, 0600);
    const int error = posix_spawn(&pid_, arguments[0].c_str(), &actions, nullptr, pointers(arguments).data(),
                                  pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), arguments[0]);
}

Process::~Process() {
    if (pid_ < 0) return;
    send(SIGKILL);
    waitpid(pid_, nullptr, 0);
}

void Process::send(int signal) const {
    kill(pid_, signal);
}

bool Process::has_ended() const {
    return is_over(pid_);
}

Ended Process::wait() {
    if (!ends(pid_)) {
        ADD_FAILURE() << "a program does not end; it said so far: " << err();
        send(SIGKILL);
    }
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return {code, out(), err()};
}

}  // namespace poap::rig
