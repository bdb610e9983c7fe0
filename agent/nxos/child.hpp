#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace poap {

/// A program started in its own session. If it is still running, the destructor kills its process group.
class Child {
  public:
    /// Starts `arguments[0]` with the same environment, default signal handlers, empty standard input, and no
    /// other descriptors than `handed_on`. Only SIGPIPE stays ignored: if the agent is killed, the CLI must
    /// not die from a write between two commands, such as save and schedule.
    /// @param handed_on a descriptor that the program inherits under the same number; -1: none
    /// @throws std::system_error if it cannot be started
    explicit Child(const std::vector<std::string>& arguments, int handed_on = -1);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Nonblocking pipe ends with its output.
    int out() const { return out_.get(); }
    int err() const { return err_.get(); }

    /// Exit status (128 + number if a signal ended it), or nothing while it runs; does not wait.
    std::optional<int> ended();

  private:
    pid_t pid_ = -1;
    std::optional<int> status_;
    Descriptor out_;
    Descriptor err_;
};

}  // namespace poap
