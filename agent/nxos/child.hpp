#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace poap {

/// A program that was started in a session of its own. Where it has not ended, its process group is killed
/// with the object.
class Child {
  public:
    /// Starts `arguments[0]`: environment as it is, signals at their defaults, standard input empty, no other
    /// descriptors than `handed_on`. SIGPIPE alone is ignored: where this program is killed, the CLI must not
    /// die of what it prints between two commands, such as the save and the schedule.
    /// @param handed_on a descriptor that the program inherits, under its number; -1: none
    /// @throws std::system_error when it cannot be started
    explicit Child(const std::vector<std::string>& arguments, int handed_on = -1);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// The ends to read its output from; nonblocking.
    int out() const { return out_.get(); }
    int err() const { return err_.get(); }

    /// Its exit status (128 + number when a signal ended it) once it has ended; does not wait.
    std::optional<int> ended();

  private:
    pid_t pid_ = -1;
    std::optional<int> status_;
    Descriptor out_;
    Descriptor err_;
};

}  // namespace poap
