#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"
#include "log/log.hpp"
#include "log/progress_line.hpp"

namespace poap::test {

/// A log whose lines can be looked at.
class RecordingLog {
  public:
    RecordingLog() { log.add(std::make_unique<Sink>(*this)); }
    RecordingLog(const RecordingLog&) = delete;
    RecordingLog& operator=(const RecordingLog&) = delete;

    struct Line {
        Level level;
        std::string text;
    };

    /// How many lines hold `fragment`.
    std::size_t count(std::string_view fragment) const {
        return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const Line& line) {
            return line.text.find(fragment) != std::string::npos;
        }));
    }
    bool says(std::string_view fragment) const { return count(fragment) > 0; }

    /// How many lines are of this level.
    std::size_t count(Level level) const {
        return static_cast<std::size_t>(
            std::count_if(lines.begin(), lines.end(), [&](const Line& line) { return line.level == level; }));
    }

    Log log;
    std::vector<Line> lines;  ///< all but milestones and live states
    std::vector<std::string> milestones;
    std::vector<std::string> live;
    std::vector<std::string> downloaded;
    std::vector<std::string> verified;  ///< names of files

  private:
    class Sink : public LogSink {
      public:
        explicit Sink(RecordingLog& record) : record_(record) {}
        void write(Level level, const std::string& line) override { record_.lines.push_back({level, line}); }
        void emit(const Event& event) override {
            if (const auto* download = std::get_if<Downloading>(&event)) return keep(*download);
            if (const auto* install = std::get_if<Installing>(&event)) return keep(*install);
            if (const auto* download = std::get_if<Downloaded>(&event))
                record_.downloaded.push_back(finished_line(*download));
            if (const auto* file = std::get_if<Verified>(&event))
                record_.verified.push_back(file->file.str());
            LogSink::emit(event);
        }

      private:
        template <typename State>
        void keep(const State& state) {
            (state.milestone ? record_.milestones : record_.live).push_back(fit_to_log(text_of(state)));
        }

        RecordingLog& record_;
    };
};

}  // namespace poap::test
