#pragma once

#include <chrono>
#include <string>

#include "base/interrupt.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// The CLI of a real switch: `vsh -c <line>`, without a shell in between. It gets the agent's environment,
/// unblocked signals, SIGPIPE ignored, an empty standard input, no other descriptors than that of
/// `pass_on_lock`, and its own session, so that Ctrl-C at the console reaches only the agent. Its standard
/// error is noise (NX-OS: `stty: ...`) and goes to the debug log. Output of more than 4 MiB is an error,
/// because truncated output cannot be trusted.
class Vsh : public Cli {
  public:
    /// @param path the program, e.g. /isan/bin/vsh
    /// @param limit for one call; after that, its process group is killed
    Vsh(std::string path, std::chrono::seconds limit, const Interrupt& interrupt, Log& log)
        : path_(std::move(path)), limit_(limit), interrupt_(interrupt), log_(log) {}

    /// Makes each call inherit this descriptor, the run's lock: if the agent is killed during a call, no
    /// other agent starts until the call has ended. It must stay open during this object's lifetime.
    void pass_on_lock(int descriptor) { handed_on_ = descriptor; }

    CliAnswer run(const std::string& line, OnSignal on_signal) override;
    CliAnswer run_long(const std::string& line, std::chrono::seconds least_limit,
                       const TakeLine& take) override;

  private:
    CliAnswer execute(const std::string& line, OnSignal on_signal, std::chrono::seconds limit,
                      const TakeLine& take);

    std::string path_;
    std::chrono::seconds limit_;
    const Interrupt& interrupt_;
    Log& log_;
    int handed_on_ = -1;
};

}  // namespace poap
