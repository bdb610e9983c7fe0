// A CLI that fails at the boot variable, and faults of a commit that pass: what may be left, and what may
// not.

#include <gtest/gtest.h>

#include "commit_cases.hpp"

namespace poap::rig {
namespace {

const std::string kBootRefused = "the switch refused `boot nxos bootflash:///" + kNewImage + "`: ";

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
        {"BootPretended", "boot nxos => pretend", "but its next reload boots bootflash:", false, false,
         false},
        {"ShowBootRefused", "show boot => answer 16 Cmd exec error.", refused + "Cmd exec", true, true,
         false},
        {"ShowBootRefusedWithExit0", "show boot => answer 0 ERROR: no", refused + "ERROR", true, true, false},
        {"ShowBootSilentlyRefused", "show boot => answer 1", refused + "it printed nothing", true, true,
         false},
        {"ShowBootDoneAllTheSame", "show boot => then 16 Cmd exec error.", refused + "Cmd", true, true,
         false},
        {"ShowBootKilled", "show boot => kill", refused + "it printed nothing", true, true, false},
        {"ShowBootThatNamesAnother", "show boot => lie nxos.1.bin",
         "its next reload boots bootflash:/nxos.1.bin, not " + kNewImage, true, true, false},
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
                                           boot_fails(kBootRefused + "it printed nothing", false, kPart)));
        rows.push_back(Ground{in_poap, "continue"}.row(
            "BootSilentlyRefused", fault,
            boot_fails("but its next reload boots bootflash:", false, kNewImage)));
    }
    rows.emplace_back("NextReloadThatShowsASavedVariableAlone",
                      on_switch({.fresh = {.quirks = {"boot-next-is-saved"}}}),
                      boot_fails("its next reload boots bootflash:/" + kOldImage, true, kNewImage));
    return rows;
}

CASES(BootCommand, boot_faults());

/// A fault that the run recovers from.
struct Passing {
    std::string name;
    std::string fault;
    Words reported = {};
};

Cases of_each_ground(const std::vector<Passing>& ways) {
    Cases rows;
    for (const Passing& way : ways) {
        for (const Ground& ground : kGrounds) {
            const End end = recovers().reporting(way.reported);
            rows.push_back(
                ground.row(way.name, way.fault, ground.in_poap ? end : end.expecting(nothing_was_erased)));
        }
    }
    return rows;
}

/// What passes by itself, or does no harm.
Cases passing_faults() {
    const std::string unknown_form = "WARNING: `show boot` has no nxos variable in a known form";
    const std::vector<Passing> ways = {
        {"BootRefusedOnce", "1x boot nxos => answer 16 Cmd exec error."},
        {"EndRefused", "end => answer 16 Cmd exec error."},
        {"EndRefusedWithExit0", "end => answer 0 ERROR: no"},
        {"EndDoneAllTheSame", "end => then 16 Cmd exec error."},
        {"EndPretended", "end => pretend"},
        {"EndKilled", "end => kill"},
        {"ShowBootOfAnotherForm", "show boot => answer 0 Boot list: primary " + kNewImage, {unknown_form}},
        {"ShowBootThatSaysNothing", "show boot => answer 0", {unknown_form}},
        {"SaveKilledOnce", "1x copy running-config => kill"},
        {"SaveThatSaysNothing", "copy => then 0"},
    };
    return of_each_ground(ways);
}

CASES(CommitPasses, passing_faults());

/// What the agent tries again after a wait.
Cases waits() {
    const std::string not_yet =
        "WARNING: the switch does not accept `copy running-config startup-config` yet (";
    Cases rows = of_each_ground({
        {"BoxThatIsComingUp",
         "2x copy running-config => coming-up",
         {not_yet + "Configuration update aborted", not_yet + "Configuration update aborted"}},
        {"SaveRefusedInUnknownWords",
         "2x copy running-config => answer 16 System is not ready, please try again later",
         {not_yet + "System is not ready"}},
    });
    // In POAP the agent reads back whether an answer with exit status 0 that sounds like a refusal is one.
    rows.push_back(Ground{true}.row("SaveThatSoundsRefused",
                                    "2x copy running-config => answer 0 System is busy",
                                    recovers().reporting({not_yet + "System is busy", not_yet})));
    return rows;
}

CASES_AT_ONCE(CommitWaits, waits())

}  // namespace
}  // namespace poap::rig
