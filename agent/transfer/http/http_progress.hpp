#pragma once

#include <curl/curl.h>

#include <chrono>
#include <optional>
#include <string>

#include "transfer/rate_floor.hpp"

namespace poap {

/// Finds an HTTP request that gets nowhere: no progress for a while, or too little to come to an end.
class HttpProgress {
  public:
    using Clock = std::chrono::steady_clock;

    /// @param patience without progress, after which a request is given up
    HttpProgress(std::chrono::seconds patience, SlowestRate slowest) : patience_(patience), floor_(slowest) {}

    /// Begins to watch.
    void start(Clock::time_point now) { last_progress_ = now; }

    /// To be called as time passes.
    /// @param storing the time that the sink has taken so far
    /// @return why the request is to be given up, for a person
    std::optional<std::string> fault(CURL* easy, Clock::time_point now, Clock::duration storing);

  private:
    Clock::duration patience_;
    RateFloor floor_;
    curl_off_t last_moved_ = 0;
    Clock::time_point last_progress_;
};

}  // namespace poap
