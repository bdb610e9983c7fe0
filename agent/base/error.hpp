#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace poap {

/// Exit codes. To the switch, 0 means reload, and anything else means start POAP over.
enum class ExitCode {
    Provisioned = 0,
    Unexpected = 1,
    Usage = 2,
    Switch = 3,    ///< identity, CLI
    Server = 4,    ///< registration, or an invalid plan
    Transfer = 5,  ///< a file is missing, truncated, empty, or obviously of the wrong kind
    Digest = 6,    ///< a digest does not match, or a sidecar is malformed
    NoSpace = 7,
    Interrupted = 8,  ///< by a signal
    Busy = 9,         ///< another agent is running
};

/// Whether the failure may be temporary, so that a retry makes sense.
enum class Retryable { No, Yes };

/// A failure that ends the run: the cause (`what()`), advice for the operator, and the stage, which is added
/// on the way up.
class Error : public std::runtime_error {
  public:
    Error(ExitCode code, const std::string& cause, std::string advice, Retryable retryable = Retryable::No)
        : std::runtime_error(cause), code_(code), advice_(std::move(advice)), retryable_(retryable) {}

    ExitCode code() const { return code_; }
    const std::string& advice() const { return advice_; }
    const std::string& stage() const { return stage_; }
    bool is_retryable() const { return retryable_ == Retryable::Yes; }

    /// Only for NoSpace: how many bytes must be free on bootflash before a retry, if known.
    std::optional<std::uint64_t> bytes_needed() const { return bytes_needed_; }
    Error needing(std::uint64_t bytes) && {
        bytes_needed_ = bytes;
        return std::move(*this);
    }

    /// Names the stage, unless an inner scope has named it already.
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

/// Runs one step. Adds the stage's name to a failure.
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
