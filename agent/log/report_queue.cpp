#include "log/report_queue.hpp"

#include <utility>

namespace poap {

void ReportQueue::push(std::string event) {
    size_ += event.size() + 1;
    events_.push_back(std::move(event));
    while (size_ > most_ && events_.size() > 1) remove_oldest();
}

std::string ReportQueue::joined() const {
    std::string all;
    all.reserve(size_);
    for (const std::string& event : events_) {
        if (!all.empty()) all += ',';
        all += event;
    }
    return all;
}

void ReportQueue::remove_before(std::uint64_t number) {
    while (!events_.empty() && first_ < number) remove_oldest();
}

void ReportQueue::remove_oldest() {
    size_ -= events_.front().size() + 1;
    events_.pop_front();
    ++first_;
}

}  // namespace poap
