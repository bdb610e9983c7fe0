#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace poap::emulator {

/// How `show version` names what is running, and with it which `boot` commands there are.
enum class ImageLines {
    Nxos,             ///< one image: `NXOS image file is:`, `boot nxos`
    KickstartSystem,  ///< two images: `kickstart image file is:` and `system image file is:`
    None,             ///< neither line, as line cards print it; `boot nxos`
};

/// The family and release whose way of answering a switch has.
struct Form {
    std::string_view name;        ///< as the state file `form` has it
    std::string_view chassis;     ///< as `show version` and the inventory describe it
    std::string_view product_id;  ///< the chassis' PID
    ImageLines image_lines;
    std::string_view image_folder;     ///< what precedes the image's name in `show version`
    std::string_view field_separator;  ///< between the inventory's fields
    int ports;                         ///< of the one module of a switch with one supervisor
    std::string_view module;           ///< what that module is
    bool lxc = false;                  ///< boots in a container: `Host NXOS` and `NXOS boot mode` lines

    bool two_images() const { return image_lines == ImageLines::KickstartSystem; }
};

/// @throws SetupError, with the names there are, when `name` is none of them.
Form form_named(std::string_view name);

std::vector<std::string> form_names();

/// What sets one switch apart from others of its form; any of them go together.
enum class Quirk {
    NtpSource,          ///< `Time source is NTP` does
    Crlf,               ///< show commands end their lines with CR LF
    SerialNa,           ///< the chassis' serial number is `N/A`
    NoChassis,          ///< the inventory has no entry named `Chassis`, only those of extenders
    Mgmt0Absent,        ///< there is no mgmt0
    BootBothHalves,     ///< both halves of `show boot` are the running configuration's
    BootNextIsSaved,    ///< its next reload half is the saved one, unchanged until a save
    WideModules,        ///< rows of `show module` have 91 characters, as on recent Nexus 9500
    AdminPassword,      ///< without a startup-config a save demands an admin password
    ScheduleLive,       ///< outside POAP a copy to `scheduled-config` does what it does in POAP
    SchedulePlainFile,  ///< outside POAP it makes a file of that name on bootflash
};

using Quirks = std::set<Quirk>;

/// `text` has names between white space, as the state file `quirks` does.
/// @throws SetupError, with the names there are, when one of them is unknown.
Quirks parse_quirks(std::string_view text);

std::vector<std::string> quirk_names();

}  // namespace poap::emulator
