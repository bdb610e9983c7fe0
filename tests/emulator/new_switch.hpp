#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace poap::emulator {

/// The running configuration of a switch without a startup-config.
inline constexpr const char* kFactoryConfig = "hostname switch\n";

/// What a switch is when it comes out of its box.
struct NewSwitch {
    std::filesystem::path folder = {};
    std::string serial = {};
    std::string mac = {};        ///< mgmt0's, `aaaa.aaaa.aaaa`
    std::string image = {};      ///< that runs and is the boot variable; the system image where there are two
    std::string kickstart = {};  ///< only for forms with two images
    std::string form = "n9k";
    std::vector<std::string> quirks = {};
    std::string standby = {};  ///< a second supervisor's status word, as `show module` prints it; empty: none
    std::filesystem::path standby_flash = {};  ///< the folder that is its flash; empty: in the state folder
    std::string script_server = {};            ///< from which POAP got the boot file; empty: not logged
    bool poap = false;                         ///< factory-new: in POAP, and without a startup-config
};

/// Makes the state folder, and the standby's flash where there is a standby.
/// @throws SetupError when a value is invalid, or when the folder has a switch in it already.
void make_switch(const NewSwitch& fresh);

}  // namespace poap::emulator
