#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace poap {

/// How long the switch's steps usually take. They are allowed for before a step begins, since the switch ends
/// the program without mercy when its time is over.
constexpr std::chrono::minutes kBootVariableTime(5);  ///< `boot nxos`, which verifies the image
constexpr std::chrono::minutes kSaveTime(2);
constexpr std::chrono::minutes kInstallTime(30);
constexpr std::chrono::minutes kInstallTimeWithEpld(60);  ///< from 10.5(3) on, see install_time

/// When the switch ends the program (`--deadline`).
class TimeLimit {
  public:
    /// @param end none: not known
    TimeLimit(std::optional<Clock::Time> end, const Clock& clock) : end_(end), clock_(clock) {}

    /// @param step for the error: "`install all`"
    /// @throws Error (Switch) where the switch would end the program in the middle of the step
    void check(std::string_view step, std::chrono::minutes usual) const;

  private:
    std::optional<Clock::Time> end_;
    const Clock& clock_;
};

}  // namespace poap
