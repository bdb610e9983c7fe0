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
    /// Of the events of one batch, in bytes. A larger event is dropped; a result is never that large.
    static constexpr std::size_t kMostBatch = 32 * 1024;

    /// @param most in bytes
    explicit ReportQueue(std::size_t most) : most_(most) {}

    /// @param progress_of the file whose download is in progress; empty for other events. The event replaces
    /// the newest one, and gets its number, if that is progress of the same file and was in no batch yet.
    void push(std::string_view event, std::string_view progress_of = {});
    bool empty() const { return lines_.empty(); }

    /// The number of the oldest event.
    std::uint64_t first() const { return first_; }

    struct Batch {
        std::string events;  ///< separated by commas
        std::uint64_t end;   ///< the number after the last of them
    };
    /// The oldest events, which have consecutive numbers. There must be one.
    Batch joined();

    /// Removes the events before this number.
    void remove_before(std::uint64_t number);

  private:
    std::size_t most_;
    std::string lines_;  ///< one event each; empty for a dropped one, but never the first
    std::uint64_t first_ = 1;
    std::uint64_t end_ = 1;      ///< the number after the newest event
    std::uint64_t carried_ = 1;  ///< the events before it were in a batch
    std::string progress_of_;    ///< of the newest event
};

}  // namespace poap
