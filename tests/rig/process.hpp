#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "support/temp_dir.hpp"

namespace poap::rig {

/// What a program left when it ended.
struct Ended {
    int exit_code;  ///< 128 + number when a signal ended it
    std::string out;
    std::string err;

    /// The last line of standard error.
    std::string last_line() const;
};

/// Whether `condition` comes true, within a bound that only a broken program reaches.
bool eventually(const std::function<bool()>& condition);

/// For execve(2): pointers to the texts, and a null pointer.
std::vector<char*> pointers(std::vector<std::string>& texts);

/// A program under way; killed when it is still there in the end.
class Process {
  public:
    /// @param arguments the program's path first
    /// @param environment all of it, `NAME=value`
    /// @param standard_input a descriptor, or none
    Process(std::vector<std::string> arguments, std::vector<std::string> environment,
            int standard_input = -1);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void send(int signal) const;

    /// What it has written so far.
    std::string out() const { return outputs_.read("out"); }
    std::string err() const { return outputs_.read("err"); }

    /// Whether it has ended; does not wait.
    bool has_ended() const;
    /// Waits for its end. One that does not end is killed, and fails the test.
    Ended wait();

  private:
    test::TempDir outputs_;
    pid_t pid_ = -1;
};

}  // namespace poap::rig
