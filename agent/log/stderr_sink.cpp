#include <unistd.h>

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/descriptor.hpp"
#include "log/reader.hpp"
#include "log/sinks.hpp"

namespace poap {

namespace {

class PlainSink : public LogSink {
  public:
    explicit PlainSink(Level least) : least_(least) {}
    void write(Level level, const std::string& line) override {
        if (level < least_) return;
        try {
            if (reader_.takes_more(STDERR_FILENO)) write_all(STDERR_FILENO, line + '\n');
        } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch)
            // Nobody listens any more: the pass goes on, and the other sinks have the line.
        }
    }

  private:
    Level least_;
    Reader reader_;
};

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

std::unique_ptr<LogSink> stderr_sink(Level least) {
    const std::string_view terminal = variable("TERM");
    if (isatty(STDERR_FILENO) == 1 && !terminal.empty() && terminal != "dumb") {
        return terminal_sink(least, variable("NO_COLOR").empty());
    }
    return std::make_unique<PlainSink>(least);
}

}  // namespace poap
