#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace poap {

/// How the program ends, as seen by the switch (0: reload, anything else: POAP starts over) and by scripts.
enum class ExitCode {
    Provisioned = 0,
    Unexpected = 1,
    Usage = 2,
    Switch = 3,    ///< identity, CLI
    Server = 4,    ///< registration, or a plan that does not hold
    Transfer = 5,  ///< a file missing, cut, empty, or plainly not what it should be
    Digest = 6,    ///< a digest that differs, or a malformed sidecar
    NoSpace = 7,
    Interrupted = 8,  ///< by a signal
    Busy = 9,         ///< another agent is running
};

/// Whether a failure can pass by itself, so that another try makes sense.
enum class Retryable { No, Yes };

/// The one failure that ends a pass. It reads for a person before a console: what happened (`what()`), what
/// to do about it, and, added on the way up, the stage it happened in.
class Error : public std::runtime_error {
  public:
    Error(ExitCode code, const std::string& cause, std::string advice, Retryable retryable = Retryable::No)
        : std::runtime_error(cause), code_(code), advice_(std::move(advice)), retryable_(retryable) {}

    ExitCode code() const { return code_; }
    const std::string& advice() const { return advice_; }
    const std::string& stage() const { return stage_; }
    bool is_retryable() const { return retryable_ == Retryable::Yes; }

    /// Of a NoSpace: what has to be free on bootflash before another try, as far as that is known.
    std::optional<std::uint64_t> bytes_needed() const { return bytes_needed_; }
    Error needing(std::uint64_t bytes) && {
        bytes_needed_ = bytes;
        return std::move(*this);
    }

    /// Names the stage; the innermost name stays.
    void set_stage(const std::string& stage) {
        if (stage_.empty()) stage_ = stage;
    }

  private:
    ExitCode code_;
    std::string advice_;
    std::string stage_;
    Retryable retryable_;
    std::optional<std::uint64_t> bytes_needed_;
};

/// Runs one step. A failure in it carries the stage's name.
template <typename Step>
auto name_stage(const char* stage, Step&& step) -> decltype(step()) {
    try {
        return std::forward<Step>(step)();
    } catch (Error& error) {
        error.set_stage(stage);
        throw;
    }
}

}  // namespace poap
