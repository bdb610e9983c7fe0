// A CLI that is not there, fails, or does not say who the switch is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/text.hpp"
#include "fault.hpp"

namespace poap::rig {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

void nobody_was_asked(const Bench& bench) {
    EXPECT_THAT(bench.server.requests(), IsEmpty());
}

End unidentified(const std::string& cause) {
    End end = fails(ExitCode::Switch, kIdentify, cause);
    end.holds = nobody_was_asked;
    return end;
}

/// A row whose CLI has faults, see tests/emulator/README.md.
Fault with_cli(const std::string& name, const std::string& faults, End end,
               const std::string& chain = "stop") {
    return {{name},
            [=](Bench& bench) {
                bench.device().set_faults(faults);
                bench.device().set_chain(chain);
                bench.arguments = {"--cli-timeout", "1"};
            },
            std::move(end)};
}

/// A row whose CLI is another file.
Fault with_program(const std::string& name, const std::string& text, mode_t mode, const std::string& cause) {
    return {{name},
            [=](Bench& bench) {
                const auto dir = std::make_shared<test::TempDir>();
                dir->write("vsh", text);
                chmod(dir->path_of("vsh").c_str(), mode);
                bench.arguments = {"--vsh", dir->path_of("vsh"), "--cli-timeout", "1"};
                bench.keep(dir);
            },
            unidentified(cause)};
}

Fault with_path(const std::string& name, const std::string& path, const std::string& cause) {
    return {{name}, [=](Bench& bench) { bench.arguments = {"--vsh", path}; }, unidentified(cause)};
}

Faults programs() {
    return {
        with_path("Missing", "/isan/bin/no-such-vsh",
                  "cannot run the CLI, /isan/bin/no-such-vsh: No such file or directory"),
        with_path("Folder", "/usr", "cannot run the CLI, /usr: Permission denied"),
        with_path("BehindAFile", "/etc/passwd/vsh", "Not a directory"),
        with_path("ADevice", "/dev/null", "Permission denied"),
        with_program("NotExecutable", "#!/bin/sh\n", 0600, "Permission denied"),
        with_program("NeitherElfNorScript", "neither\n", 0700, "Exec format error"),
        with_program("Empty", "", 0700, "Exec format error"),
        with_program("WithoutItsInterpreter", "#!/no/such/interpreter\n", 0700, "No such file or directory"),
        with_program("CutInTheMiddle", "\177ELF\2\1\1", 0700, "Exec format error"),
        with_program("SilentSuccess", "#!/bin/sh\nexit 0\n", 0700, "no MAC address"),
        with_program("SilentFailure", "#!/bin/sh\nexit 16\n", 0700,
                     "it said nothing and ended with exit status 16"),
        with_program("Noise", "#!/bin/sh\nhead -c 100000 /dev/urandom\n", 0700, "no MAC address"),
        with_program("ErrorsOnStandardErrorAlone", "#!/bin/sh\nprintf 'No \\033[2Jlicence\\n' >&2\nexit 1\n",
                     0700, "it said nothing and ended with exit status 1"),
        with_program("KilledByAnUnhandledSignal", "#!/bin/sh\nkill -SEGV $$\n", 0700,
                     "it said nothing and ended with exit status 139"),
        with_program("EndlessAnswer", "#!/bin/sh\nexec yes\n", 0700, "did not answer within 1 s"),
        with_program("EndlessNoise", "#!/bin/sh\nexec yes >&2\n", 0700, "did not answer within 1 s"),
        with_program("DeafToTermination", "#!/bin/sh\ntrap '' TERM INT HUP\nsleep 1000\n", 0700,
                     "did not answer within 1 s"),
    };
}

FAULT_TABLE(CliProgram, programs());

/// Each command that tells the identity, with each way to fail.
Faults refusals() {
    struct Way {
        std::string name;
        std::string action;
        std::string cause;
        bool has_error_text = true;
    };
    const std::vector<Way> ways = {
        {"Refused", "answer 16 Cmd exec error.", ": Cmd exec error."},
        {"RefusedWithExit0", "answer 0 ERROR: it is broken", ": ERROR: it is broken"},
        {"FailedAfterItsAnswer", "then 16 % Permission denied", ": % Permission denied"},
        {"RefusedInEscapes", "answer 16 \\e[2J\\e]0;owned\\r\\tno", ": ?[2J?]0;owned  no", false},
        {"SilentlyRefused", "answer 1", ": it said nothing and ended with exit status 1", false},
        {"Killed", "kill", ": it said nothing and ended with exit status 137", false},
    };
    const std::vector<std::pair<std::string, std::string>> commands = {{"ShowVersion", "show version"},
                                                                       {"ShowInventory", "show inventory"},
                                                                       {"ShowMgmt0", "show interface mgmt0"}};
    Faults rows;
    for (const auto& [name, command] : commands) {
        for (const Way& way : ways) {
            for (const std::string chain : {"stop", "continue"}) {
                // Without an error text, a chain that goes on hides all but the last command's failure.
                if (chain == "continue" && !way.has_error_text) continue;
                rows.push_back(with_cli(concat(name, way.name, chain == "stop" ? "" : "InAChainThatGoesOn"),
                                        concat(command, " => ", way.action),
                                        unidentified(concat("the switch refused `", command, "`", way.cause)),
                                        chain));
            }
        }
        rows.push_back(with_cli(name + "Hanging", command + " => hang",
                                unidentified("the CLI did not answer within 1 s: `terminal dont-ask ; ")));
        rows.push_back(with_cli(name + "Flooding", command + " => flood 5",
                                unidentified("the CLI printed more than 4.1 MB: `terminal dont-ask ; ")));
    }
    return rows;
}

FAULT_TABLE(CliRefusal, refusals());

Fault with_quirk(const std::string& name, const std::string& quirk, const std::string& cause) {
    return {{name},
            [=](Bench& bench) {
                SwitchSpec spec;
                spec.fresh.quirks = {quirk};
                bench.take_switch(spec);
            },
            unidentified(cause)};
}

Faults unidentifieds() {
    return {
        with_cli("DontAskRefused", "terminal dont-ask => answer 16 Cmd exec error.",
                 unidentified("Cmd exec error.")),
        with_cli("AnythingSilentlyRefused", "* => answer 1", unidentified("it said nothing")),
        with_cli("AnswersThatNeverEnd", "show inventory => then-hang",
                 unidentified("did not answer within 1 s")),
        with_cli("Mgmt0WithoutAnAddress",
                 "show interface mgmt0 => answer 0 mgmt0 is down (Link not connected)\\n  Hardware: Ethernet",
                 unidentified("no MAC address")),
        with_cli("InventoryThatSaysNothing", "show inventory => answer 0", unidentified("no serial number")),
        with_cli("SerialWithASlash",
                 "show inventory => answer 0 NAME: \"Chassis\",  DESCR: \"x\"\\nPID: N9K  ,  VID: V01 ,  SN: "
                 "../../etc",
                 unidentified("no serial number")),
        with_cli("InventoryRefusedInAChainThatHidesIt", "show inventory => answer 1",
                 unidentified("no serial number"), "continue"),
        with_quirk("NoChassis", "no-chassis", "no serial number"),
        with_quirk("NoSerial", "serial-na", "no serial number"),
        with_quirk("NoMgmt0", "mgmt0-absent", "`show interface mgmt0`"),
    };
}

FAULT_TABLE(CliIdentity, unidentifieds());

void was_asked_command_by_command(const Bench& bench) {
    EXPECT_THAT(
        bench.device().calls(),
        ElementsAre(identity_call(), "terminal dont-ask ; show version", "terminal dont-ask ; show inventory",
                    "terminal dont-ask ; show interface mgmt0", "terminal dont-ask ; show module",
                    boot_call(kNewImage), save_call(), schedule_call()));
}

/// What a CLI may do to its answers without it mattering.
Faults noises() {
    Faults rows = {
        with_cli("Escapes", "* => escapes", recovers()),
        with_cli("MegabytesOfOutput", "show version => flood 3", recovers()),
        with_cli("VersionRefusedInAChainThatHidesIt", "show version => answer 1", recovers(), "continue"),
        with_cli("WideTerminalRefused", "terminal width => answer 16 % Invalid command at '^' marker.",
                 recovers()),
        with_cli("WideTerminalRefusedWithExit0", "terminal width => answer 0 % Invalid command", recovers(),
                 "continue"),
        with_cli("SlowAnswer", "show inventory => slow 300", recovers()),
        with_cli("GrandchildThatHoldsItsOutput", "* => grandchild 30", recovers()),
    };
    End repeated = recovers();
    repeated.holds = was_asked_command_by_command;
    rows.push_back(with_cli("FailsOnce", "1x show inventory => answer 16 Cmd exec error.", repeated));
    return rows;
}

FAULT_TABLE(CliNoise, noises());

/// `show module` is of use where there are two supervisors; whatever it says or fails with, there are not.
Faults modules() {
    Faults rows;
    const std::vector<std::pair<std::string, std::string>> ways = {
        {"Refused", "answer 16 Cmd exec error."},
        {"Unknown", "answer 16                     ^\\n% Invalid command at '^' marker."},
        {"RefusedWithExit0", "answer 0 ERROR: it is broken"},
        {"SilentlyRefused", "answer 1"},
        {"Empty", "answer 0"},
        {"FailedAfterItsAnswer", "then 16 % Permission denied"},
        {"Killed", "kill"},
        {"OfAnUnknownForm", "answer 0 Slot 28: Supervisor, standby"}};
    for (const auto& [name, action] : ways) {
        for (const std::string chain : {"stop", "continue"}) {
            rows.push_back(with_cli(concat(name, chain == "stop" ? "" : "InAChainThatGoesOn"),
                                    concat("show module => ", action), recovers(), chain));
        }
    }
    return rows;
}

FAULT_TABLE(CliModules, modules());

}  // namespace
}  // namespace poap::rig
