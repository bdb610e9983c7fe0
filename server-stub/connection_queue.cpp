#include "connection_queue.hpp"

#include <system_error>
#include <utility>

namespace poap::stub {

ConnectionQueue::ConnectionQueue(const HttpLimits& limits, std::atomic<bool>& full)
    : most_threads_(limits.places), most_waiting_(limits.waiting), full_(full) {
    full_ = false;
}

void ConnectionQueue::enqueue(std::function<void()> serve) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return waiting_.size() < most_waiting_ + idle_; });
    waiting_.push_back(std::move(serve));
    if (waiting_.size() > idle_ && threads_.size() < most_threads_) {
        try {
            threads_.emplace_back([this] { work(); });
            ++idle_;
        } catch (const std::system_error&) {
            if (threads_.empty()) throw;  // else one of those takes it
        }
    }
    update_full();
    work_.notify_one();
}

void ConnectionQueue::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        work_.wait(lock, [&] { return !waiting_.empty() || stopping_; });
        if (waiting_.empty()) return;
        const auto serve = std::move(waiting_.front());
        waiting_.pop_front();
        --idle_;
        update_full();
        room_.notify_one();
        lock.unlock();
        serve();
        lock.lock();
        ++idle_;
        update_full();
        room_.notify_one();
    }
}

void ConnectionQueue::shutdown() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

}  // namespace poap::stub
