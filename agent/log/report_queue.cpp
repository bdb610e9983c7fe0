#include "log/report_queue.hpp"

#include <algorithm>
#include <utility>

namespace poap {

void ReportQueue::push(std::string_view event, std::string_view progress_of) {
    if (!progress_of.empty() && progress_of == progress_of_ && end_ > std::max(first_, carried_)) {
        lines_.pop_back();
        lines_.erase(lines_.rfind('\n') + 1);
        --end_;
    }
    progress_of_ = progress_of;
    if (event.size() <= kMostBatch) lines_ += event;
    lines_ += '\n';
    ++end_;
    remove_before(first_);
    while (lines_.size() > most_ && end_ - first_ > 1) remove_before(first_ + 1);
}

ReportQueue::Batch ReportQueue::joined() {
    std::uint64_t end = first_;
    std::size_t size = 0;
    while (end < end_) {
        const std::size_t line_end = lines_.find('\n', size);
        if (line_end == size || line_end > kMostBatch) break;
        size = line_end + 1;
        ++end;
    }
    carried_ = std::max(carried_, end);
    std::string events = lines_.substr(0, size - 1);
    std::replace(events.begin(), events.end(), '\n', ',');
    return {std::move(events), end};
}

void ReportQueue::remove_before(std::uint64_t number) {
    std::size_t size = 0;
    for (; first_ < end_ && (first_ < number || lines_[size] == '\n'); ++first_)
        size = lines_.find('\n', size) + 1;
    lines_.erase(0, size);
}

}  // namespace poap
