#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/backoff.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/retry_limit.hpp"
#include "log/log.hpp"

namespace poap {

/// How to retry a step whose failure may be temporary.
struct Retries {
    RetryLimit limit;
    Clock& clock;
    Log& log;
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program
};

/// Counts and times the attempts at one step, and waits between them.
class Attempts {
  public:
    /// @param arrived how many bytes the best attempt has received. The time of an attempt that got further
    /// than all before it does not count as failing. None: the step receives nothing before it succeeds
    Attempts(const Retries& retries, std::function<std::uint64_t()> arrived);

    /// Records the start of an attempt.
    void begin();

    /// Waits after a failed attempt, for 1 s to 30 s: exponential back-off with random jitter, so that
    /// switches that failed together do not retry together. False, without a wait, if there is no next
    /// attempt.
    /// @throws Error (Interrupted) as soon as a signal arrives
    bool wait_for_next(const Error& error);

  private:
    /// The rest of the limit as text; nothing if it is used up.
    std::optional<std::string> left();
    bool reaches_deadline(std::chrono::milliseconds wait);

    const Retries& retries_;
    std::function<std::uint64_t()> arrived_;
    Backoff backoff_;
    int count_ = 0;
    Clock::Time began_;                 ///< start of the attempt
    std::uint64_t arrived_before_ = 0;  ///< at the start of the attempt
    Clock::Time::duration failing_{0};  ///< time of attempts that got no further, and of waits
};

/// Runs `attempt` until it succeeds, fails permanently, or reaches the limit or the deadline.
/// @param arrived see Attempts
/// @throws Error the last attempt's, or the first permanent one
template <typename Attempt>
auto with_retries(const Retries& retries, Attempt&& attempt, std::function<std::uint64_t()> arrived = {}) {
    Attempts attempts(retries, std::move(arrived));
    while (true) {
        attempts.begin();
        try {
            return attempt();
        } catch (const Error& error) {
            if (!error.is_retryable() || !attempts.wait_for_next(error)) throw;
        }
    }
}

}  // namespace poap
