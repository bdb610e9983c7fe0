#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/descriptor.hpp"
#include "log/reader.hpp"
#include "log/sinks.hpp"
#include "log/summary.hpp"

namespace poap {

namespace {

using Duration = std::chrono::steady_clock::duration;

/// ECMA-48's Select Graphic Rendition.
constexpr std::string_view kFaint = "\033[2m";
constexpr std::string_view kRed = "\033[1;31m";
constexpr std::string_view kGreen = "\033[32m";
constexpr std::string_view kYellow = "\033[1;33m";
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kPlain = "\033[0m";

/// To the line's begin, and ECMA-48's Erase in Line.
constexpr std::string_view kErase = "\r\033[K";

std::size_t columns_of(int terminal) {
    constexpr std::size_t kUsual = 80;
    winsize size{};
    return ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

/// `0.3 s`, `3:21`
std::string time_of(Duration took) {
    const auto tenths = std::chrono::duration_cast<std::chrono::duration<std::int64_t, std::deci>>(took);
    if (tenths >= std::chrono::minutes(1))
        return human_time(std::chrono::duration_cast<std::chrono::seconds>(took));
    return concat(tenths.count() / 10, '.', tenths.count() % 10, " s");
}

/// In lines of at most `width`, broken at blanks; a longer word has a line of its own.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    while (text.size() > width) {
        auto at = text.rfind(' ', width);
        if (at == std::string_view::npos) at = text.find(' ');
        if (at == std::string_view::npos) break;
        lines.emplace_back(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    lines.emplace_back(text);
    return lines;
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string_view colour_of(Level level) {
    switch (level) {
        case Level::Error:
            return kRed;
        case Level::Warning:
            return kYellow;
        case Level::Debug:
            return kFaint;
        case Level::Info:
            break;
    }
    return "";
}

class TerminalSink : public LogSink {
  public:
    TerminalSink(Level least, bool colours) : least_(least), colours_(colours) {}

    void write(Level level, const std::string& line) override {
        if (level < least_) return;
        live_ = stage_;  // a download that was shown is over, or is shown again in a moment
        put(in(colour_of(level), line));
    }

    void emit(const Event& event) override {
        summary_.take(event);
        if (const auto* result = std::get_if<Result>(&event)) {
            end(*result);
        } else if (least_ > Level::Info) {
            return;
        } else if (const auto* begun = std::get_if<StageBegun>(&event)) {
            stage_ = concat("[..] ", begun->stage).substr(0, room());
            show(stage_);
        } else if (const auto* ended = std::get_if<StageEnded>(&event)) {
            stage_.clear();
            live_.clear();
            tick_off(*ended);
        } else if (const auto* download = std::get_if<Downloading>(&event)) {
            show(text_of(*download, room()));
        } else if (const auto* install = std::get_if<Installing>(&event)) {
            show(text_of(*install).substr(0, room()));
        }
    }

  private:
    std::string in(std::string_view colour, std::string_view text) const {
        return colours_ && !colour.empty() ? concat(colour, text, kPlain) : std::string(text);
    }

    /// A stage's end. The times stand below each other where there is room for it.
    void tick_off(const StageEnded& ended) {
        constexpr std::size_t kRoomy = 60;
        constexpr std::size_t kStage = 32;
        const std::size_t width = columns_of(STDERR_FILENO) < kRoomy ? 0 : kStage;
        put(concat(ended.failed ? in(kRed, "[!!]") : in(kGreen, "[ok]"), ' ',
                   padded(std::string(ended.stage), width), ' ', time_of(ended.took)));
    }

    void end(const Result& result) {
        if (!summary_.begun() || (least_ > Level::Info && !result.failed()))
            return LogSink::emit(result);  // no more than a line
        const std::string time = time_of(std::chrono::steady_clock::now() - begun_);
        put("");
        put(result.failed() ? concat(in(kRed, result.headline()), " (", time, ", exit code ",
                                     static_cast<int>(result.code), ")")
                            : concat(in(kGreen, result.headline()), " (", time, ")"));
        for (const auto& [name, text] : summary_.rows(result)) put_row(name, text);
    }

    void put_row(const std::string& name, const std::string& text) {
        constexpr std::size_t kName = 11;
        constexpr std::size_t kIndent = kName + 3;
        constexpr std::size_t kLeast = 20;
        const auto lines = wrapped(text, std::max(room(), kIndent + kLeast) - kIndent);
        std::string head = concat("  ", in(kBold, padded(name, kName)), ' ');
        for (const std::string& line : lines) {
            put(concat(head, line));
            head.assign(kIndent, ' ');
        }
    }

    /// A line that stays.
    void put(const std::string& line) {
        send(concat(erased(), line, '\n', live_));
        shown_ = !live_.empty();
    }

    /// What goes on right now, below all lines, until the next one or the stage's end.
    void show(const std::string& text) {
        live_ = text;
        send(concat(erased(), live_));
        shown_ = true;
    }

    /// What takes the live line off the terminal.
    std::string_view erased() const { return shown_ ? kErase : ""; }

    /// For a live line: a full one would wrap, and stay.
    static std::size_t room() { return columns_of(STDERR_FILENO) - 1; }

    void send(const std::string& text) {
        try {
            if (reader_.takes_more(STDERR_FILENO)) write_all(STDERR_FILENO, text);
        } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch)
            // Nobody listens any more: the pass goes on, and the other sinks have the line.
        }
    }

    Level least_;
    bool colours_;
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
    Summary summary_;
    std::string stage_;   ///< that goes on, as a live line
    std::string live_;    ///< the live line there should be
    bool shown_ = false;  ///< there is one on the terminal
    Reader reader_;
};

}  // namespace

std::unique_ptr<LogSink> terminal_sink(Level least, bool colours) {
    return std::make_unique<TerminalSink>(least, colours);
}

}  // namespace poap
