#pragma once

#include <chrono>
#include <exception>
#include <utility>

#include "base/error.hpp"
#include "log/log.hpp"

namespace poap {

/// Tells of a stage as long as it lasts: its begin, its end, and whether it failed.
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

/// Runs one step as a stage that is told of; a failure in it carries the stage's name from here on.
template <typename Step>
auto in_stage(Log& log, const char* stage, Step&& step) -> decltype(step()) {
    const StageWatch watch(log, stage);
    return name_stage(stage, std::forward<Step>(step));
}

}  // namespace poap
