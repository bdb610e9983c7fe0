#include "wire/tftp/round_trip.hpp"

#include <algorithm>

namespace poap::tftp {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFirst = seconds(1);
constexpr Duration kLeast = milliseconds(10);
constexpr Duration kMost = seconds(10);
constexpr int kMostDoublings = 10;

}  // namespace

void RoundTrip::measured(Duration took) {
    if (!known_) {
        known_ = true;
        smoothed_ = took;
        variation_ = took / 2;
        return;
    }
    const Duration off = smoothed_ > took ? smoothed_ - took : took - smoothed_;
    variation_ = (3 * variation_ + off) / 4;
    smoothed_ = (7 * smoothed_ + took) / 8;
}

void RoundTrip::expired() {
    expiries_ = std::min(expiries_ + 1, kMostDoublings);
}

Duration RoundTrip::usual_patience() const {
    return known_ ? std::clamp(smoothed_ + 4 * variation_, kLeast, kMost) : kFirst;
}

Duration RoundTrip::patience() const {
    return std::min(usual_patience() * (1 << expiries_), kMost);
}

}  // namespace poap::tftp
