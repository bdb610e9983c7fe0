#pragma once

#include <chrono>
#include <string>

#include "base/interrupt.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// The CLI of a real switch: `vsh -c <line>`, without a shell between. It gets the environment as the agent
/// found it, its signals unblocked, SIGPIPE ignored, an empty standard input, no other descriptors than that
/// of `pass_on_lock`, and a session of its own, so that a Ctrl-C at the console reaches the agent alone. What
/// it prints on standard error is noise (NXOS: `stty: ...`) and goes to the debug log. More than 4 MiB of
/// output are an error: an answer is taken whole or not at all.
class Vsh : public Cli {
  public:
    /// @param path the program, e.g. /isan/bin/vsh
    /// @param limit for one call; then it is killed, and its process group with it
    Vsh(std::string path, std::chrono::seconds limit, const Interrupt& interrupt, Log& log)
        : path_(std::move(path)), limit_(limit), interrupt_(interrupt), log_(log) {}

    /// From now on each call inherits this descriptor, the run's lock: while one is at work whose agent was
    /// killed, no other agent starts. It must stay open as long as this object is used.
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
