#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace poap {

/// Usual duration of the switch's steps. A step starts only if there is enough time left, since the switch
/// kills the program at its deadline.
constexpr std::chrono::minutes kBootVariableTime(5);  ///< `boot nxos`, which verifies the image
constexpr std::chrono::minutes kSaveTime(2);
constexpr std::chrono::minutes kInstallTime(30);
constexpr std::chrono::minutes kInstallTimeWithEpld(60);  ///< since 10.5(3), see install_time

/// The switch's deadline for the program (`--deadline`).
class TimeLimit {
  public:
    /// @param end none: no deadline known
    TimeLimit(std::optional<Clock::Time> end, const Clock& clock) : end_(end), clock_(clock) {}

    /// @param step for the error message: "`install all`"
    /// @throws Error (Switch) if the switch would end the program during the step
    void check(std::string_view step, std::chrono::minutes usual) const;

  private:
    std::optional<Clock::Time> end_;
    const Clock& clock_;
};

}  // namespace poap
