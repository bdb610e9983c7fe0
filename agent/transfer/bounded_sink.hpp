#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "base/body_sink.hpp"
#include "base/error.hpp"

namespace poap {

/// Hands a body on, up to a bound.
class BoundedSink : public BodySink {
  public:
    /// @param most in bytes, of the whole file
    /// @param too_large what is thrown when more comes, or is announced
    BoundedSink(BodySink& sink, std::uint64_t most, Error too_large)
        : sink_(sink), most_(most), too_large_(std::move(too_large)) {}

    std::optional<Partial> partial() override { return sink_.partial(); }
    void begin(const Arrival& arrival) override {
        if (arrival.size.value_or(0) > most_) throw too_large_;
        size_ = arrival.offset;
        sink_.begin(arrival);
    }
    void write(std::string_view bytes) override {
        size_ += bytes.size();
        if (size_ > most_) throw too_large_;
        sink_.write(bytes);
    }

  private:
    BodySink& sink_;
    std::uint64_t most_;
    Error too_large_;
    std::uint64_t size_ = 0;
};

}  // namespace poap
