#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rig/emulated_switch.hpp"
#include "rig/expect.hpp"
#include "rig/files.hpp"
#include "rig/made_up_server.hpp"
#include "support/named_case.hpp"

namespace poap::rig {

/// What a fault is put into: a factory-new switch, a server that is good, and a way of starting the agent. A
/// fault's row spoils what it likes of these before anything is started.
class Bench {
  public:
    Bench();

    MadeUpServer server;
    bool server_is_open = true;            ///< false: connections are refused until `server.open()`
    std::vector<std::string> arguments;    ///< for the agent, behind those that every run has
    std::vector<std::string> always;       ///< such ones that the run after a failure is given too
    std::vector<std::string> environment;  ///< added to that of the run; the last of one name counts
    std::vector<std::string> starter;      ///< a program, and its arguments, that starts the agent
    bool syslog = false;                   ///< true: what the agent says goes to the machine's syslog as well
    /// What takes a fault away that the switch would keep, before the run after a failure.
    std::function<void()> mend;
    /// What is to happen while the agent runs; without it, its end is waited for.
    std::function<void(Process& agent)> meanwhile;

    EmulatedSwitch& device() { return *device_; }
    const EmulatedSwitch& device() const { return *device_; }
    /// Another one in place of the switch.
    void take_switch(SwitchSpec spec);

    /// Keeps something there as long as the bench is: another server, a mount.
    void keep(std::shared_ptr<void> thing) { kept_.push_back(std::move(thing)); }

    /// How the agent is started.
    std::vector<std::string> agent_line() const;
    std::vector<std::string> agent_environment() const;
    /// Starts server and agent, and waits for its end.
    Ended run();

  private:
    std::unique_ptr<EmulatedSwitch> device_;
    std::vector<std::shared_ptr<void>> kept_;
};

/// Entries of the switch's state, and what they are then; none: not there.
using Changes = std::map<std::string, std::optional<std::string>>;

/// What a fault ends in.
struct End {
    std::optional<Failure> failure;         ///< none: the run is as good as without the fault
    std::vector<std::string> left = {};     ///< files of the agent's own that may stay behind a failure
    std::vector<std::string> told = {};     ///< parts of lines on standard error, in this order
    bool log_is_whole = true;               ///< has the last line too; not where bootflash takes no more
    std::size_t logs = 1;                   ///< left behind a failure; none where not even that was possible
    std::vector<std::string> removed = {};  ///< files that made way
    std::vector<std::string> kept = {};     ///< somebody else's, under names that the agent uses
    Changes changed = {};                   ///< what a failure may leave in the switch's state
    std::function<void(const Bench&)> holds = {};  ///< what else must be so, expected once the run is over
};

/// The run fails as said; the switch is as it was, byte for byte.
End fails(ExitCode code, const std::string& stage, const std::string& cause);
/// The run ends as if there were no fault.
End recovers();

inline const std::string kIdentify = "identify the switch";
inline const std::string kRegister = "register with the POAP server";
inline const std::string kStageConfig = "stage the configuration";
inline const std::string kStageImage = "stage the image";
inline const std::string kCommit = "commit";

/// One row: a fault, and what it ends in.
struct Fault : test::NamedCase {
    std::function<void(Bench&)> strike;
    End end;
};

using Faults = std::vector<Fault>;

/// Runs the agent on a bench with the fault, and holds all that is left against its end: exit code, last
/// line, the switch's state and its bootflash; nothing it printed or logged may have control characters.
/// After a failure a run on the same switch, with nothing wrong any more, must end as one on a new switch
/// does.
void expect_end(const Fault& fault);

}  // namespace poap::rig

/// A table of faults as a test suite of its own: `NAME.ROW`.
#define FAULT_TABLE(NAME, ...)                            \
    class NAME : public testing::TestWithParam<Fault> {}; \
    TEST_P(NAME, EndsAsItShould) {                        \
        expect_end(GetParam());                           \
    }                                                     \
    INSTANTIATE_TEST_SUITE_P(Fault, NAME, testing::ValuesIn(__VA_ARGS__), test::CaseName())
