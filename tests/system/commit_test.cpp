// A CLI that fails once all is downloaded: what may be left, and what may not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const std::string kBootRefused = "the switch refused `boot nxos bootflash:///" + kNewImage + "`: ";
const std::string kSaveRefused = "the switch refused `copy running-config startup-config`: ";
const std::string kScheduleRefused =
    concat("the switch refused `copy bootflash:", kConfigName, " scheduled-config`: ");
const std::string kTooLate = concat("the CLI did not answer within ", kTimeout, " s: `terminal dont-ask ; ");
const std::string kFlooded = "the CLI printed more than 4.1 MB";

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

const std::vector<Ground> kInAndOutOfPoap = {{true}, {false}};
const std::vector<Ground> kGrounds = {{true}, {true, "continue"}, {false}, {false, "continue"}};

void nothing_was_erased(const Bench& bench) {
    EXPECT_THAT(bench.device().calls(), Not(Contains(HasSubstr("write erase"))));
}

void was_erased_last(const Bench& bench) {
    EXPECT_EQ(bench.device().calls().back(), kEraseCall);
}

/// The boot command has failed: it may be set all the same, but nothing was saved.
/// @param image where the image is then
End boot_fails(const std::string& cause, bool is_set, const std::string& image) {
    const End end = fails(ExitCode::Switch, kCommit, cause).leaving({image}).holding(nothing_was_erased);
    return is_set ? end.changing({{"boot", boots(kNewImage)}}) : end;
}

/// By hand `show boot` comes first, for the boot variable to go back to: where it fails nothing is set.
bool fails_before_boot(const std::string& fault, const Ground& ground) {
    return !ground.in_poap && fault.starts_with("show boot => ") && fault.find("lie") == std::string::npos;
}

/// Each command up to the boot variable that is read back, with each way to fail: nothing is saved.
Cases boot_faults() {
    struct Way {
        std::string name;
        std::string fault;
        std::string cause;
        bool set_if_continued = false;  ///< whether the boot variable is set where the chain continues
        bool set = false;               ///< or where it does not, too
        bool refused = true;            ///< the boot command was: the image waits as a part for a later run
    };
    const std::string refused = "refused `show boot`: ";
    const std::vector<Way> ways = {
        {"ConfigureRefused", "configure terminal => answer 16 Cmd exec error.", kBootRefused},
        {"ConfigureRefusedWithExit0", "configure terminal => answer 0 ERROR: no", kBootRefused},
        {"ConfigureDoneAllTheSame", "configure terminal => then 16 Cmd exec error.", kBootRefused, true},
        {"ConfigurePretended", "configure terminal => pretend", kBootRefused},
        {"ConfigureKilled", "configure terminal => kill", kBootRefused},
        {"BootRefused", "boot nxos => answer 16 Invalid image", kBootRefused + "Invalid image"},
        {"BootRefusedWithExit0", "boot nxos => answer 0 ERROR: it is broken", kBootRefused + "ERROR: it is"},
        {"BootDoneAllTheSame", "boot nxos => then 16 Cmd exec error.", kBootRefused + "Cmd exec", true, true},
        {"BootKilled", "boot nxos => kill", kBootRefused},
        {"BootPretended", "boot nxos => pretend", "but its next reload names bootflash:", false, false,
         false},
        {"ShowBootRefused", "show boot => answer 16 Cmd exec error.", refused + "Cmd exec", true, true,
         false},
        {"ShowBootRefusedWithExit0", "show boot => answer 0 ERROR: no", refused + "ERROR", true, true, false},
        {"ShowBootSilentlyRefused", "show boot => answer 1", refused + "it said nothing", true, true, false},
        {"ShowBootDoneAllTheSame", "show boot => then 16 Cmd exec error.", refused + "Cmd", true, true,
         false},
        {"ShowBootKilled", "show boot => kill", refused + "it said nothing", true, true, false},
        {"ShowBootThatNamesAnother", "show boot => lie nxos.1.bin",
         "its next reload names bootflash:/nxos.1.bin, not " + kNewImage, true, true, false},
        {"ShowBootThatFloods", "show boot => flood 5", kFlooded, true, true, false},
        {"BootThatFloodsAndRefuses", "boot nxos => flood 5\nboot nxos => answer 0 ERROR: no", kFlooded, false,
         false, false},
    };
    Cases rows;
    for (const Way& way : ways) {
        for (const Ground& ground : kGrounds) {
            const bool early = fails_before_boot(way.fault, ground);
            const bool is_set = !early && (ground.chain == "stop" ? way.set : way.set_if_continued);
            const End end = boot_fails(way.cause, is_set, way.refused || early ? kPart : kNewImage);
            rows.push_back(ground.row(way.name, way.fault, end));
        }
    }
    for (const bool in_poap : {true, false}) {
        const std::string fault = "boot nxos => answer 1";
        rows.push_back(Ground{in_poap}.row("BootSilentlyRefused", fault,
                                           boot_fails(kBootRefused + "it said nothing", false, kPart)));
        rows.push_back(Ground{in_poap, "continue"}.row(
            "BootSilentlyRefused", fault,
            boot_fails("but its next reload names bootflash:", false, kNewImage)));
    }
    rows.emplace_back("NextReloadThatShowsASavedVariableAlone",
                      on_switch({.fresh = {.quirks = {"boot-next-is-saved"}}}),
                      boot_fails("its next reload names bootflash:/" + kOldImage, true, kNewImage));
    return rows;
}

