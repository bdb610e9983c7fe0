#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "log/log.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// Tells of a download on its way to a sink: bytes, percent, rate and time left on a terminal, a line every
/// 10 % in the logs (every 100 MB where the size is not known). Warns once, early, when the deadline cannot
/// be met at this rate.
class Progress : public BodySink {
  public:
    /// @param deadline when the switch will end the program, if that is known
    Progress(BodySink& sink, std::string name, std::optional<Clock::Time> deadline, const Clock& clock,
             Log& log)
        : sink_(sink), name_(std::move(name)), deadline_(deadline), clock_(clock), log_(log) {}

    std::optional<Partial> partial() override { return sink_.partial(); }
    void begin(const Arrival& arrival) override;
    void write(std::string_view bytes) override;

    /// How far the best try has come, in bytes of the file.
    std::uint64_t furthest() const { return furthest_; }

  private:
    void tell(Clock::Time now, bool milestone);
    std::uint64_t rate(Clock::Time now) const;  ///< bytes in a second, above 0
    void warn_of_deadline(Clock::Time now);

    BodySink& sink_;
    std::string name_;
    std::optional<Clock::Time> deadline_;
    const Clock& clock_;
    Log& log_;

    std::optional<std::uint64_t> size_;
    std::uint64_t offset_ = 0;  ///< where this try began
    std::uint64_t done_ = 0;
    std::uint64_t furthest_ = 0;
    std::uint64_t next_milestone_ = 0;
    std::uint64_t milestone_step_ = 0;
    bool warned_ = false;
    Clock::Time started_;
    Clock::Time last_shown_;
};

}  // namespace poap
