#include "log/report_queue.hpp"

#include <algorithm>

namespace poap {

void ReportQueue::push(std::string_view event) {
    lines_ += event;
    lines_ += '\n';
    ++end_;
    while (lines_.size() > most_ && end_ - first_ > 1) remove_before(first_ + 1);
}

std::string ReportQueue::joined() const {
    std::string all = lines_;
    std::replace(all.begin(), all.end(), '\n', ',');
    if (!all.empty()) all.pop_back();
    return all;
}

void ReportQueue::remove_before(std::uint64_t number) {
    std::size_t size = 0;
    for (; first_ < std::min(number, end_); ++first_) size = lines_.find('\n', size) + 1;
    lines_.erase(0, size);
}

}  // namespace poap
