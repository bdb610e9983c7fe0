#include "template_worker.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace poap::stub {

extern const char* const template_worker_source;

namespace {

using std::chrono::steady_clock;

constexpr const char* python = "/usr/bin/python3";
// The first message is the program itself, which would be a very long argument.
constexpr const char* read_program = "import json, sys; exec(json.loads(sys.stdin.buffer.readline()))";
constexpr std::chrono::milliseconds look_for_stop{100};
constexpr std::size_t most_message = 100 << 20;  // 16 MiB of text, with up to six characters per byte in JSON

[[noreturn]] void fail(const std::string& doing, int error = errno) {
    throw std::system_error(error, std::generic_category(), doing);
}

/// The new process's standard input and output are the socket. It inherits no other descriptor.
class SpawnActions {
  public:
    explicit SpawnActions(int socket) {
        posix_spawn_file_actions_init(&actions_);
        posix_spawn_file_actions_adddup2(&actions_, socket, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions_, socket, STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
    ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }

    const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_{};
};

}  // namespace

TemplateWorker::TemplateWorker(const WorkerTimes& times) : times_(times) {
    start();
    std::string fault;
    try {
        send(template_worker_source, {});
        fault = receive_until(steady_clock::now() + times_.start, {}).value("fault", "");
    } catch (const std::exception& error) {
        fault = concat(python, " ", error.what(), ". Is python3-jinja2 installed?");
    }
    if (fault.empty()) return;
    end();
    throw std::runtime_error("cannot render templates: " + fault);
}

TemplateWorker::~TemplateWorker() {
    end();
}

int TemplateWorker::end() {
    if (pid_ == 0) return 0;
    int status = 0;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status;
}

void TemplateWorker::start() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) fail("creating a socket pair");
    socket_ = Descriptor(ends[0]);
    const Descriptor other(ends[1]);
    if (::fcntl(socket_.get(), F_SETFL, O_NONBLOCK) != 0) fail("setting up a socket");
    // -I: without the user's modules and variables. -B: writes no compiled modules.
    std::array<std::string, 5> words{python, "-I", "-B", "-c", read_program};
    std::array<char*, 6> arguments{};
    for (std::size_t i = 0; i < words.size(); ++i) arguments.at(i) = words.at(i).data();
    char* environment[] = {nullptr};
    const SpawnActions actions(other.get());
    const int error = ::posix_spawn(&pid_, python, actions.get(), nullptr, arguments.data(), environment);
    if (error == 0) return;
    pid_ = 0;
    throw std::runtime_error(concat("cannot render templates: cannot start ", python, ": ",
                                    std::generic_category().message(error), ". Install python3-jinja2"));
}

bool TemplateWorker::is_running() {
    if (pid_ != 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    return pid_ != 0;
}

void TemplateWorker::fail_ended() {
    const int status = end();
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        throw std::runtime_error("takes more than 5 s of processor time. Look for a loop that does not end");
    throw std::runtime_error(WIFSIGNALED(status) ? concat("ended by signal ", WTERMSIG(status),
                                                          ": nested too deeply, or too little memory")
                                                 : concat("ended with status ", WEXITSTATUS(status)));
}

void TemplateWorker::wait_for(short event, Time deadline, const std::stop_token& stop) const {
    for (;;) {
        if (stop.stop_requested()) throw std::runtime_error("was stopped");
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
        if (left.count() <= 0) throw std::runtime_error("takes too long");
        pollfd waiting{socket_.get(), event, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::min(left, look_for_stop).count()));
        if (ready > 0) return;
        if (ready < 0 && errno != EINTR) fail("waiting for the worker");
    }
}

void TemplateWorker::send(const nlohmann::ordered_json& message, const std::stop_token& stop) {
    const std::string line = message.dump() + "\n";
    const auto deadline = steady_clock::now() + times_.message;
    for (std::string_view left = line; !left.empty();) {
        const ssize_t sent = ::send(socket_.get(), left.data(), left.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            left.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            wait_for(POLLOUT, deadline, stop);
        } else if (errno == EPIPE || errno == ECONNRESET) {
            fail_ended();
        } else if (errno != EINTR) {
            fail("writing to the worker");
        }
    }
}

std::string TemplateWorker::line_until(Time deadline, const std::stop_token& stop) {
    std::array<char, 64 * 1024> piece;
    for (std::size_t searched = 0;;) {
        const auto end = received_.find('\n', searched);
        if (end != received_.npos) {
            std::string rest = received_.substr(end + 1);
            received_.resize(end);
            return std::exchange(received_, std::move(rest));
        }
        searched = received_.size();
        if (searched > most_message) throw std::runtime_error("sends too much");
        wait_for(POLLIN, deadline, stop);
        const ssize_t got = ::recv(socket_.get(), piece.data(), piece.size(), 0);
        if (got == 0 || (got < 0 && errno == ECONNRESET)) fail_ended();
        if (got > 0) received_.append(piece.data(), static_cast<std::size_t>(got));
        if (got < 0 && errno != EINTR && errno != EAGAIN) fail("reading from the worker");
    }
}

nlohmann::json TemplateWorker::receive_until(Time deadline, const std::stop_token& stop) {
    auto message = nlohmann::json::parse(line_until(deadline, stop), nullptr, false);
    if (!message.is_object()) throw std::runtime_error("sends something that is not a message");
    return message;
}

nlohmann::json TemplateWorker::receive(const std::stop_token& stop) {
    return receive_until(steady_clock::now() + times_.message, stop);
}

}  // namespace poap::stub
