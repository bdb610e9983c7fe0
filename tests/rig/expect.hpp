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

void expect_failure(const Ended& ended, const Failure& failure);

/// The switch is as it was, standby and all, but for its logs and, maybe, `parts` on its bootflash.
void expect_unchanged(const EmulatedSwitch& device, const Before& before,
                      const std::vector<std::string>& parts = {}, std::size_t logs = 1);

/// What a good run is to end in.
struct Goal {
    std::string config;  ///< as it comes from the server
    std::string boot;    ///< the lines of the saved boot variables
    Snapshot bootflash;  ///< all that is on it but the log and what is scheduled
    bool plans_image = true;
};

/// What is scheduled of a configuration: with a newline at its end and the lines of the planned image's boot
/// variables, before an `end` that is its last line.
/// @param boot as in Goal; empty where no image is planned
std::string scheduled_as(std::string config, const std::string& boot);

/// Provisioned as planned: the configuration is scheduled, and in POAP there is no startup-config. The
/// config's file and all leftovers are gone, no log tells a secret.
void expect_provisioned(const EmulatedSwitch& device, const Before& before, const Ended& ended,
                        const Goal& goal);

/// `text` has `lines` as parts of its own lines, in this order.
void expect_in_order(const std::string& text, const std::vector<std::string>& lines,
                     const std::string& where);

/// Standard error and the log have these lines, in this order.
void expect_told_in_order(const EmulatedSwitch& device, const Ended& ended,
                          const std::vector<std::string>& lines);

/// The lines of a good run's vsh calls in POAP, in their order.
std::string identity_call();
std::string boot_call(const std::string& image);
/// Saves and erases.
std::string save_call();
std::string schedule_call();

/// The one that is made in place of boot_call and save_call where both halves of its answer name the planned
/// image.
std::string show_boot_call();

/// `nxos bootflash:///X`, as the emulator writes boot variables down.
std::string boots(const std::string& image);

}  // namespace poap::rig
