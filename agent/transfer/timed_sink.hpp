#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/body_sink.hpp"

namespace poap {

/// Hands everything to another sink, and measures how long that takes: a slow disk is not a slow server.
class TimedSink : public BodySink {
  public:
    /// @param sink must outlive it
    explicit TimedSink(BodySink& sink) : sink_(sink) {}

    std::optional<Partial> partial() override { return sink_.partial(); }
    void begin(const Arrival& arrival) override { sink_.begin(arrival); }
    void write(std::string_view bytes) override {
        const auto from = std::chrono::steady_clock::now();
        sink_.write(bytes);
        spent_ += std::chrono::steady_clock::now() - from;
    }

    /// In `write` so far.
    std::chrono::steady_clock::duration spent() const { return spent_; }

  private:
    BodySink& sink_;
    std::chrono::steady_clock::duration spent_{};
};

}  // namespace poap
