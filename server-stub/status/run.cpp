#include "status/run.hpp"

#include <algorithm>

namespace poap::stub {
namespace {

constexpr std::chrono::seconds rate_window{10};
constexpr std::size_t most_samples = 64;
constexpr std::size_t most_stages = 40;

}  // namespace

std::optional<std::uint64_t> DownloadRate::at(Time now, const ProgressReport& progress) {
    const bool is_new = samples_.empty() || file_ != progress.file ||
                        progress.bytes < samples_.back().bytes || now < samples_.back().time;
    if (is_new) samples_.clear();
    file_ = progress.file;
    // The events of one batch come at the same time.
    if (!samples_.empty() && samples_.back().time == now) samples_.pop_back();
    samples_.push_back({now, progress.bytes});
    while (samples_.size() > most_samples || (samples_.size() > 2 && samples_[1].time + rate_window <= now))
        samples_.pop_front();
    const std::chrono::duration<double> span = now - samples_.front().time;
    if (span.count() <= 0) return std::nullopt;
    return static_cast<std::uint64_t>(static_cast<double>(progress.bytes - samples_.front().bytes) /
                                      span.count());
}

void Run::take(const ReportEvent& event, Time now) {
    std::visit([&](const auto& one) { take(one, now); }, event);
}

void Run::end_step() {
    progress.reset();
    install.reset();
}

void Run::take(const StageReport& stage, Time) {
    end_step();
    const bool ends_last = stage.state != StageReport::State::Begun && !stages.empty() &&
                           stages.back().stage == stage.stage &&
                           stages.back().state == StageReport::State::Begun;
    if (ends_last) stages.pop_back();
    stages.push_back(stage);
    if (stages.size() > most_stages) stages.pop_front();
}

void Run::take(const IdentityReport& identity, Time) {
    running_image = identity.running_image;
}

void Run::take(const PlanReport& plan, Time) {
    planned_images = plan.images;
}

void Run::take(const ProgressReport& download, Time now) {
    progress = Progress{download.file, download.bytes, download.size, rate.at(now, download)};
}

void Run::take(const DownloadedReport&, Time) {
    progress.reset();
}

void Run::take(const InstallReport& installing, Time) {
    install = installing.percent;
}

void Run::take(const ResultReport& how, Time now) {
    end_step();
    result = how;
    ended = now;
}

}  // namespace poap::stub
