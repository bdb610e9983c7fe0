#pragma once

#include <chrono>
#include <random>

namespace poap {

/// Waits between tries: exponential, from `first` doubling up to `most`, each drawn evenly from the upper
/// half of its bound so that a rack of switches that failed together does not come back together.
class Backoff {
  public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most);

    std::chrono::milliseconds next();

  private:
    std::chrono::milliseconds bound_;
    std::chrono::milliseconds most_;
    std::minstd_rand random_;
};

}  // namespace poap
