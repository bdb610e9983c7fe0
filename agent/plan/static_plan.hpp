#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/identity.hpp"
#include "base/poap_environment.hpp"
#include "plan/file_source.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// Which config of a file server's is the switch's, by the names that Cisco's poap.py looks for.
enum class Mode {
    SerialNumber,  ///< `conf.<serial number>`
    Mac,           ///< `conf_<MAC address>.cfg`, of the port that DHCP answered at; see `own_plan`
    Hostname,      ///< `conf_<host name from DHCP>.cfg`; the one that is named where DHCP gives none
    Location,      ///< `conf_<neighbor>_<its port>.cfg`, by CDP at the port that DHCP answered at
    Raw,           ///< the one that is named
};

/// What is wanted of every switch, where no POAP server tells each one's plan.
struct StaticPlan {
    Mode mode;
    FileSource configs;
    std::optional<FileName> config_file;  ///< for `Raw` and `Hostname`
    InstallPlan images;                   ///< the plan but for its config
};

/// Whether the file with a URL is there.
using IsThere = std::function<bool(const std::string& url)>;

/// The plan of this very switch.
///
/// A config by MAC address: twelve hex digits, as POAP_MAC has them, else mgmt0's in capitals. From a USB
/// stick the router's address (POAP_RMAC) or mgmt0's (POAP_MGMT_MAC), the first whose config is on the stick.
/// @param identity with a neighbor for `Mode::Location`
/// @param is_on_stick asked of configs that may be on a USB stick
/// @throws Error (Usage) where what is named does not make a plan, (Switch) where what the switch says of
/// itself does not make a file's name
InstallPlan make_plan(const StaticPlan& own, const Identity& identity, const PoapEnvironment& environment,
                      const IsThere& is_on_stick);

}  // namespace poap
