#pragma once

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <string>

#include "transfer/rate_floor.hpp"

namespace poap {

/// Detects a stalled libcurl request: no progress for a while, or too slow to ever finish.
class CurlProgress {
  public:
    using Clock = std::chrono::steady_clock;

    /// @param patience time without progress before giving up
    CurlProgress(std::chrono::seconds patience, SlowestRate slowest) : patience_(patience), floor_(slowest) {}

    /// Starts the time measurement.
    void start(Clock::time_point now) { last_progress_ = now; }

    /// Counts something else than connecting and the body as progress.
    void touch(Clock::time_point now) { last_progress_ = now; }

    /// Must be called regularly.
    /// @param storing time spent in the sink so far
    /// @return why to give up the request
    std::optional<std::string> fault(CURL* easy, Clock::time_point now, Clock::duration storing);

  private:
    Clock::duration patience_;
    RateFloor floor_;
    curl_off_t last_moved_ = 0;
    Clock::time_point last_progress_;
};

}  // namespace poap
