#pragma once

#include <chrono>
#include <random>

namespace poap {

/// Wait times between attempts: exponential, doubling from `first` up to `most`. Each is random, in the upper
/// half of its bound, so that switches that failed together do not retry together.
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
