// A CLI that fails once all is downloaded: what may be left, and what may not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fault.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const std::string kErase = "terminal dont-ask ; write erase";
const std::string kBootRefused = "the switch refused `boot nxos bootflash:///" + kNewImage + "`: ";
const std::string kSaveRefused = "the switch refused `copy running-config startup-config`: ";
const std::string kScheduleRefused =
    concat("the switch refused `copy bootflash:", kConfigName, " scheduled-config`: ");
const std::string kTooLate = "the CLI did not answer within 1 s: `terminal dont-ask ; ";

/// Where a commit is made, and what its switch does after a command that failed.
struct Ground {
    bool in_poap;
    std::string chain;
    std::string name() const {
        return concat(in_poap ? "InPoap" : "ByHand", chain == "stop" ? "" : "GoesOn");
    }
};

const std::vector<Ground>& grounds() {
    static const std::vector<Ground> kGrounds = {
        {true, "stop"}, {true, "continue"}, {false, "stop"}, {false, "continue"}};
    return kGrounds;
}

Fault on_ground(const std::string& name, const Ground& ground, const std::string& faults, End end) {
    return {{concat(name, '_', ground.name())},
            [=](Bench& bench) {
                SwitchSpec spec;
                spec.in_poap = ground.in_poap;
                spec.fresh.poap = true;  // by hand: on a switch that POAP has been stopped on
                bench.take_switch(spec);
                bench.device().set_faults(faults);
                bench.device().set_chain(ground.chain);
                bench.arguments = {"--cli-timeout", "1"};
                if (!ground.in_poap) bench.always = {"--force"};
            },
            std::move(end)};
}

void nothing_was_erased(const Bench& bench) {
    EXPECT_THAT(bench.device().calls(), Not(Contains(HasSubstr("write erase"))));
}

void was_erased_last(const Bench& bench) {
    EXPECT_EQ(bench.device().calls().back(), kErase);
}

/// The boot command has failed: it may be set all the same, but nothing was saved.
/// @param image where the image is then
End boot_fails(const std::string& cause, bool is_set, const std::string& image) {
    End end = fails(ExitCode::Switch, kCommit, cause);
    if (is_set) end.changed = {{"boot", boots(kNewImage)}};
    end.left = {image};
    end.holds = nothing_was_erased;
    return end;
}

/// By hand `show boot` comes first, for the boot variable to go back to: where it fails nothing is set.
bool fails_before_boot(const std::string& fault, const Ground& ground) {
    return !ground.in_poap && fault.starts_with("show boot => ") && fault.find("lie") == std::string::npos;
}

/// Each command up to the boot variable that is read back, with each way to fail: nothing is saved.
Faults boot_faults() {
    struct Way {
        std::string name;
        std::string fault;
        std::string cause;
        bool goes_on_set;     ///< whether the boot variable is set where the chain goes on
        bool set;             ///< or where it does not, too
        bool refused = true;  ///< the boot command was: the image waits as a part for a later run
    };
    const std::vector<Way> ways = {
        {"ConfigureRefused", "configure terminal => answer 16 Cmd exec error.", kBootRefused, false, false},
        {"ConfigureRefusedWithExit0", "configure terminal => answer 0 ERROR: no", kBootRefused, false, false},
        {"ConfigureDoneAllTheSame", "configure terminal => then 16 Cmd exec error.", kBootRefused, true,
         false},
        {"ConfigurePretended", "configure terminal => pretend", kBootRefused, false, false},
        {"ConfigureKilled", "configure terminal => kill", kBootRefused, false, false},
        {"BootRefused", "boot nxos => answer 16 Invalid image", kBootRefused + "Invalid image", false, false},
        {"BootRefusedWithExit0", "boot nxos => answer 0 ERROR: it is broken", kBootRefused + "ERROR: it is",
         false, false},
        {"BootDoneAllTheSame", "boot nxos => then 16 Cmd exec error.", kBootRefused + "Cmd exec", true, true},
        {"BootKilled", "boot nxos => kill", kBootRefused, false, false},
        {"BootPretended", "boot nxos => pretend", "but its next reload names bootflash:", false, false,
         false},
        {"ShowBootRefused", "show boot => answer 16 Cmd exec error.", "refused `show boot`: Cmd exec", true,
         true, false},
        {"ShowBootRefusedWithExit0", "show boot => answer 0 ERROR: no", "refused `show boot`: ERROR: no",
         true, true, false},
        {"ShowBootRefusedWithoutAWord", "show boot => answer 1", "refused `show boot`: it said nothing", true,
         true, false},
        {"ShowBootDoneAllTheSame", "show boot => then 16 Cmd exec error.", "refused `show boot`: Cmd exec",
         true, true, false},
        {"ShowBootKilled", "show boot => kill", "refused `show boot`: it said nothing", true, true, false},
        {"ShowBootThatNamesAnother", "show boot => lie nxos.1.bin",
         "its next reload names bootflash:/nxos.1.bin, not " + kNewImage, true, true, false},
        {"ShowBootThatFloods", "show boot => flood 5", "the CLI printed more than 4.1 MB", true, true, false},
        {"BootThatFloodsAndRefuses", "boot nxos => flood 5\nboot nxos => answer 0 ERROR: no",
         "the CLI printed more than 4.1 MB", false, false, false},
    };
    Faults rows;
    for (const Way& way : ways) {
        for (const Ground& ground : grounds()) {
            const bool early = fails_before_boot(way.fault, ground);
            const bool is_set = !early && (ground.chain == "stop" ? way.set : way.goes_on_set);
            rows.push_back(
                on_ground(way.name, ground, way.fault,
                          boot_fails(way.cause, is_set, way.refused || early ? kPart : kNewImage)));
        }
    }
    for (const bool in_poap : {true, false}) {
        const Ground ground{in_poap, "stop"};
        const auto hangs = [&](const std::string& name, const std::string& command, bool is_set) {
            const std::string fault = command + " => hang";
            const bool early = fails_before_boot(fault, ground);
            rows.push_back(on_ground(name, ground, fault,
                                     boot_fails(kTooLate + (early ? command : "configure"), is_set && !early,
                                                early ? kPart : kNewImage)));
        };
        rows.push_back(on_ground("BootRefusedWithoutAWord", ground, "boot nxos => answer 1",
                                 boot_fails(kBootRefused + "it said nothing", false, kPart)));
        rows.push_back(on_ground("BootRefusedWithoutAWord", {in_poap, "continue"}, "boot nxos => answer 1",
                                 boot_fails("but its next reload names bootflash:", false, kNewImage)));
        hangs("ConfigureHanging", "configure terminal", false);
        hangs("BootHanging", "boot nxos", false);
        hangs("EndHanging", "end", true);
        hangs("ShowBootHanging", "show boot", true);
    }
    return rows;
}

