#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "nxos/cli.hpp"

namespace poap::test {

/// A CLI that gives the answers it was told to give, in their order, and notes what it was asked. A line too
/// many fails the test.
class FakeCli : public Cli {
  public:
    /// The next answer. @param exit_status 16 is what NX-OS fails with
    FakeCli& answers(std::string text, int exit_status = 0) {
        return does([text = std::move(text), exit_status] { return CliAnswer{exit_status, text}; });
    }
    /// The next answer is that of `act`, which may look around, or throw.
    FakeCli& does(std::function<CliAnswer()> act) {
        acts_.push_back(std::move(act));
        return *this;
    }
    /// The next line has to be this one; its answer.
    FakeCli& on(std::string line, std::string text = {}, int exit_status = 0) {
        return on(std::move(line), [text = std::move(text), exit_status] {
            return CliAnswer{exit_status, text};
        });
    }
    FakeCli& on(std::string line, std::function<CliAnswer()> act) {
        return does([this, line = std::move(line), act = std::move(act)] {
            EXPECT_EQ(lines.back(), line);
            return act();
        });
    }
    /// The same answer again and again.
    FakeCli& on_each(int times, const std::string& line, const std::string& text, int exit_status = 0) {
        for (; times > 0; --times) on(line, text, exit_status);
        return *this;
    }

    CliAnswer run(const std::string& line, OnSignal on_signal) override {
        if (line.find("show incompatibility-all") != std::string::npos && !shows_incompatibilities)
            return {16, "% Invalid command at '^' marker."};
        lines.push_back(line);
        on_signals.push_back(on_signal);
        if (acts_.empty()) {
            ADD_FAILURE() << "the CLI was asked once more than expected: " << line;
            return {16, "% Invalid command at '^' marker."};
        }
        const auto act = std::move(acts_.front());
        acts_.pop_front();
        return act();
    }

    /// Hands the answer's lines over, as a CLI whose output comes all at once.
    CliAnswer run_long(const std::string& line, std::chrono::seconds least_limit,
                       const TakeLine& take) override {
        least_limits.push_back(least_limit);
        CliAnswer answer = run(line, OnSignal::FinishFirst);
        for (const std::string_view printed : lines_of(answer.text)) take(printed);
        return answer;
    }

    /// Whether every answer has been asked for.
    bool done() const { return acts_.empty(); }

    /// The last line it was asked; empty where there was none.
    std::string last_line() const { return lines.empty() ? "" : lines.back(); }

    /// Whether it has the command, whose answer is told as any other's; else that is not a line asked for.
    bool shows_incompatibilities = false;
    std::vector<std::string> lines;
    std::vector<OnSignal> on_signals;
    std::vector<std::chrono::seconds> least_limits;  ///< of those that take long

  private:
    std::deque<std::function<CliAnswer()>> acts_;
};

}  // namespace poap::test
