#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/identity.hpp"
#include "base/poap_environment.hpp"
#include "plan/device_recipe.hpp"
#include "plan/file_source.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// How the switch's config on a file server is named, as in Cisco's poap.py.
enum class Mode {
    SerialNumber,  ///< `conf.<serial number>`
    Mac,           ///< `conf_<MAC address>.cfg`, of the port that got the DHCP answer; see `make_plan`
    Hostname,      ///< `conf_<host name from DHCP>.cfg`; `config_file` if DHCP sends none
    Location,      ///< `conf_<neighbor>_<its port>.cfg`, from CDP on the port that got the DHCP answer
    Raw,           ///< `config_file`
};

/// The plan for all switches, without a POAP server.
struct StaticPlan {
    Mode mode;
    FileSource configs;
    std::optional<FileName> config_file;  ///< for `Raw` and `Hostname`
    InstallPlan images;                   ///< the plan without its config
    bool builtin_path = false;            ///< from a poap.py block: see check_builtin_path
    std::optional<RecipeSource> recipes = std::nullopt;
};

/// Whether the file of a URL exists.
using IsThere = std::function<bool(const std::string& url)>;

/// Makes the plan for this switch.
///
/// A config by MAC address: twelve hex digits from POAP_MAC, else mgmt0's in capitals. From a USB stick: the
/// router's address (POAP_RMAC) or mgmt0's (POAP_MGMT_MAC), the first one whose config is on the stick.
/// @param identity with a neighbor for `Mode::Location`
/// @param is_on_stick called for configs that may be on a USB stick
/// @throws Error (Usage) if the options are not a valid plan, (Switch) if the switch's data does not form a
/// valid file name
InstallPlan make_plan(const StaticPlan& own, const Identity& identity, const PoapEnvironment& environment,
                      const IsThere& is_on_stick);

}  // namespace poap
