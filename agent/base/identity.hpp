#pragma once

#include <optional>
#include <string>

#include "base/names.hpp"
#include "base/release.hpp"

namespace poap {

/// The images a switch runs, as file names without their device and folder.
struct RunningImages {
    std::optional<FileName> system;                 ///< on one-image systems the NXOS image
    std::optional<FileName> kickstart;              ///< only where the two are separate
    std::optional<Release> release = std::nullopt;  ///< of the system image
};

/// Who is at the other end of a port, as CDP names it.
struct Neighbor {
    std::string device;  ///< without the serial number in brackets behind it
    std::string port;    ///< its own, shortened as the table has it: `Eth1/32`
};

/// The second supervisor of a switch that has two.
struct Standby {
    std::string module;  ///< its number, `28`
    std::string state;   ///< in the switch's own word: `ha-standby`, `powered-up`, `failure`

    /// Whether it has booted and follows the active one.
    bool is_ready() const { return state == "ha-standby" || state == "standby"; }
};

/// How many supervisors there are to boot the images; not known where the switch refuses to tell.
enum class Supervisors { One, Two, NotKnown };

/// Which switch this is, and what it runs.
struct Identity {
    Serial serial;
    Mac mac;  ///< mgmt0's
    RunningImages running;
    std::optional<Standby> standby = std::nullopt;    ///< none known: there is one supervisor
    std::optional<Neighbor> neighbor = std::nullopt;  ///< where it was asked for
    bool modules_unknown = false;                     ///< refused or not understood: there may be a standby

    Supervisors supervisors() const {
        if (standby) return Supervisors::Two;
        return modules_unknown ? Supervisors::NotKnown : Supervisors::One;
    }
};

}  // namespace poap
