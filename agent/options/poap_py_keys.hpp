#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "options/raw_options.hpp"

namespace poap {

/// How to translate a key of poap.py's options block.
struct Key {
    std::string_view name;
    std::string_view instead;                             ///< for an unsupported key: what to use instead
    std::optional<Given> RawStaticPlan::*flag = nullptr;  ///< option that gets the value unchanged
    bool is_switch = false;                               ///< boolean: True or False
    std::string_view usual = {};                          ///< poap.py's default, which is ignored
};

constexpr Key switch_key(std::string_view name, std::string_view instead = {}) {
    return {name, instead, nullptr, true, {}};
}

/// An unsupported key.
constexpr Key other_key(std::string_view name, std::string_view instead, std::string_view usual = {}) {
    return {name, instead, nullptr, false, usual};
}

constexpr std::string_view kOwnTimeout =
    "use `timeout`, seconds without progress, and script_timeout for the whole run";
constexpr std::string_view kOneImage = "remove it: an intermediate image keeps its own name";
constexpr std::string_view kOneConfig = "remove it: the configuration is not split";
constexpr std::string_view kNoPersonality = "use serial_number, mac, hostname, location or raw";

/// Keys of poap.py that are also flags of the agent.
constexpr std::array<std::string_view, 6> kShared = {"--mode",         "--username",       "--config-path",
                                                     "--install-path", "--required-space", "--vrf"};

/// All other keys. The boot file turns `password` into --password-file.
constexpr std::array kKeys = {
    Key{"hostname", {}},           // --file-server
    Key{"transfer_protocol", {}},  // --file-server
    Key{"target_image_path", {}, &RawStaticPlan::image_path},
    Key{"target_system_image", {}, &RawStaticPlan::system_image},
    Key{"target_kickstart_image", {}, &RawStaticPlan::kickstart_image},
    Key{"destination_system_image", {}, &RawStaticPlan::system_name},
    Key{"destination_kickstart_image", {}, &RawStaticPlan::kickstart_name},
    Key{"source_config_file", {}, &RawStaticPlan::config_file},
    Key{"destination_path", {}},        // nothing: it has to be /bootflash
    switch_key("disable_md5"),          // --no-sidecar, else --require-digest
    switch_key("use_nxos_boot"),        // --install
    Key{"midway_system_image", {}},     // --hops
    Key{"midway_kickstart_image", {}},  // --hops
    switch_key("skip_multi_level"),     // no --hops
    Key{"usb_slot", {}},                // --usb
    other_key("password", "use --password-file: every user can read arguments"),
    other_key("destination_config", kOneConfig, "poap_conf.cfg"),
    other_key("split_config_first", kOneConfig, "poap_1.cfg"),
    other_key("split_config_second", kOneConfig, "poap_2.cfg"),
    other_key("destination_midway_system_image", kOneImage, "midway_system.bin"),
    other_key("destination_midway_kickstart_image", kOneImage, "midway_kickstart.bin"),
    other_key("user_app_path", "use `user_files`: they have paths of their own", "/var/lib/tftpboot/"),
    switch_key("compact_image", "remove it: it is only for scp"),
    switch_key("https_ignore_certificate", "use `ca_file` or `pin`, to verify the server"),
    other_key("serial_number", "remove it: the switch reports its own"),
    other_key("personality_path", kNoPersonality),
    other_key("source_tarball", kNoPersonality),
    other_key("destination_tarball", kNoPersonality),
    other_key("timeout_config", kOwnTimeout, "120"),
    other_key("timeout_copy_system", kOwnTimeout, "2100"),
    other_key("timeout_copy_kickstart", kOwnTimeout, "900"),
    other_key("timeout_copy_personality", kOwnTimeout, "900"),
    other_key("timeout_copy_user", kOwnTimeout, "900"),
};

}  // namespace poap
