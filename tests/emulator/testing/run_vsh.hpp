#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "test_switch.hpp"

namespace poap::emulator::testing {

/// A vsh process of its own, `vsh -c LINE` or with other arguments, stdin at its end, stdout and stderr on
/// pipes. One still running is killed when this goes.
class VshProcess {
  public:
    VshProcess(const TestSwitch& device, const std::string& line) : VshProcess(device, {"-c", line}) {}
    VshProcess(const TestSwitch& device, const std::vector<std::string>& arguments);
    ~VshProcess();
    VshProcess(const VshProcess&) = delete;
    VshProcess& operator=(const VshProcess&) = delete;

    /// Until `length` bytes or the end of stdout.
    std::string read_stdout(std::size_t length = std::string::npos);
    std::string read_stderr();

    /// No longer reads stdout.
    void hang_up() { stdout_.reset(); }

    void kill(int signal) const;

    /// Whether stdout has ended: nobody holds its other end any more.
    bool stdout_ended() const;

    /// As waitpid gives it.
    int wait();

  private:
    Descriptor stdout_;
    Descriptor stderr_;
    pid_t pid_ = -1;
};

struct Finished {
    int exit_code;  ///< -1 when a signal ended it
    std::string out;
    std::string err;
};

/// Reloads the switch with `vsh --reload` and more arguments.
/// @returns what it printed
std::string reload_with_vsh(const TestSwitch& device, const std::vector<std::string>& more);

/// Runs one vsh call to its end.
Finished run_vsh(const TestSwitch& device, const std::string& line);

}  // namespace poap::emulator::testing
