#pragma once

#include <fcntl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"

namespace poap::stub::test {

/// A running poap-server-stub, killed when it is still there at the end.
class Program {
  public:
    /// @param prepare done in the new process before the program
    explicit Program(const std::vector<std::string>& arguments, const std::function<void()>& prepare = {}) {
        int out[2];
        int err[2];
        if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
        pid_ = ::fork();
        if (pid_ == 0) {
            if (prepare) prepare();
            exec(arguments, out[1], err[1]);
        }
        ::close(out[1]);
        ::close(err[1]);
        out_ = Descriptor(out[0]);
        err_ = Descriptor(err[0]);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() {
        if (pid_ > 0) {
            send(SIGKILL);
            exit_code();
        }
    }

    /// The next line of its standard output; what there is of it when it ends.
    std::string line() const { return read(out_, '\n'); }
    /// The next line of its log.
    std::string error_line() const { return read(err_, '\n'); }
    std::string all_errors() const { return read(err_, '\0'); }

    pid_t pid() const { return pid_; }
    void send(int signal) const { ::kill(pid_, signal); }

    /// Waits for its end; -1 when a signal ended it.
    int exit_code() {
        int status = 0;
        ::waitpid(std::exchange(pid_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

  private:
    [[noreturn]] static void exec(std::vector<std::string> arguments, int out, int err) {
        ::dup2(out, STDOUT_FILENO);
        ::dup2(err, STDERR_FILENO);
        arguments.insert(arguments.begin(), STUB_PROGRAM);
        std::vector<char*> argv;
        for (auto& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }

    static std::string read(const Descriptor& fd, char end) {
        std::string text;
        for (char c; ::read(fd.get(), &c, 1) == 1 && c != end;) text += c;
        return text;
    }

    pid_t pid_ = 0;
    Descriptor out_;
    Descriptor err_;
};

}  // namespace poap::stub::test
