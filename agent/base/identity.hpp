#pragma once

#include <optional>
#include <string>

#include "base/names.hpp"
#include "base/release.hpp"

namespace poap {

/// The images a switch runs, as file names without their device and folder.
struct RunningImages {
    std::optional<FileName> system;                 ///< on single-image systems, the NX-OS image
    std::optional<FileName> kickstart;              ///< only if kickstart and system image are separate
    std::optional<Release> release = std::nullopt;  ///< of the system image
    std::optional<unsigned> bios = std::nullopt;    ///< the number before the dot of its version
};

/// The device at the other end of a port, according to CDP.
struct Neighbor {
    std::string device;  ///< without the serial number in brackets after it
    std::string port;    ///< the neighbor's port, abbreviated as in the CDP table: `Eth1/32`
};

/// The second supervisor, in a switch with two.
struct Standby {
    std::string module;  ///< module number, such as `28`
    std::string state;   ///< the switch's own word: `ha-standby`, `powered-up`, `failure`

    /// Whether it has booted and is in sync with the active supervisor.
    bool is_ready() const { return state == "ha-standby" || state == "standby"; }
};

/// How many supervisors have to boot the images; not known if the switch does not report its modules.
enum class Supervisors { One, Two, NotKnown };

/// Which switch this is, and which images it runs.
struct Identity {
    Serial serial;
    Mac mac;  ///< of mgmt0
    RunningImages running;
    std::optional<Standby> standby = std::nullopt;  ///< none: the switch has one supervisor, as far as known
    std::optional<Neighbor> neighbor = std::nullopt;  ///< only if requested
    bool modules_unknown = false;  ///< the module table is missing or unreadable: there may be a standby
    bool is_nexus_3548 = false;

    Supervisors supervisors() const {
        if (standby) return Supervisors::Two;
        return modules_unknown ? Supervisors::NotKnown : Supervisors::One;
    }
};

}  // namespace poap
