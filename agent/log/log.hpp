#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/level.hpp"
#include "base/text.hpp"
#include "log/event.hpp"

namespace poap {

/// `WARNING: `, `ERROR: `, or nothing: how a line of this level begins.
std::string_view mark_of(Level level);

/// As a log may show it: `printable` and `without_secrets`.
std::string fit_to_log(std::string_view text);

/// Where log lines go. A line has passed `fit_to_log`, and has no line end.
class LogSink {
  public:
    virtual ~LogSink() = default;
    virtual void write(Level level, const std::string& line) = 0;

    /// What happens, beside the lines; events have lines of their own for what only shows lines: a download's
    /// milestones, and the result.
    virtual void emit(const Event& event);
};

/// What the agent says, to every sink at once. The arguments of each call are joined as by `concat`.
class Log {
  public:
    void add(std::unique_ptr<LogSink> sink) { sinks_.push_back(std::move(sink)); }

    /// Every message, and a result's cause and advice, goes through `wording` before it is written.
    void set_wording(std::function<std::string(std::string_view)> wording) { wording_ = std::move(wording); }

    template <typename... Parts>
    void debug(const Parts&... parts) {
        write(Level::Debug, concat(parts...));
    }
    template <typename... Parts>
    void info(const Parts&... parts) {
        write(Level::Info, concat(parts...));
    }
    template <typename... Parts>
    void warning(const Parts&... parts) {
        write(Level::Warning, concat(parts...));
    }
    template <typename... Parts>
    void error(const Parts&... parts) {
        write(Level::Error, concat(parts...));
    }

    void emit(const Event& event);

  private:
    void write(Level level, const std::string& message);

    std::vector<std::unique_ptr<LogSink>> sinks_;
    std::function<std::string(std::string_view)> wording_ = [](std::string_view text) {
        return std::string(text);
    };
};

}  // namespace poap
