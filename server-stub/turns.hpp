#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace poap::stub {

/// Lets one thread at a time do something that takes long. Those that wait end if a stop is requested.
class Turns {
  public:
    /// While it exists, other threads wait.
    class Turn {
      public:
        /// Waits for the turn.
        /// @throws std::runtime_error as require_no_stop()
        Turn(Turns& turns, const std::stop_token& stop);
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();

      private:
        Turns& turns_;
    };

  private:
    std::mutex access_;
    std::condition_variable_any is_free_;
    bool is_taken_ = false;
};

}  // namespace poap::stub
