#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench.hpp"
#include "rig/expect.hpp"
#include "support/named_case.hpp"

namespace poap::rig {

/// Entries of the switch's state, and what they are then; none: not there.
using Changes = std::map<std::string, std::optional<std::string>>;

/// What a run ends in.
struct End {
    std::optional<Failure> failure = {};  ///< none: the run is good
    std::function<void(Goal&, const Bench&)> goal =
        {};                              ///< how a good one differs from that of an unchanged bench
    Words reported = {};                 ///< parts of lines on standard error and in the log, in this order
    Words unreported = {};               ///< that neither has
    bool log_is_whole = true;            ///< not where bootflash takes no more
    std::size_t logs = 1;                ///< left by a failure
    Words left = {};                     ///< files of the agent's own that may stay after a failure
    Words removed = {};                  ///< files that made way
    Words kept = {};                     ///< of another owner, under names that the agent uses
    Changes changed = {};                ///< what a failure may leave in the switch's state
    std::optional<Words> calls = {};     ///< of the CLI
    std::optional<Words> requests = {};  ///< of the server
    bool is_last = false;                ///< a failure is not followed by another run
    std::function<void(const Bench&)> more = {};  ///< expectations, checked once the run is over

    End reporting(const Words& lines) const { return with(&End::reported, reported + lines); }
    End not_reporting(const Words& lines) const { return with(&End::unreported, lines); }
    End leaving(const Words& files) const { return with(&End::left, files); }
    End removing(const Words& files) const { return with(&End::removed, files); }
    End keeping(const Words& files) const { return with(&End::kept, files); }
    End changing(const Changes& changes) const;
    End without_whole_log() const { return with(&End::log_is_whole, false); }
    End without_log() const { return with(&End::logs, std::size_t{0}); }
    End without_another_run() const { return with(&End::is_last, true); }
    End calling(const Words& lines) const { return with(&End::calls, std::optional(lines)); }
    End requesting(const Words& lines) const { return with(&End::requests, std::optional(lines)); }
    End expecting(const std::function<void(const Bench&)>& then) const;

  private:
    template <typename Value>
    End with(Value End::*member, const Value& value) const {
        End end = *this;
        end.*member = value;
        return end;
    }
};

/// The run fails as said; the switch is as it was, byte for byte.
End fails(ExitCode code, const std::string& stage, const std::string& cause);
/// The run is as good as one on an unchanged bench.
End recovers();
/// The run is good, and ends in something else.
End ends_in(const std::function<void(Goal&, const Bench&)>& goal);

inline const std::string kIdentify = "identify the switch";
inline const std::string kRegister = "register with the POAP server";
inline const std::string kStageConfig = "stage the configuration";
inline const std::string kStageImage = "stage the image";
inline const std::string kCommit = "commit";

struct Case : test::NamedCase {
    Case(std::string its_name, Step steps, End its_end)
        : NamedCase{std::move(its_name)}, arrange(std::move(steps)), end(std::move(its_end)) {}
    Step arrange;
    End end;
};
using Cases = std::vector<Case>;
Cases operator+(Cases first, const Cases& then);

/// Runs the agent on a bench that the case arranged, and compares all that is left with its end: exit code,
/// last line, the switch's state and its bootflash. What it printed and logged has no secret and no control
/// character. After a failure a run on the same switch, with nothing wrong any more, must end as one on a new
/// switch does.
void expect_end(const Case& row);

/// Likewise for each case, several at a time.
void expect_ends_at_once(const Cases& cases);

}  // namespace poap::rig

/// A table of cases as a test suite of its own: `NAME.ROW`.
#define CASES(NAME, ...)                                 \
    class NAME : public testing::TestWithParam<Case> {}; \
    TEST_P(NAME, EndsAsItShould) {                       \
        expect_end(GetParam());                          \
    }                                                    \
    INSTANTIATE_TEST_SUITE_P(Case, NAME, testing::ValuesIn(__VA_ARGS__), test::CaseName())

/// A table of cases that wait for a time-out, as one test.
#define CASES_AT_ONCE(NAME, ...)          \
    TEST(NAME, EachEndsAsItShould) {      \
        expect_ends_at_once(__VA_ARGS__); \
    }
