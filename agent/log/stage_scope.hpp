#pragma once

#include <chrono>
#include <exception>
#include <utility>

#include "base/error.hpp"
#include "log/log.hpp"

namespace poap {

/// Emits the events for a stage: its start, its end, and whether it failed.
class StageWatch {
  public:
    StageWatch(Log& log, const char* stage) : log_(log), stage_(stage) { log.emit(StageBegun{stage}); }
    ~StageWatch() {
        const bool failed = std::uncaught_exceptions() > exceptions_;
        log_.emit(StageEnded{stage_, std::chrono::steady_clock::now() - begun_, failed});
    }
    StageWatch(const StageWatch&) = delete;
    StageWatch& operator=(const StageWatch&) = delete;

  private:
    Log& log_;
    const char* stage_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    int exceptions_ = std::uncaught_exceptions();
};

/// Runs one step as a stage with events. Adds the stage's name to a failure.
template <typename Step>
auto in_stage(Log& log, const char* stage, Step&& step) -> decltype(step()) {
    const StageWatch watch(log, stage);
    return name_stage(stage, std::forward<Step>(step));
}

}  // namespace poap
