#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "status/report.hpp"

namespace poap::stub {

/// By this server's clock.
using Time = std::chrono::system_clock::time_point;

/// A line of an agent's log.
struct LogLine {
    Time time;  ///< when it came
    Level level;
    std::string message;
};

/// A download, or an image that is copied.
struct Progress {
    std::string file;
    std::uint64_t bytes;
    std::optional<std::uint64_t> size;  ///< in bytes
    std::optional<std::uint64_t> rate;  ///< bytes per second over the last seconds; none if not known yet
};

/// The rate of a download, from how much there was of it at which time.
class DownloadRate {
  public:
    /// Returns bytes per second over the last seconds; none if not known yet.
    std::optional<std::uint64_t> at(Time now, const ProgressReport& progress);

  private:
    struct Sample {
        Time time;
        std::uint64_t bytes;
    };

    std::string file_;
    std::deque<Sample> samples_;
};

/// A run of the agent, as far as its reports came. Limited in size, whatever they contain.
struct Run {
    std::string id;
    std::uint64_t next = 1;   ///< sequence number of the next event
    bool is_complete = true;  ///< whether all events before that have come
    Time started;             ///< when its first report came
    std::optional<Time> ended;
    std::optional<std::string> running_image;
    std::vector<std::string> planned_images;
    std::deque<StageReport> stages;  ///< the last ones, in order
    std::optional<Progress> progress;
    DownloadRate rate;
    std::optional<int> install;  ///< percent
    std::optional<ResultReport> result;

    void take(const ReportEvent& event, Time now);

  private:
    void take(const OtherReport&, Time) {}
    void take(const StageReport& stage, Time now);
    void take(const IdentityReport& identity, Time now);
    void take(const PlanReport& plan, Time now);
    void take(const ProgressReport& download, Time now);
    void take(const DownloadedReport& downloaded, Time now);
    void take(const InstallReport& installing, Time now);
    void take(const LogReport&, Time) {}  // the switch's log has it
    void take(const ResultReport& ended, Time now);
    void end_step();
};

}  // namespace poap::stub
