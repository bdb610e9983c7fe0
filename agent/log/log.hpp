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

/// The prefix of a line of this level: `WARNING: `, `ERROR: `, or empty.
std::string_view mark_of(Level level);

/// Makes text safe for a log: `without_secrets`, then `printable`.
std::string fit_to_log(std::string_view text);

/// A destination of log lines. Lines have passed `fit_to_log`, and have no line end.
class LogSink {
  public:
    virtual ~LogSink() = default;
    virtual void write(Level level, const std::string& line) = 0;

    /// Handles an event. The default writes a line for those that a line sink should show: a download's
    /// milestones, and the result.
    virtual void emit(const Event& event);
};

/// Writes to all sinks. The arguments of each call are joined as by `concat`.
class Log {
  public:
    void add(std::unique_ptr<LogSink> sink) { sinks_.push_back(std::move(sink)); }
    /// Before the other sinks: it gets a line before those that other sinks log when they get it.
    void add_first(std::unique_ptr<LogSink> sink) {
        for (auto& other : sinks_) other.swap(sink);
        add(std::move(sink));
    }

    /// Messages, and a result's cause and advice, go through `wording` before they are written.
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
