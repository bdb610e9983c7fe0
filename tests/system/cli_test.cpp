// A CLI that is missing, fails, or does not identify the switch; and what may vary in its answers.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/text.hpp"
#include "case.hpp"
#include "form.hpp"

namespace poap::rig {
namespace {

const std::string kTooLate = concat("did not answer within ", kCliTimeout, " s");

/// No server is asked anything.
End unidentified(const std::string& cause) {
    return fails(ExitCode::Switch, kIdentify, cause).requesting({});
}

/// The CLI is another file.
Step program(const std::string& text, mode_t mode = 0700) {
    return [=](Bench& bench) {
        const auto& dir = bench.make<test::TempDir>();
        dir.write("vsh", text);
        chmod(dir.path_of("vsh").c_str(), mode);
        bench.add_arguments({"--vsh", dir.path_of("vsh")});
    };
}

Step script(const std::string& text) {
    return program("#!/bin/sh\n" + text + "\n");
}

Step path(const std::string& path) {
    return args({"--vsh", path});
}

Cases programs() {
    const std::string silent = "it printed nothing and ended with exit status ";
    return {
        Case("Missing", path("/isan/bin/no-such-vsh"),
             unidentified("cannot run the CLI, /isan/bin/no-such-vsh: No such file or directory")),
        Case("Folder", path("/usr"), unidentified("cannot run the CLI, /usr: Permission denied")),
        Case("BelowAFile", path("/etc/passwd/vsh"), unidentified("Not a directory")),
        Case("Device", path("/dev/null"), unidentified("Permission denied")),
        Case("NotExecutable", program("#!/bin/sh\n", 0600), unidentified("Permission denied")),
        Case("NeitherElfNorScript", program("neither\n"), unidentified("Exec format error")),
        Case("Empty", program(""), unidentified("Exec format error")),
        Case("WithoutItsInterpreter", program("#!/no/such/interpreter\n"),
             unidentified("No such file or directory")),
        Case("CutInTheMiddle", program("\177ELF\2\1\1"), unidentified("Exec format error")),
        Case("SilentSuccess", script("exit 0"), unidentified("no MAC address")),
        Case("SilentFailure", script("exit 16"), unidentified(silent + "16")),
        Case("Noise", script("head -c 100000 /dev/urandom"), unidentified("no MAC address")),
        Case("ErrorsOnStandardErrorAlone", script("printf 'No \\033[2Jlicence\\n' >&2\nexit 1"),
             unidentified(silent + "1")),
        Case("KilledByAnUnhandledSignal", script("kill -SEGV $$"), unidentified(silent + "139")),
    };
}

CASES(CliProgram, programs());

/// Each command that the identity is read from, with each way to fail.
Cases refusals() {
    struct Way {
        std::string name;
        std::string action;
        std::string cause;
        bool has_error_text = true;
    };
    const std::vector<Way> ways = {
        {"Refused", "answer 16 Cmd exec error.", "Cmd exec error."},
        {"RefusedWithExit0", "answer 0 ERROR: it is broken", "ERROR: it is broken"},
        {"FailedAfterItsAnswer", "then 16 % Permission denied", "% Permission denied"},
        {"RefusedInEscapes", "answer 16 \\e[2J\\e]0;owned\\r\\tno", "?[2J?]0;owned  no", false},
        {"SilentlyRefused", "answer 1", "it printed nothing and ended with exit status 1", false},
        {"Killed", "kill", "it printed nothing and ended with exit status 137", false},
    };
    Cases rows;
    for (const std::string command : {"show version", "show inventory", "show interface mgmt0"}) {
        const std::string place = camel(command);
        for (const Way& way : ways) {
            const Step fault = cli(concat(command, " => ", way.action));
            const End end = unidentified(concat("the switch refused `", command, "`: ", way.cause));
            rows.emplace_back(place + way.name, fault, end);
            // Without an error text, a chain that continues hides all but the last command's failure.
            if (!way.has_error_text) continue;
            rows.emplace_back(concat(place, way.name, "InAChainThatContinues"),
                              cli(concat(command, " => ", way.action), "continue"), end);
        }
        rows.emplace_back(place + "Flooding", cli(command + " => flood 5"),
                          unidentified("the CLI printed more than 4.1 MB: `terminal dont-ask ; "));
    }
    return rows;
}

CASES(CliRefusal, refusals());

Cases hanging() {
    const End end = unidentified("the CLI " + kTooLate);
    Cases rows = {
        Case("EndlessAnswer", script("exec yes"), end),
        Case("EndlessNoise", script("exec yes >&2"), end),
        Case("DeafToTermination", script("trap '' TERM INT HUP\nsleep 1000"), end),
        Case("AnswersThatNeverEnd", cli("show inventory => then-hang"), end),
    };
    for (const std::string command : {"show version", "show inventory", "show interface mgmt0"}) {
        rows.emplace_back(camel(command), cli(command + " => hang"),
                          unidentified(concat("the CLI ", kTooLate, ": `terminal dont-ask ; ")));
    }
    for (Case& row : rows) row.arrange = row.arrange + short_cli_timeout();
    return rows;
}

CASES_AT_ONCE(CliHanging, hanging())

Step quirks(const Words& quirks) {
    return on_switch({.fresh = {.quirks = quirks}});
}

Cases unidentifieds() {
    const std::string refused = "answer 16 Cmd exec error.";
    return {
        Case("DontAskRefused", cli("terminal dont-ask => " + refused), unidentified("Cmd exec error.")),
        Case("AnythingSilentlyRefused", cli("* => answer 1"), unidentified("it printed nothing")),
        Case(
            "Mgmt0WithoutAnAddress",
            cli("show interface mgmt0 => answer 0 mgmt0 is down (Link not connected)\\n  Hardware: Ethernet"),
            unidentified("no MAC address")),
        Case("InventoryThatSaysNothing", cli("show inventory => answer 0"), unidentified("no serial number")),
        Case("SerialWithASlash",
             cli("show inventory => answer 0 NAME: \"Chassis\",  DESCR: \"x\"\\n"
                 "PID: N9K  ,  VID: V01 ,  SN: ../../etc"),
             unidentified("no serial number")),
        Case("InventoryRefusedInAChainThatHidesIt", cli("show inventory => answer 1", "continue"),
             unidentified("no serial number")),
        Case("NoChassis", quirks({"no-chassis"}), unidentified("no serial number")),
        Case("NoSerial", quirks({"serial-na"}), unidentified("no serial number")),
        Case("NoMgmt0", quirks({"mgmt0-absent"}), unidentified("`show interface mgmt0`")),
    };
}

CASES(CliIdentity, unidentifieds());

/// Answers that vary and do no harm.
Cases harmless() {
    const std::string invalid = "% Invalid command at '^' marker.";
    return {
        Case("Escapes", cli("* => escapes"), recovers()),
        Case("MegabytesOfOutput", cli("show version => flood 3"), recovers()),
        Case("VersionRefusedInAChainThatHidesIt", cli("show version => answer 1", "continue"), recovers()),
        Case("WideTerminalRefused", cli("terminal width => answer 16 " + invalid), recovers()),
        Case("WideTerminalRefusedWithExit0", cli("terminal width => answer 0 " + invalid, "continue"),
             recovers()),
        Case("GrandchildThatKeepsItsOutputOpen", cli("* => grandchild 30"), recovers()),
        Case("FailsOnceAndIsAskedCommandByCommand", cli("1x show inventory => answer 16 Cmd exec error."),
             recovers().calling({kIdentityCall, cli_call("show version"), cli_call("show inventory"),
                                 cli_call("show interface mgmt0"), cli_call("show module"),
                                 compatibility_call(kNewImage), boot_call(kNewImage), kSaveCall,
                                 kScheduleCall})),
    };
}

CASES(CliNoise, harmless());

/// `show module` matters only with two supervisors; here there is one, whatever the answer.
Cases modules() {
    const std::vector<std::pair<std::string, std::string>> ways = {
        {"Refused", "answer 16 Cmd exec error."},
        {"Unknown", "answer 16                     ^\\n% Invalid command at '^' marker."},
        {"RefusedWithExit0", "answer 0 ERROR: it is broken"},
        {"SilentlyRefused", "answer 1"},
        {"Empty", "answer 0"},
        {"FailedAfterItsAnswer", "then 16 % Permission denied"},
        {"Killed", "kill"},
        {"OfAnUnknownForm", "answer 0 Slot 28: Supervisor, standby"}};
    Cases rows;
    for (const auto& [name, action] : ways) {
        const std::string fault = "show module => " + action;
        rows.emplace_back(name, cli(fault), recovers());
        rows.emplace_back(name + "InAChainThatContinues", cli(fault, "continue"), recovers());
    }
    return rows;
}

CASES(CliModules, modules());

/// Every form of answers that a switch is known to have, and every quirk that must not matter.
Cases forms() {
    const auto few_calls = [](const Bench& bench) { EXPECT_LE(bench.device().calls().size(), 5U); };
    const Step two_images = plan({{"kickstart_image", "kick.2.bin"}}) +
                            answer("GET /images/kick.2.bin", {http_answer(200, "kickstart")});
    const End end_of_two = ends_in([](Goal& goal, const Bench&) {
        goal.boot = "kickstart bootflash:///kick.2.bin\nsystem bootflash:///" + kNewImage + "\n";
        goal.bootflash["kick.2.bin"] = "kickstart";
    });
    Cases rows;
    for (const std::string& name : emulator::form_names()) {
        const bool two = emulator::form_named(name).two_images();
        const Step form = on_switch({.fresh = {.kickstart = two ? "kick.1.bin" : "", .form = name}});
        rows.emplace_back(camel(name), two ? form + two_images : form, two ? end_of_two : recovers());
    }
    Words all = emulator::quirk_names();
    // Cases of their own: no serial number or MAC address, no proof of the boot variable, a save that is
    // refused.
    const Words matter = {"serial-na", "no-chassis", "mgmt0-absent", "boot-next-is-saved", "admin-password"};
    std::erase_if(all, [&](const std::string& quirk) { return std::ranges::count(matter, quirk) > 0; });
    for (const std::string& quirk : all) rows.emplace_back(camel(quirk), quirks({quirk}), recovers());
    rows.emplace_back("AllQuirksAtOnce", quirks(all), recovers());
    for (Case& row : rows) row.end = row.end.expecting(few_calls);
    return rows;
}

CASES(CliForm, forms());

}  // namespace
}  // namespace poap::rig
