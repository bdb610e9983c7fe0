#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/body_sink.hpp"
#include "base/error.hpp"

namespace poap {

/// A small body in memory, up to a bound.
class TextSink : public BodySink {
  public:
    /// @param most in bytes
    /// @param too_large what is thrown when more comes
    TextSink(std::size_t most, Error too_large) : most_(most), too_large_(std::move(too_large)) {}

    void begin(const Arrival&) override { text_.clear(); }
    void write(std::string_view bytes) override {
        if (text_.size() + bytes.size() > most_) throw too_large_;
        text_ += bytes;
    }

    std::string& text() { return text_; }

  private:
    std::size_t most_;
    Error too_large_;
    std::string text_;
};

}  // namespace poap
