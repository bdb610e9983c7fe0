// A CLI that fails at the save, the erase or the schedule; that hangs in a commit; and live switches.

#include <gtest/gtest.h>

#include "commit_cases.hpp"

namespace poap::rig {
namespace {

const std::string kSaveRefused = "the switch refused `copy running-config startup-config`: ";
const std::string kScheduleRefused =
    concat("the switch refused `copy bootflash:", kConfigName, " scheduled-config`: ");
const std::string kTooLate =
    concat("the CLI did not answer within ", kCliTimeout, " s: `terminal dont-ask ; ");

/// What a failure leaves once the boot variable is set. In POAP a save that may have happened is erased; by
/// hand nothing ever is, and what was scheduled before is taken back.
End save_fails(const Ground& ground, const std::string& cause, bool saved) {
    const End end = fails(ExitCode::Switch, kCommit, cause)
                        .changing({{"boot", boots(kNewImage)}})
                        .leaving({kNewImage})
                        .expecting(ground.in_poap ? was_erased_last : nothing_was_erased);
    if (!saved) return end;
    const Changes in_both = {{"boot.saved", boots(kNewImage)}};
    const Changes by_hand = {{"startup-config", EmulatedSwitch().state("running-config")}};
    return ground.in_poap ? end.changing(in_both) : end.changing(in_both).changing(by_hand);
}

/// The save, with each way to fail.
Cases save_faults() {
    struct Way {
        std::string name;
        std::string fault;
        std::string cause;
        bool saved = false;
    };
    const std::string save = "copy running-config => ";
    const std::string denied = "Permission denied";
    const std::vector<Way> ways = {
        {"Refused", save + "answer 16 " + denied, kSaveRefused + denied},
        {"RefusedWithExit0", save + "answer 0 ERROR: " + denied, kSaveRefused + "ERROR: " + denied},
        {"DoneAllTheSame", save + "then 16 " + denied, kSaveRefused + denied, true},
        {"ForWantOfAPassword", save + "password", kSaveRefused},
        {"ThatFloods", save + "flood 5\n" + save + "answer 16 Not now", kFlooded},
    };
    Cases rows;
    for (const Way& way : ways) {
        for (const Ground& ground : kGrounds) {
            rows.push_back(ground.row(way.name, way.fault, save_fails(ground, way.cause, way.saved)));
        }
    }
    return rows;
}

CASES(Save, save_faults());

/// `write erase` right after the save.
Cases erase_faults() {
    struct Way {
        std::string name;
        std::string action;
        std::string cause;
        bool erased = false;
    };
    const std::string denied = "Permission denied";
    const std::vector<Way> ways = {
        {"Refused", "answer 16 " + denied, denied},
        {"RefusedWithExit0", "answer 0 ERROR: " + denied, "ERROR: " + denied},
        {"DoneAllTheSame", "then 16 " + denied, denied, true},
    };
    const Ground ground{true};
    Cases rows;
    for (const Way& way : ways) {
        // The next run erases first.
        const End end = save_fails(ground, "the switch refused `write erase`: " + way.cause, true)
                            .leaving({kNewImage, ".poap-agent.saved"})
                            .reporting({"`write erase` and `reload` on the switch's console"});
        const Changes kept = {{"startup-config", EmulatedSwitch().state("running-config")}};
        rows.push_back(
            ground.row(way.name, "write erase => " + way.action, way.erased ? end : end.changing(kept)));
    }
    const std::vector<std::pair<std::string, std::string>> passing = {
        {"RefusedOnce", "answer 16 Not now"}, {"NotReadyYet", "answer 16 Not ready"}, {"KilledOnce", "kill"}};
    for (const auto& [name, action] : passing) {
        rows.push_back(ground.row(name, "1x write erase => " + action, recovers()));
    }
    return rows;
}

CASES(Erase, erase_faults());

/// Not scheduled. In POAP that is after save and erase; by hand it is before any other change.
End schedule_fails(const Ground& ground, const std::string& cause) {
    const End end = fails(ExitCode::Switch, kCommit, cause);
    if (!ground.in_poap) return end.leaving({kPart}).expecting(nothing_was_erased);
    return end.leaving({kNewImage}).changing({{"boot", boots(kNewImage)}, {"boot.saved", boots(kNewImage)}});
}

/// The schedule, with each way to fail. An answer that leaves it open whether it happened is settled by the
/// replay files.
Cases schedule_faults() {
    struct Way {
        std::string name;
        std::string fault;
        std::string cause = {};  ///< empty: it happened
    };
    const std::vector<Way> ways = {
        {"Refused", "answer 16 Copy to scheduled-config is not permitted",
         kScheduleRefused + "Copy to scheduled-config is not permitted"},
        {"RefusedWithExit0", "answer 0 No such file or directory", kScheduleRefused + "No such file"},
        {"SilentlyRefused", "answer 1", kScheduleRefused + "it printed nothing"},
        {"Killed", "kill", "scheduled-config`: "},
        {"DoneAllTheSame", "then 16 Cmd exec error."},
        {"KilledWhenDone", "then-kill"},
    };
    Cases rows;
    for (const Way& way : ways) {
        for (const Ground& ground : kInAndOutOfPoap) {
            rows.push_back(ground.row(way.name, "copy bootflash: => " + way.fault,
                                      way.cause.empty() ? recovers() : schedule_fails(ground, way.cause)));
        }
    }
    return rows;
}

CASES(ScheduleCommand, schedule_faults());

/// Each command that never answers.
Cases hanging() {
    Cases rows;
    for (const Ground& ground : kInAndOutOfPoap) {
        const auto hangs = [&](const std::string& name, const std::string& fault, const End& end) {
            rows.push_back(ground.row(name, fault, end));
        };
        const bool early = !ground.in_poap;
        const std::string configure = kTooLate + "configure";
        hangs("Configure", "configure terminal => hang", boot_fails(configure, false, kNewImage));
        hangs("Boot", "boot nxos => hang", boot_fails(configure, false, kNewImage));
        hangs("End", "end => hang", boot_fails(configure, true, kNewImage));
        hangs("ShowBoot", "show boot => hang",
              early ? boot_fails(kTooLate + "show boot", false, kPart)
                    : boot_fails(configure, true, kNewImage));
        const std::string save = kTooLate + "copy running";
        hangs("Save", "copy running-config => hang", save_fails(ground, save, false));
        hangs("SaveWhenDone", "copy running-config => then-hang", save_fails(ground, save, true));
        hangs("Schedule", "copy bootflash: => hang", schedule_fails(ground, kTooLate + "copy bootflash"));
        hangs("ScheduleWhenDone", "copy bootflash: => then-hang", recovers());
    }
    // `install all` may take longer than a call of the CLI, and here it does: it has more than 40 steps.
    const Step install = plan({{"install", "install-all"}}) + [](Bench& bench) {
        bench.device().set("install_pace", agent_is_sanitized() ? "1200" : "300");
    };
    rows.emplace_back("InstallAllThatTakesLonger", install, recovers());
    for (Case& row : rows) row.arrange = row.arrange + short_cli_timeout();
    return rows;
}

CASES_AT_ONCE(CommitHanging, hanging())

/// A switch that has its configuration, on which a person runs the agent with --force.
Cases live() {
    const auto on_live = [](const Words& quirks) {
        return on_switch({.fresh = {.quirks = quirks}, .in_poap = false}) + args({"--force"});
    };
    const auto refused = [](const std::string& cause) {
        return fails(ExitCode::Switch, kCommit, cause)
            .leaving({kPart})
            .expecting(nothing_was_erased)
            .without_another_run();
    };
    return {
        Case("ThatRefusesTheScheduleStaysAsItWas", on_live({}),
             refused("Copy to scheduled-config is not permitted")),
        Case("ThatMakesAPlainFileOfItStaysAsItWas", on_live({"schedule-plain-file"}),
             refused("scheduled-config")),
        Case("ThatTakesTheScheduleIsSavedAndNotErased", on_live({"schedule-live"}),
             recovers().calling({kIdentityCall, kScheduleCall, compatibility_call(kNewImage), kShowBootCall,
                                 boot_call(kNewImage), cli_call("copy running-config startup-config")})),
    };
}

CASES(LiveSwitch, live());

TEST(AdminPassword, DemandedAtTheSaveIsAnErrorThatNamesTheWaysOut) {
    Bench bench;
    bench.take_switch({.fresh = {.quirks = {"admin-password"}}});
    bench.run();
    expect_failure(bench.ended, {ExitCode::Switch, kCommit, "admin password"});
    EXPECT_THAT(bench.ended.last_line(), testing::HasSubstr("install-all"));
    EXPECT_FALSE(bench.device().state("startup-config"));
    EXPECT_FALSE(bench.device().scheduled());
}

}  // namespace
}  // namespace poap::rig
