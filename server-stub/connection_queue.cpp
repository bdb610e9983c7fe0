#include "connection_queue.hpp"

#include <system_error>
#include <utility>

namespace poap::stub {

ConnectionQueue::ConnectionQueue(const HttpLimits& limits, std::atomic<bool>& full, Serve serve)
    : most_threads_(limits.places), most_waiting_(limits.waiting), full_(full), serve_(std::move(serve)) {
    full_ = false;
}

void ConnectionQueue::add(Descriptor connection) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return waiting_.size() < most_waiting_ + idle_; });
    const bool wants_thread = waiting_.size() >= idle_ && threads_.size() < most_threads_;
    if (wants_thread && !start_thread() && threads_.empty()) return;
    waiting_.push_back(std::move(connection));
    update_full();
    work_.notify_one();
}

bool ConnectionQueue::start_thread() {
    try {
        threads_.emplace_back([this] { work(); });
        ++idle_;
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

void ConnectionQueue::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        work_.wait(lock, [&] { return !waiting_.empty() || stopping_; });
        if (waiting_.empty()) return;
        Descriptor connection = std::move(waiting_.front());
        waiting_.pop_front();
        --idle_;
        update_full();
        room_.notify_one();
        lock.unlock();
        serve_(connection);
        connection.reset();
        lock.lock();
        ++idle_;
        update_full();
        room_.notify_one();
    }
}

ConnectionQueue::~ConnectionQueue() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    work_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

}  // namespace poap::stub
