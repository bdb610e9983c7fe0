#include "nxos/child.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <iterator>
#include <memory>
#include <system_error>

#include "base/core_dumps.hpp"

namespace poap {

namespace {

[[noreturn]] void fail(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), what);
}

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "pipe");
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// The child must not inherit descriptors from the agent's parent or from libraries. The thread of the
/// reports may open more until the child is started. Its sockets are close-on-exec from the start; a child
/// may inherit what libcurl wakes its resolver with and /dev/urandom from OpenSSL, which are harmless.
void set_close_on_exec() {
    const std::unique_ptr<DIR, int (*)(DIR*)> open_ones(opendir("/proc/self/fd"), closedir);
    while (const dirent* entry = open_ones ? readdir(open_ones.get()) : nullptr) {
        int fd = 0;  // stays 0 for `.` and `..`
        std::from_chars(entry->d_name, std::end(entry->d_name), fd);
        if (fd > STDERR_FILENO) fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
}

/// posix_spawn's settings, cleaned up by the destructor.
class SpawnPlan {
  public:
    SpawnPlan(int out, int err, int handed_on) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, err, STDERR_FILENO);
        // Duplicating it to its own number clears FD_CLOEXEC.
        if (handed_on >= 0) posix_spawn_file_actions_adddup2(&actions_, handed_on, handed_on);

        sigset_t signals;
        posix_spawnattr_init(&attributes_);
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes_, &signals);
        sigfillset(&signals);
        sigdelset(&signals, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes_, &signals);
        posix_spawnattr_setflags(&attributes_,
                                 POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    const posix_spawn_file_actions_t* actions() const { return &actions_; }
    const posix_spawnattr_t* attributes() const { return &attributes_; }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Child::Child(const std::vector<std::string>& arguments, int handed_on) {
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    set_close_on_exec();
    std::signal(SIGPIPE, SIG_IGN);
    // If it were ignored, as a daemon may pass it on, the exit status would be lost.
    std::signal(SIGCHLD, SIG_DFL);
    const SpawnPlan plan(out.write.get(), err.write.get(), handed_on);
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    // posix_spawn cannot set limits. It returns after the exec.
    const CoreLimitAsItWas core_limit;
    const int error = posix_spawn(&pid_, argv[0], plan.actions(), plan.attributes(), argv.data(), environ);
    if (error != 0) fail(error, arguments[0]);
    out_ = std::move(out.read);
    err_ = std::move(err.read);
}

Child::~Child() {
    if (status_) return;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

std::optional<int> Child::ended() {
    int status = 0;
    if (!status_ && waitpid(pid_, &status, WNOHANG) == pid_) {
        status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    return status_;
}

}  // namespace poap