FAULT_TABLE(BootCommand, boot_faults());

/// What a failure leaves once the boot variable is set. In POAP a save that may have happened is erased; by
/// hand nothing ever is, and what was scheduled before is taken back.
End save_fails(const Ground& ground, const std::string& cause, bool saved) {
    End end = fails(ExitCode::Switch, kCommit, cause);
    end.changed["boot"] = boots(kNewImage);
    if (saved) end.changed["boot.saved"] = boots(kNewImage);
    if (saved && !ground.in_poap) end.changed["startup-config"] = EmulatedSwitch().state("running-config");
    end.left = {kNewImage};
    end.holds = ground.in_poap ? was_erased_last : nothing_was_erased;
    return end;
}

/// The save, with each way to fail.
Faults save_faults() {
    struct Way {
        std::string name;
        std::string fault;
        std::string cause;
        bool saved = false;
    };
    const std::vector<Way> ways = {
        {"Refused", "copy running-config => answer 16 Permission denied", kSaveRefused + "Permission denied"},
        {"RefusedWithExit0", "copy running-config => answer 0 ERROR: Permission denied",
         kSaveRefused + "ERROR: Permission denied"},
        {"DoneAllTheSame", "copy running-config => then 16 Permission denied",
         kSaveRefused + "Permission denied", true},
        {"ForWantOfAPassword", "copy running-config => password", kSaveRefused},
        {"ThatFloods", "copy running-config => flood 5\ncopy running-config => answer 16 Not now",
         "the CLI printed more than 4.1 MB"},
    };
    Faults rows;
    for (const Way& way : ways) {
        for (const Ground& ground : grounds()) {
            rows.push_back(on_ground(way.name, ground, way.fault, save_fails(ground, way.cause, way.saved)));
        }
    }
    for (const bool in_poap : {true, false}) {
        const Ground ground{in_poap, "stop"};
        const auto hangs = [&](const std::string& name, const std::string& fault, bool saved) {
            rows.push_back(on_ground(name, ground, "copy running-config => " + fault,
                                     save_fails(ground, kTooLate + "copy running", saved)));
        };
        hangs("Hanging", "hang", false);
        hangs("HangingWhenDone", "then-hang", true);
    }
    return rows;
}

FAULT_TABLE(Save, save_faults());

/// `write erase` right after the save.
Faults erase_faults() {
    struct Way {
        std::string name;
        std::string action;
        std::string cause;
        bool erased;
    };
    const std::string refused = "the switch refused `write erase`: ";
    const std::vector<Way> ways = {
        {"Refused", "answer 16 Permission denied", refused + "Permission denied", false},
        {"RefusedWithExit0", "answer 0 ERROR: Permission denied", refused + "ERROR: Permission denied",
         false},
        {"DoneAllTheSame", "then 16 Permission denied", refused + "Permission denied", true},
    };
    Faults rows;
    for (const Way& way : ways) {
        const Ground ground{true, "stop"};
        End end = save_fails(ground, way.cause, true);
        end.left.emplace_back(".poap-agent.saved");  // the next run erases first
        end.told = {"`write erase` and `reload` on the switch's console"};
        if (!way.erased) end.changed["startup-config"] = EmulatedSwitch().state("running-config");
        rows.push_back(on_ground(way.name, ground, "write erase => " + way.action, end));
    }
    const std::vector<std::pair<std::string, std::string>> passing = {
        {"RefusedOnce", "answer 16 Not now"}, {"NotReadyYet", "answer 16 Not ready"}, {"KilledOnce", "kill"}};
    for (const auto& [name, action] : passing) {
        rows.push_back(on_ground(name, {true, "stop"}, "1x write erase => " + action, recovers()));
    }
    return rows;
}

