#include "log.hpp"

namespace poap {

namespace {

std::string fit_to_log(const std::string& message) {
    return printable(without_secrets(message));
}

}  // namespace

void Log::write(Level level, const std::string& message) {
    const std::string line = fit_to_log(message);
    for (const auto& sink : sinks_) sink->write(level, line);
}

void Log::milestone(const std::string& message) {
    const std::string line = fit_to_log(message);
    for (const auto& sink : sinks_) sink->milestone(line);
}

void Log::live(const std::string& message) {
    const std::string line = fit_to_log(message);
    for (const auto& sink : sinks_) sink->live(line);
}

}  // namespace poap
