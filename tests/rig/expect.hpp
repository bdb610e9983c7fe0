#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "rig/emulated_switch.hpp"

namespace poap::rig {

/// A switch as it was before a run.
struct Before {
    explicit Before(const EmulatedSwitch& device)
        : memory(device.memory()), bootflash(device.bootflash()), standby_flash(device.standby_flash()) {}
    Snapshot memory;
    Snapshot bootflash;
    Snapshot standby_flash;
};

/// How a run is to fail: its last line names the stage, says the cause, and what to do.
struct Failure {
    ExitCode code;
    std::string stage;
    std::string cause;  ///< a part of it
};

/// Also that docs/troubleshooting.md has the line.
void expect_failure(const Ended& ended, const Failure& failure);

/// docs/troubleshooting.md quotes the message of an error or a warning, with `…` for what varies.
void expect_documented(const std::string& message);

/// The switch is as it was, standby and all, but for its logs and, maybe, `parts` on its bootflash.
void expect_unchanged(const EmulatedSwitch& device, const Before& before,
                      const std::vector<std::string>& parts = {}, std::size_t logs = 1);

/// What a good run is to end in.
struct Goal {
    std::string config;  ///< from the server
    std::string boot;    ///< the lines of the saved boot variables
    Snapshot bootflash;  ///< all that is on it but the log and what is scheduled
    bool plans_image = true;
};

/// What is scheduled of a configuration: with a newline at its end and the lines of the planned image's boot
/// variables, before an `end` that is its last line.
/// @param boot as in Goal; empty where no image is planned
std::string scheduled_as(std::string config, const std::string& boot);

/// Provisioned as planned: the configuration is scheduled, and in POAP there is no startup-config. The
/// config's file and all leftovers are gone, no log has a secret.
void expect_provisioned(const EmulatedSwitch& device, const Before& before, const Ended& ended,
                        const Goal& goal);

/// `text` has `lines` as parts of its own lines, in this order.
void expect_in_order(const std::string& text, const std::vector<std::string>& lines,
                     const std::string& where);

/// What a run added to its log, and nothing else.
std::string log_since(const EmulatedSwitch& device, const Before& before);

/// A call of vsh with these commands.
inline std::string cli_call(const std::string& commands) {
    return "terminal dont-ask ; " + commands;
}

/// Those of a good run in POAP, in their order.
inline const std::string kIdentityCall =
    cli_call("terminal width 511 ; show version ; show inventory ; show interface mgmt0 ; show module");
/// The two of a boot variable: what stands against the image, and the variable itself.
std::string compatibility_call(const std::string& image);
std::string boot_call(const std::string& image);
inline const std::string kSaveCall = cli_call("copy running-config startup-config ; write erase");
inline const std::string kScheduleCall = cli_call("copy bootflash:" + kConfigName + " scheduled-config");

/// The one that is made in place of boot_call and kSaveCall where both halves of its answer name the planned
/// image.
inline const std::string kShowBootCall = cli_call("show boot");
inline const std::string kEraseCall = cli_call("write erase");

/// `nxos bootflash:///X`, as the emulator writes boot variables down.
std::string boots(const std::string& image);

}  // namespace poap::rig
