#pragma once

#include <optional>
#include <string>
#include <vector>

#include "new_switch.hpp"
#include "rig/files.hpp"
#include "rig/process.hpp"
#include "rig/snapshot.hpp"
#include "support/temp_dir.hpp"

namespace poap::rig {

/// A switch that runs kOldImage, in POAP unless said otherwise. `fresh` says what differs from that: where it
/// names a standby's status and no flash for it, the standby has a flash of the switch's own.
struct SwitchSpec {
    emulator::NewSwitch fresh = {};
    bool in_poap = true;
    std::string bootflash = {};        ///< a folder of the test's own, in place of one of the switch's
    std::string replay_rule = "file";  ///< `file` or `exit-0`, see tests/emulator/README.md
};

/// An emulated switch: its state, its flash, and the agent run on it.
class EmulatedSwitch {
  public:
    explicit EmulatedSwitch(SwitchSpec spec = {});
    /// Ends what a broken agent may have left behind.
    ~EmulatedSwitch();
    EmulatedSwitch(const EmulatedSwitch&) = delete;
    EmulatedSwitch& operator=(const EmulatedSwitch&) = delete;

    const std::string& bootflash_folder() const { return bootflash_; }
    /// Puts a file on bootflash, mode 0600 as the agent's own are.
    void flash(const std::string& name, const std::string& bytes) const;

    /// Takes a file off bootflash.
    void remove(const std::string& name) const;

    /// The standby's flash; no such folder where there is no standby.
    const std::string& standby_flash_folder() const { return standby_flash_; }
    /// Puts a file there. @pre there is a standby.
    void flash_standby(const std::string& name, const std::string& bytes) const;

    /// Who CDP sees, see tests/emulator/README.md.
    void set_neighbors(const std::string& cdp) const { root_.write("state/cdp", cdp); }

    /// What goes wrong in the CLI, see tests/emulator/README.md.
    void set_faults(const std::string& faults) const { root_.write("state/faults", faults); }
    /// From here on nothing goes wrong: neither faults nor quirks.
    void clear_faults() const;
    /// What a chain does after a command that failed: `stop` or `continue`.
    void set_chain(const std::string& chain) const { root_.write("state/chain", chain); }

    /// Writes a file of the emulator's state: `install_pace`, `boot_poap`.
    void set(const std::string& name, const std::string& value) const { root_.write("state/" + name, value); }
    /// A file of the emulator's state; none where there is none.
    std::optional<std::string> state(const std::string& name) const;
    /// The line of each start of vsh.
    std::vector<std::string> calls() const;
    /// What is scheduled, all parts of it; none where nothing is.
    std::optional<std::string> scheduled() const;
    /// Schedules a configuration, as an earlier run may have done.
    void schedule(const std::string& config) const;
    /// All of the emulator's state that a switch has, and as `scheduled-config` what is scheduled: not the
    /// calls made, the faults set, or the rules that its CLI and its reload follow.
    Snapshot memory() const;
    /// The files on bootflash, less the replay files: these are in `memory`.
    Snapshot bootflash() const;
    /// Empty where there is no standby.
    Snapshot standby_flash() const;

    /// Whether nothing that was started on this switch runs any more, at once or soon.
    bool is_quiet() const;

    /// Ends all that runs on this switch, at once.
    void stop() const;
    /// What a reload makes of the switch, see tests/emulator/README.md: it replays its scheduled
    /// configuration, is in POAP again, or has its startup-config, on the image that its saved boot variable
    /// names.
    /// @param boot_file_ended_with_0 whether it is the reload that POAP makes after its boot file ended with
    /// exit code 0; false for a power cut and for a reload by hand
    void reload(bool boot_file_ended_with_0 = true) const;
    bool is_in_poap() const { return state("poap").has_value(); }

    /// The agent on this switch: neither VRF nor syslog nor retries, unless `arguments` say so.
    std::vector<std::string> agent_line(const std::vector<std::string>& arguments) const;
    /// Whether what runs on this switch is told that it runs in POAP.
    bool runs_in_poap() const { return in_poap_; }
    /// The environment of what runs on this switch: as in POAP, or as a person's.
    std::vector<std::string> environment() const;

    Process start_agent(const std::vector<std::string>& arguments) const {
        return Process(agent_line(arguments), environment());
    }
    Ended run_agent(const std::vector<std::string>& arguments) const { return start_agent(arguments).wait(); }

  private:
    /// What runs on this switch.
    struct Running {
        std::vector<pid_t> processes = {};
        /// A CLI, on this switch or on another one: it has no environment yet, or no longer.
        bool one_comes_or_goes = false;
        bool nothing() const { return processes.empty() && !one_comes_or_goes; }
    };
    Running running() const;

    test::TempDir root_;
    std::string bootflash_;
    std::string standby_flash_;
    bool in_poap_;
};

}  // namespace poap::rig