FAULT_TABLE(Erase, erase_faults());

/// Not scheduled. In POAP that is after save and erase; by hand it is before any other change.
End schedule_fails(const Ground& ground, const std::string& cause) {
    End end = fails(ExitCode::Switch, kCommit, cause);
    if (ground.in_poap) {
        end.changed = {{"boot", boots(kNewImage)}, {"boot.saved", boots(kNewImage)}};
        end.left = {kNewImage};
    } else {
        end.left = {kPart};
        end.holds = nothing_was_erased;
    }
    return end;
}

/// The schedule, with each way to fail. An answer that leaves it open whether it happened is settled by the
/// replay files.
Faults schedule_faults() {
    struct Way {
        std::string name;
        std::string fault;
        std::string cause;  ///< empty: it happened
    };
    const std::vector<Way> ways = {
        {"Refused", "answer 16 Copy to scheduled-config is not permitted",
         kScheduleRefused + "Copy to scheduled-config is not permitted"},
        {"RefusedWithExit0", "answer 0 No such file or directory", kScheduleRefused + "No such file"},
        {"RefusedWithoutAWord", "answer 1", kScheduleRefused + "it said nothing"},
        {"Killed", "kill", "scheduled-config`: "},
        {"Hanging", "hang", kTooLate + "copy bootflash"},
        {"DoneAllTheSame", "then 16 Cmd exec error.", ""},
        {"KilledWhenDone", "then-kill", ""},
        {"HangingWhenDone", "then-hang", ""},
    };
    Faults rows;
    for (const Way& way : ways) {
        for (const bool in_poap : {true, false}) {
            const Ground ground{in_poap, "stop"};
            rows.push_back(on_ground(way.name, ground, "copy bootflash: => " + way.fault,
                                     way.cause.empty() ? recovers() : schedule_fails(ground, way.cause)));
        }
    }
    return rows;
}

FAULT_TABLE(ScheduleCommand, schedule_faults());

/// What passes by itself, or does no harm.
Faults passing_faults() {
    struct Way {
        std::string name;
        std::string fault;
        std::string told{};
    };
    const std::string not_yet =
        "WARNING: the switch does not accept `copy running-config startup-config` yet (";
    const std::vector<Way> ways = {
        {"BootRefusedOnce", "1x boot nxos => answer 16 Cmd exec error."},
        {"EndRefused", "end => answer 16 Cmd exec error."},
        {"EndRefusedWithExit0", "end => answer 0 ERROR: no"},
        {"EndDoneAllTheSame", "end => then 16 Cmd exec error."},
        {"EndPretended", "end => pretend"},
        {"EndKilled", "end => kill"},
        {"ShowBootOfAnotherForm", "show boot => answer 0 Boot list: primary " + kNewImage,
         "WARNING: `show boot` has no nxos variable in a form known here"},
        {"ShowBootThatSaysNothing", "show boot => answer 0", "WARNING: `show boot` has no nxos"},
        {"BoxThatIsComingUp", "2x copy running-config => coming-up",
         not_yet + "Configuration update aborted"},
        {"SaveRefusedInUnknownWords",
         "2x copy running-config => answer 16 System is not ready, please try again later",
         not_yet + "System is not ready"},
        {"SaveKilledOnce", "1x copy running-config => kill"},
        {"SaveThatSaysNothing", "copy => then 0"},
    };
    Faults rows;
    for (const Way& way : ways) {
        for (const Ground& ground : grounds()) {
            End end = recovers();
            if (!way.told.empty()) end.told = {way.told};
            if (!ground.in_poap) end.holds = nothing_was_erased;
            rows.push_back(on_ground(way.name, ground, way.fault, end));
        }
    }
    // It waits 1, 2, 4 and 8 seconds.
    End patient = recovers();
    patient.told = {not_yet, not_yet, not_yet, not_yet};
    rows.push_back(on_ground("SaveRefusedFiveTimes", {true, "stop"},
                             "5x copy running-config => answer 16 Not now", patient));
    return rows;
}

FAULT_TABLE(CommitPasses, passing_faults());

Faults forms() {
    return {{{"NextReloadThatShowsASavedVariableAlone"},
             [](Bench& bench) {
                 SwitchSpec spec;
                 spec.fresh.quirks = {"boot-next-is-saved"};
                 bench.take_switch(spec);
             },
             boot_fails("its next reload names bootflash:/" + kOldImage, true, kNewImage)}};
}

FAULT_TABLE(ShowBootForm, forms());

}  // namespace
}  // namespace poap::rig
