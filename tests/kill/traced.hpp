#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace poap::rig {

/// A moment of a run, by the program's own system calls and not by time.
struct Moment {
    std::size_t calls = 0;  ///< so many more are entered before it
    long anchor = -1;       ///< counted from a call of this number on; -1: from the start
    std::size_t nth = 0;    ///< from which of these on, 0 the first
};

/// The numbers of the system calls that a program entered, in their order.
using Calls = std::vector<long>;

/// A program under ptrace(2), with its threads, but without the programs that it starts: posix_spawn(3) makes
/// them with vfork's clone, which is not followed.
class Traced {
  public:
    /// @param arguments the program's path first
    /// @param environment all of it, `NAME=value`; but leaks are not looked for, to which ptrace leaves no
    /// way
    Traced(std::vector<std::string> arguments, std::vector<std::string> environment);
    /// Kills what is left of it.
    ~Traced();
    Traced(const Traced&) = delete;
    Traced& operator=(const Traced&) = delete;

    /// Lets it run, and kills it with SIGKILL at `moment`: a call has been entered and is not carried out.
    /// Without one, or where it ends before, lets it run to its end.
    /// @returns its exit code; 128 + number when a signal ended it
    int run(const std::optional<Moment>& moment = {});

    /// Those entered so far.
    const Calls& calls() const { return calls_; }

  private:
    bool is_the_moment(const Moment& moment) const;

    pid_t pid_;
    bool ended_ = false;
    Calls calls_;
};

}  // namespace poap::rig
