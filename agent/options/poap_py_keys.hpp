#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "options/raw_options.hpp"

namespace poap {

enum class Treatment {
    Honoured,
    Ignored,  ///< with a warning
    Refused,
};

/// A key of poap.py's options block.
struct Key {
    std::string_view name;
    Treatment treatment = Treatment::Honoured;
    std::optional<Given> RawStaticPlan::*flag = nullptr;  ///< option that gets the value unchanged
    bool is_switch = false;                               ///< boolean: True or False
    std::string_view instead = {};                        ///< for a refused key: what to use instead
};

constexpr Key honoured_key(std::string_view name, std::optional<Given> RawStaticPlan::*flag = nullptr) {
    return {name, Treatment::Honoured, flag};
}

constexpr Key switch_key(std::string_view name) {
    return {name, Treatment::Honoured, nullptr, true};
}

constexpr Key ignored_key(std::string_view name) {
    return {name, Treatment::Ignored};
}

constexpr Key refused_key(std::string_view name, std::string_view instead) {
    return {name, Treatment::Refused, nullptr, false, instead};
}

constexpr Key refused_switch(std::string_view name, std::string_view instead) {
    return {name, Treatment::Refused, nullptr, true, instead};
}

constexpr std::string_view kNoPersonality =
    "use serial_number, mac, hostname, location or raw, with the configuration from the tarball: with "
    "`personality restore` the switch downloads by itself, so nothing can be verified before it changes";
constexpr std::string_view kNoCompacting =
    "remove it: NX-OS compacts an image only while its own CLI copies it, but the agent downloads and "
    "verifies "
    "images. Compact the image once, on a switch of the same platform, and put that file with its .md5 on "
    "the "
    "server";

/// Keys of poap.py that are also flags of the agent.
constexpr std::array<std::string_view, 6> kShared = {"--mode",         "--username",       "--config-path",
                                                     "--install-path", "--required-space", "--vrf"};

/// All other keys. The boot file turns `password` into --password-file.
constexpr std::array kKeys = {
    honoured_key("hostname"),           // --file-server
    honoured_key("transfer_protocol"),  // --file-server
    honoured_key("target_image_path", &RawStaticPlan::image_path),
    honoured_key("target_system_image", &RawStaticPlan::system_image),
    honoured_key("target_kickstart_image", &RawStaticPlan::kickstart_image),
    honoured_key("destination_system_image", &RawStaticPlan::system_name),
    honoured_key("destination_kickstart_image", &RawStaticPlan::kickstart_name),
    honoured_key("source_config_file", &RawStaticPlan::config_file),
    honoured_key("destination_path"),        // nothing: it has to be /bootflash
    switch_key("disable_md5"),               // --no-sidecar, else --require-digest
    switch_key("use_nxos_boot"),             // --install
    honoured_key("midway_system_image"),     // --hops
    honoured_key("midway_kickstart_image"),  // --hops
    switch_key("skip_multi_level"),          // no --hops
    honoured_key("usb_slot"),                // --usb
    ignored_key("destination_config"),
    ignored_key("split_config_first"),
    ignored_key("split_config_second"),
    ignored_key("destination_midway_system_image"),
    ignored_key("destination_midway_kickstart_image"),
    ignored_key("user_app_path"),
    ignored_key("personality_path"),  // the mode itself is refused
    ignored_key("source_tarball"),
    ignored_key("destination_tarball"),
    ignored_key("timeout_config"),
    ignored_key("timeout_copy_system"),
    ignored_key("timeout_copy_kickstart"),
    ignored_key("timeout_copy_personality"),
    ignored_key("timeout_copy_user"),
    refused_key("password", "use --password-file: every user can read arguments"),
    refused_switch("compact_image", kNoCompacting),
    refused_switch(
        "https_ignore_certificate",
        "use `ca_file` or `pin`: without verifying the server, anyone on the path can replace image and "
        "configuration"),
    refused_key(
        "serial_number",
        "remove it: the configuration is named after the serial number that the switch reports, which "
        "overwrites this option in poap.py too"),
};

}  // namespace poap
