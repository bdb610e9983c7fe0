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

/// Serves each connection in its own thread, up to a limit; starts threads as needed. Further connections
/// wait in a queue; if the queue is full, add() waits.
class ConnectionQueue {
  public:
    using Serve = std::function<void(const Descriptor& connection)>;

    /// @param full is true while a connection waits for a thread; must outlive the queue
    ConnectionQueue(const HttpLimits& limits, std::atomic<bool>& full, Serve serve);
    ConnectionQueue(const ConnectionQueue&) = delete;
    ConnectionQueue& operator=(const ConnectionQueue&) = delete;
    /// Waits until all connections have been served.
    ~ConnectionQueue();

    /// Closes the connection at once if no thread can be started and there is none.
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
    std::condition_variable work_;  ///< there is work, or the queue ends
    std::condition_variable room_;  ///< there is room in the queue
    std::deque<Descriptor> waiting_;
    std::size_t idle_ = 0;  ///< idle threads
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace poap::stub
