#pragma once

#include <string>

#include "backoff.hpp"
#include "clock.hpp"
#include "error.hpp"
#include "log.hpp"

namespace poap {

/// How often, and with what, a step that may pass by itself is tried again.
struct Retries {
    int count;  ///< tries after the first, 0 or more
    Clock& clock;
    Log& log;
};

/// Runs `attempt`, again after a failure that may pass by itself, with waits of 1 s doubling to 30 s between.
/// @throws Error the last try's, or the first that cannot pass by itself
template <typename Attempt>
auto with_retries(const Retries& retries, Attempt&& attempt) {
    Backoff backoff(std::chrono::seconds(1), std::chrono::seconds(30));
    for (int left = retries.count;; --left) {
        try {
            return attempt();
        } catch (const Error& error) {
            if (!error.may_pass() || left == 0) throw;
            const auto wait = backoff.next();
            retries.log.warning(error.what(), "; trying again in ", (wait.count() + 999) / 1000, " s (", left,
                                left == 1 ? " try left)" : " tries left)");
            retries.clock.wait(wait);
        }
    }
}

}  // namespace poap
