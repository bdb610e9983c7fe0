#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace poap {

/// Events that wait to be reported, as JSON text without line feeds, numbered from 1. If they need too much
/// room, the oldest are dropped, but never the newest.
class ReportQueue {
  public:
    /// @param most in bytes
    explicit ReportQueue(std::size_t most) : most_(most) {}

    void push(std::string_view event);
    bool empty() const { return lines_.empty(); }

    /// The number of the oldest event, and the one after the newest.
    std::uint64_t first() const { return first_; }
    std::uint64_t end() const { return end_; }

    /// All events, separated by commas.
    std::string joined() const;

    /// Removes the events before this number.
    void remove_before(std::uint64_t number);

  private:
    std::size_t most_;
    std::string lines_;  ///< one event each
    std::uint64_t first_ = 1;
    std::uint64_t end_ = 1;
};

}  // namespace poap
