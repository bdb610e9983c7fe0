#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

namespace poap {

/// Events that wait to be reported, as JSON text, numbered from 1. If they need too much room, the oldest are
/// dropped, but never the newest.
class ReportQueue {
  public:
    /// @param most in bytes
    explicit ReportQueue(std::size_t most) : most_(most) {}

    void push(std::string event);
    bool empty() const { return events_.empty(); }

    /// The number of the oldest event, and the one after the newest.
    std::uint64_t first() const { return first_; }
    std::uint64_t end() const { return first_ + events_.size(); }

    /// All events, separated by commas.
    std::string joined() const;

    /// Removes the events before this number.
    void remove_before(std::uint64_t number);

  private:
    void remove_oldest();

    std::size_t most_;
    std::size_t size_ = 0;  ///< of joined() and one comma more
    std::uint64_t first_ = 1;
    std::deque<std::string> events_;
};

}  // namespace poap
