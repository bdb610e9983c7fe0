#pragma once

#include <gmock/gmock.h>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {

inline const std::string kFlooded = "the CLI printed more than 4.1 MB";

/// Where a commit is made, and what its switch does after a command that failed.
struct Ground {
    bool in_poap;
    std::string chain = "stop";

    /// By hand: on a switch that POAP has been stopped on.
    Case row(const std::string& name, const std::string& faults, const End& end) const {
        const Step there = on_switch({.fresh = {.poap = true}, .in_poap = in_poap});
        return Case(concat(name, in_poap ? "_InPoap" : "_ByHand", chain == "stop" ? "" : "Continues"),
                    (in_poap ? there : there + always({"--force"})) + cli(faults, chain), end);
    }
};

inline const std::vector<Ground> kInAndOutOfPoap = {{true}, {false}};
inline const std::vector<Ground> kGrounds = {{true}, {true, "continue"}, {false}, {false, "continue"}};

inline void nothing_was_erased(const Bench& bench) {
    EXPECT_THAT(bench.device().calls(), testing::Not(testing::Contains(testing::HasSubstr("write erase"))));
}

inline void was_erased_last(const Bench& bench) {
    EXPECT_EQ(bench.device().calls().back(), kEraseCall);
}

/// The boot command has failed: it may be set all the same, but nothing was saved.
/// @param image where the image is then
inline End boot_fails(const std::string& cause, bool is_set, const std::string& image) {
    const End end = fails(ExitCode::Switch, kCommit, cause).leaving({image}).expecting(nothing_was_erased);
    return is_set ? end.changing({{"boot", boots(kNewImage)}}) : end;
}

}  // namespace poap::rig