CASES(BootCommand, boot_faults());

/// What a failure leaves once the boot variable is set. In POAP a save that may have happened is erased; by
/// hand nothing ever is, and what was scheduled before is taken back.
End save_fails(const Ground& ground, const std::string& cause, bool saved) {
    const End end = fails(ExitCode::Switch, kCommit, cause)
                        .changing({{"boot", boots(kNewImage)}})
                        .leaving({kNewImage})
                        .holding(ground.in_poap ? was_erased_last : nothing_was_erased);
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
    if (!ground.in_poap) return end.leaving({kPart}).holding(nothing_was_erased);
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
        {"SilentlyRefused", "answer 1", kScheduleRefused + "it said nothing"},
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
    for (Case& row : rows) row.arrange = row.arrange + short_cli_timeout();
    return rows;
}

CASES_AT_ONCE(CommitHanging, hanging())

/// What passes by itself, or does no harm.
Cases passing_faults() {
    struct Way {
        std::string name;
        std::string fault;
        Words reported = {};
    };
    const std::string not_yet =
        "WARNING: the switch does not accept `copy running-config startup-config` yet (";
    const std::string unknown_form = "WARNING: `show boot` has no nxos variable in a form known here";
    const std::vector<Way> ways = {
        {"BootRefusedOnce", "1x boot nxos => answer 16 Cmd exec error."},
        {"EndRefused", "end => answer 16 Cmd exec error."},
        {"EndRefusedWithExit0", "end => answer 0 ERROR: no"},
        {"EndDoneAllTheSame", "end => then 16 Cmd exec error."},
        {"EndPretended", "end => pretend"},
        {"EndKilled", "end => kill"},
        {"ShowBootOfAnotherForm", "show boot => answer 0 Boot list: primary " + kNewImage, {unknown_form}},
        {"ShowBootThatSaysNothing", "show boot => answer 0", {unknown_form}},
        {"BoxThatIsComingUp",
         "2x copy running-config => coming-up",
         {not_yet + "Configuration update aborted"}},
        {"SaveRefusedInUnknownWords",
         "2x copy running-config => answer 16 System is not ready, please try again later",
         {not_yet + "System is not ready"}},
        {"SaveKilledOnce", "1x copy running-config => kill"},
        {"SaveThatSaysNothing", "copy => then 0"},
    };
    Cases rows;
    for (const Way& way : ways) {
        for (const Ground& ground : kGrounds) {
            const End end = recovers().reporting(way.reported);
            rows.push_back(
                ground.row(way.name, way.fault, ground.in_poap ? end : end.holding(nothing_was_erased)));
        }
    }
    // It waits 1, 2, 4 and 8 seconds.
    rows.push_back(Ground{true}.row("SaveRefusedFiveTimes", "5x copy running-config => answer 16 Not now",
                                    recovers().reporting({not_yet, not_yet, not_yet, not_yet})));
    return rows;
}

CASES(CommitPasses, passing_faults());

/// A switch that has its configuration, on which a person runs the agent with --force.
Cases live() {
    const auto on_live = [](const Words& quirks) {
        return on_switch({.fresh = {.quirks = quirks}, .in_poap = false}) + args({"--force"});
    };
    const auto refused = [](const std::string& cause) {
        return fails(ExitCode::Switch, kCommit, cause)
            .leaving({kPart})
            .holding(nothing_was_erased)
            .without_another_run();
    };
    return {
        Case("ThatRefusesTheScheduleStaysAsItWas", on_live({}),
             refused("Copy to scheduled-config is not permitted")),
        Case("ThatMakesAPlainFileOfItStaysAsItWas", on_live({"schedule-plain-file"}),
             refused("scheduled-config")),
        Case("ThatTakesTheScheduleIsSavedAndNotErased", on_live({"schedule-live"}),
             recovers().calling({kIdentityCall, kScheduleCall, kShowBootCall, boot_call(kNewImage),
                                 cli_call("copy running-config startup-config")})),
    };
}

CASES(LiveSwitch, live());

TEST(AdminPassword, DemandedAtTheSaveIsAnErrorThatNamesTheWaysOut) {
    Bench bench;
    bench.take_switch({.fresh = {.quirks = {"admin-password"}}});
    bench.run();
    expect_failure(bench.ended, {ExitCode::Switch, kCommit, "admin password"});
    EXPECT_THAT(bench.ended.last_line(), HasSubstr("install-all"));
    EXPECT_FALSE(bench.device().state("startup-config"));
    EXPECT_FALSE(bench.device().scheduled());
}

}  // namespace
}  // namespace poap::rig
