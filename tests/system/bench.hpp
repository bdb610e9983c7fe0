#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "rig/emulated_switch.hpp"
#include "rig/fake_server.hpp"
#include "rig/fake_tftp.hpp"
#include "rig/files.hpp"
#include "rig/pod.hpp"
#include "rig/tested_agent.hpp"

namespace poap::rig {

using Words = std::vector<std::string>;
Words operator+(Words first, const Words& then);

/// A factory-new switch, a good server, and how the agent is started. A case's steps change any of these
/// before anything is started.
class Bench {
  public:
    Bench();

    FakeServer server;
    bool server_is_open = true;    ///< false: connections are refused until `server.start()`
    bool names_server = true;      ///< false: the agent is given no `--server`
    std::unique_ptr<Pod> pod;      ///< where there is one, it is the server
    std::string serial = kSerial;  ///< the switch's, as the pod has it
    Words arguments;               ///< for the agent, after those that every run has
    Words always;                  ///< such ones that the run after a failure is given too
    Words dropped;                 ///< options, each with its value, of those that every run has
    Words environment;             ///< added to that of the run; the last of one name counts
    Words starter;                 ///< a program, and its arguments, that starts the agent
    std::string program;           ///< in place of the agent, with the agent's arguments
    /// Undoes what a case did to the switch and `clear_faults` does not, before the run after a failure.
    std::function<void()> undo;
    /// What is to happen while the agent runs; without it, its end is waited for.
    std::function<void(Process& agent)> meanwhile;
    Ended ended = {};  ///< the run's end

    EmulatedSwitch& device() { return *device_; }
    const EmulatedSwitch& device() const { return *device_; }
    /// Another one in place of the switch.
    void take_switch(SwitchSpec spec);
    std::string flash_path(const std::string& name) const { return device_->bootflash_folder() + '/' + name; }

    /// Something that exists as long as the bench does: another server, a folder.
    template <typename Thing, typename... Values>
    Thing& make(Values&&... values) {
        auto thing = std::make_shared<Thing>(std::forward<Values>(values)...);
        kept_.push_back(thing);
        return *thing;
    }
    void keep(std::shared_ptr<void> thing) { kept_.push_back(std::move(thing)); }

    void add_arguments(const Words& more) { arguments = arguments + more; }
    /// How the agent is started.
    Words agent_line() const;
    /// Starts server and agent, and waits for its end.
    void run();

  private:
    std::unique_ptr<EmulatedSwitch> device_;
    std::vector<std::shared_ptr<void>> kept_;
};

/// A text as a part of a case's name: `show version` as `ShowVersion`.
std::string camel(const std::string& text);

/// What a case changes on the bench.
using Step = std::function<void(Bench&)>;
Step operator+(Step first, Step then);

Step nothing();
Step args(const Words& words);
/// Given to the run after a failure, too.
Step always(const Words& words);
/// Without an option that every run has, and its value.
Step dropping(const std::string& option);
Step env(const Words& variables);
/// A program, and its arguments, that starts the agent.
Step started_by(const Words& program);
/// What goes wrong in the CLI, see tests/emulator/README.md; and what a chain does after a command that
/// failed.
Step cli(const std::string& faults, const std::string& chain = "stop");
Step on_switch(const SwitchSpec& spec);
Step flash(const std::string& name, const std::string& bytes);
Step plan(const nlohmann::json& changes);
Step plan_without(const Words& keys);
/// The plan has no digests.
Step no_digests();
/// The server's answers to a request.
Step answer(const std::string& request, const Words& answers);
Step act(const std::string& request, const std::function<void(test::TcpPeer&)>& act);
/// The server sends that much of an answer and keeps silent.
Step stall(const std::string& request, const std::string& so_far);
Step retries(int number);
/// The server is the real stub, with the FakeServer's image.
Step pod(const PodSpec& spec);
/// The nth system call of a kind fails; 0: each of them. @param call see starter/failing_call.cpp
Step failing(const std::string& call, int nth, int error);

/// Seconds, ten times what anything takes on a machine with other work; a CLI under sanitizers takes more.
/// For cases that a time-out ends: see CASES_AT_ONCE.
inline const std::string kTimeout = "10";
inline const std::string kCliTimeout = agent_is_sanitized() ? "40" : "10";
Step short_timeout();
Step short_cli_timeout();

}  // namespace poap::rig
