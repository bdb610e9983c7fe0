#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "http_limits.hpp"

namespace poap::stub {

/// Serves each connection in a thread, up to the limit; threads are started as they are needed. More
/// connections wait their turn, and where too many wait, add() does.
class ConnectionQueue {
  public:
    using Serve = std::function<void(const Descriptor& connection)>;

    /// @param full is kept true while a connection waits for a place; it must outlive the queue
    ConnectionQueue(const HttpLimits& limits, std::atomic<bool>& full, Serve serve);
    ConnectionQueue(const ConnectionQueue&) = delete;
    ConnectionQueue& operator=(const ConnectionQueue&) = delete;
    /// Waits for the end of all that are served.
    ~ConnectionQueue();

    /// Closes the connection at once where the machine has no thread for it, nor for any other.
    void add(Descriptor connection);

  private:
    bool start_thread();
    void work();
    void update_full() { full_ = waiting_.size() > idle_; }

    const std::size_t most_threads_;
    const std::size_t most_waiting_;
    std::atomic<bool>& full_;
    const Serve serve_;
    std::mutex mutex_;
    std::condition_variable work_;  ///< to do, or the end
    std::condition_variable room_;  ///< for another that waits
    std::deque<Descriptor> waiting_;
    std::size_t idle_ = 0;  ///< threads
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace poap::stub
