#include "log/log.hpp"

namespace poap {

std::string_view mark_of(Level level) {
    switch (level) {
        case Level::Warning:
            return "WARNING: ";
        case Level::Error:
            return "ERROR: ";
        case Level::Debug:
        case Level::Info:
            break;
    }
    return "";
}

std::string fit_to_log(std::string_view text) {
    return printable(without_secrets(text));
}

void LogSink::emit(const Event& event) {
    if (const auto* download = std::get_if<Downloading>(&event); download && download->milestone) {
        write(Level::Info, fit_to_log(text_of(*download)));
    } else if (const auto* install = std::get_if<Installing>(&event); install && install->milestone) {
        write(Level::Info, fit_to_log(text_of(*install)));
    } else if (const auto* result = std::get_if<Result>(&event)) {
        const Level level = result->failed() ? Level::Error : Level::Info;
        // Each part by itself: what looks like a secret at the end of one must not blank the next.
        Result shown = *result;
        for (std::string* part : {&shown.stage, &shown.cause, &shown.advice}) *part = fit_to_log(*part);
        write(level, concat(mark_of(level), text_of(shown)));
    }
}

void Log::write(Level level, const std::string& message) {
    const std::string line = fit_to_log(concat(mark_of(level), wording_(message)));
    for (const auto& sink : sinks_) sink->write(level, line);
}

void Log::emit(const Event& event) {
    Event worded = event;
    if (auto* result = std::get_if<Result>(&worded)) {
        result->cause = wording_(result->cause);
        result->advice = wording_(result->advice);
    }
    for (const auto& sink : sinks_) sink->emit(worded);
}

}  // namespace poap
