#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text.hpp"

namespace poap {

enum class Level { Debug, Info, Warning, Error };

/// Where log lines go. A line has passed `printable` and `without_secrets`, and has no line end.
class LogSink {
  public:
    virtual ~LogSink() = default;
    virtual void write(Level level, const std::string& line) = 0;

    /// A step of a long download, for what is read later or elsewhere.
    virtual void milestone(const std::string& line) { write(Level::Info, line); }

    /// The state of a long download right now, for a terminal: each replaces the one before.
    virtual void live(const std::string&) {}
};

/// What the agent says, to every sink at once. The arguments of each call are joined as by `concat`.
class Log {
  public:
    void add(std::unique_ptr<LogSink> sink) { sinks_.push_back(std::move(sink)); }

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
        write(Level::Warning, concat("WARNING: ", parts...));
    }
    template <typename... Parts>
    void error(const Parts&... parts) {
        write(Level::Error, concat("ERROR: ", parts...));
    }

    void milestone(const std::string& message);
    void live(const std::string& message);

  private:
    void write(Level level, const std::string& message);

    std::vector<std::unique_ptr<LogSink>> sinks_;
};

}  // namespace poap
