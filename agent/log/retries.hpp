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

/// How, and with what, a step that may pass by itself is tried again.
struct Retries {
    RetryLimit limit;
    Clock& clock;
    Log& log;
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program
};

/// The attempts at one step: how many, since when, and the wait before the next one.
class Attempts {
  public:
    /// @param arrived how far the best attempt has come, in bytes. The time of one that comes further than
    /// all before it does not count as failing; none: the step brings nothing before it succeeds
    Attempts(const Retries& retries, std::function<std::uint64_t()> arrived);

    /// Notes that an attempt begins.
    void begin();

    /// Waits after a failed attempt, for 1 s to 30 s: longer and longer, and by chance, so that many switches
    /// that failed together do not come back together. False, without a wait, where there is no next attempt.
    /// @throws Error (Interrupted) as soon as a signal has come
    bool wait_for_next(const Error& error);

  private:
    /// What is left of the limit, for a person; nothing where it is used up.
    std::optional<std::string> left();
    bool reaches_deadline(std::chrono::milliseconds wait);

    const Retries& retries_;
    std::function<std::uint64_t()> arrived_;
    Backoff backoff_;
    int count_ = 0;
    Clock::Time began_;                 ///< the attempt
    std::uint64_t arrived_before_ = 0;  ///< it
    Clock::Time::duration failing_{0};  ///< attempts that came no further, and the waits
};

/// Runs `attempt`, again after a failure that may pass by itself, until the limit or the deadline.
/// @param arrived see Attempts
/// @throws Error the last attempt's, or the first that cannot pass by itself
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
