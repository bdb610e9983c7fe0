#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "nxos/cli.hpp"

namespace poap::fuzz {

/// A CLI that takes every command, and says the same.
class Parrot : public Cli {
  public:
    explicit Parrot(std::string_view text) : text_(text) {}
    CliAnswer run(const std::string&, OnSignal) override { return {0, std::string(text_)}; }
    CliAnswer run_long(const std::string&, std::chrono::seconds, const TakeLine& take) override {
        for (const std::string_view line : lines_of(text_)) take(line);
        return {0, std::string(text_)};
    }

  private:
    std::string_view text_;
};

}  // namespace poap::fuzz
