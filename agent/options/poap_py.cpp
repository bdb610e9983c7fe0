#include "options/poap_py.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "options/usage.hpp"
#include "text.hpp"

namespace poap {

namespace {

/// What becomes of a key.
struct Key {
    std::string_view name;
    std::string_view instead;                          ///< of one that is not honoured: what to use
    std::optional<Given> RawOwnPlan::*flag = nullptr;  ///< that takes its value as it is
    bool is_switch = false;                            ///< True or False
};

constexpr Key switch_key(std::string_view name, std::string_view instead = {}) {
    return {name, instead, nullptr, true};
}

constexpr std::string_view kOwnTimeout =
    "`timeout`, seconds without progress, and script_timeout for all of it";
constexpr std::string_view kByConfig = "what the configuration, or somebody afterwards, installs";
constexpr std::string_view kOneImage = "nothing: a hop's image keeps its own name";
constexpr std::string_view kOneConfig = "nothing: the configuration goes to the switch in one piece";
constexpr std::string_view kNoPersonality = "another `mode`: there is no personality here";

/// poap.py's keys that are flags of the agent's too.
constexpr std::array<std::string_view, 5> kShared = {"--mode", "--username", "--config-path",
                                                     "--required-space", "--vrf"};

/// All others. Of `password` the boot file makes --password-file.
constexpr std::array kKeys = {
    Key{"hostname", {}},           // --file-server
    Key{"transfer_protocol", {}},  // --file-server
    Key{"target_image_path", {}, &RawOwnPlan::image_path},
    Key{"target_system_image", {}, &RawOwnPlan::system_image},
    Key{"target_kickstart_image", {}, &RawOwnPlan::kickstart_image},
    Key{"destination_system_image", {}, &RawOwnPlan::system_name},
    Key{"destination_kickstart_image", {}, &RawOwnPlan::kickstart_name},
    Key{"source_config_file", {}, &RawOwnPlan::config_file},
    Key{"destination_path", {}},        // nothing: it has to be /bootflash
    switch_key("disable_md5"),          // --no-sidecar, else --require-digest
    switch_key("use_nxos_boot"),        // --install
    Key{"midway_system_image", {}},     // --hops
    Key{"midway_kickstart_image", {}},  // --hops
    switch_key("skip_multi_level"),     // no --hops
    Key{"usb_slot", {}},                // --usb
    Key{"password", "--password-file: arguments are for everybody to read"},
    Key{"destination_config", kOneConfig},
    Key{"split_config_first", kOneConfig},
    Key{"split_config_second", kOneConfig},
    Key{"destination_midway_system_image", kOneImage},
    Key{"destination_midway_kickstart_image", kOneImage},
    Key{"install_path", kByConfig},
    Key{"user_app_path", kByConfig},
    switch_key("compact_image", "nothing: it is for scp alone"),
    switch_key("https_ignore_certificate", "`ca_file` or `pin`, which say what server to trust"),
    Key{"serial_number", "nothing: the switch says which one it is"},
    Key{"personality_path", kNoPersonality},
    Key{"source_tarball", kNoPersonality},
    Key{"destination_tarball", kNoPersonality},
    Key{"timeout_config", kOwnTimeout},
    Key{"timeout_copy_system", kOwnTimeout},
    Key{"timeout_copy_kickstart", kOwnTimeout},
    Key{"timeout_copy_personality", kOwnTimeout},
    Key{"timeout_copy_user", kOwnTimeout},
};

constexpr std::string_view kDefaultPath = "/var/lib/tftpboot/";
constexpr std::uint64_t kDefaultSpace = 100000;  // in KiB

bool is_one_image(std::string_view system_image) {
    return system_image.starts_with("nxos") || system_image.starts_with("n9000");
}

/// The keys that are not honoured, and what to use in their place.
class Refusals {
  public:
    void add(std::string_view key, std::string_view instead) {
        // Behind a bare `password` the log hides a word, and that would be one of ours.
        const std::string_view told = key == "password" ? "--password=**** as an argument" : key;
        keys_ += concat(keys_.empty() ? "" : ", ", told);
        advice_ += concat(advice_.empty() ? "" : "; ", "for ", told, ": ", instead);
    }
    void end_if_any() const {
        if (!keys_.empty()) usage(concat("not honoured here, though poap.py does: ", keys_), advice_);
    }

  private:
    std::string keys_;
    std::string advice_;
};

/// The block as it is translated.
class Block {
  public:
    Block(RawOptions& raw, Options& options, const PoapEnvironment& environment)
        : raw_(raw), own_(raw.own), options_(options), from_usb_(environment.from_usb) {}

    void refuse_what_is_not_honoured() const {
        Refusals refusals;
        for (const Key& key : kKeys) {
            if (!key.instead.empty() && has(key.name)) refusals.add(key.name, key.instead);
        }
        if (own_.mode && own_.mode->value == "personality") refusals.add("mode personality", kNoPersonality);
        if (is_here()) refuse_protocol(refusals);
        if (has("destination_path") && value("destination_path") != "/bootflash/" &&
            value("destination_path") != "/bootflash")
            refusals.add("destination_path", "/bootflash/, where all files go");
        refusals.end_if_any();
    }

    /// Whether there is anything to translate.
    bool is_here() const { return first_key() != nullptr; }

    void translate() {
        if (!raw_.server.empty())
            usage(concat("poap_server and poap.py's ", first_key()->name,
                         " are two ways of telling where files are"),
                  "leave one of them out");
        if (!own_.mode) own_.mode = Given{"mode", "serial_number"};
        for (const Key& key : kKeys) {
            if (key.flag != nullptr && has(key.name)) become(own_.*key.flag, key.name, value(key.name));
        }
        if (!own_.config_file) own_.config_file = Given{"source_config_file", "poap.cfg"};
        take_places();
        take_images();
        take_midway();
        take_digests();
        if (raw_.required_space == 0) raw_.required_space = kDefaultSpace;
    }

  private:
    std::string value(std::string_view key) const {
        const auto found = raw_.poap_py.find(std::string(key));
        return found == raw_.poap_py.end() ? "" : found->second;
    }
    bool has(std::string_view key) const { return !value(key).empty() && lower(value(key)) != "false"; }

    bool is_on(std::string_view key) const {
        if (!has(key)) return false;
        if (lower(value(key)) != "true")
            usage(concat(key, " is `", printable(value(key), 80), "`, neither True nor False"));
        return true;
    }

    const Key* first_key() const {
        const auto found = std::find_if(kKeys.begin(), kKeys.end(), [this](const Key& key) {
            return key.instead.empty() && has(key.name);
        });
        return found == kKeys.end() ? nullptr : &*found;
    }

    void refuse_protocol(Refusals& refusals) const {
        const std::string protocol = has("transfer_protocol") ? value("transfer_protocol") : "scp";
        if (from_usb_ || own_.file_server || protocol == "http" || protocol == "https" || protocol == "tftp")
            return;
        refusals.add(concat("transfer_protocol ", printable(protocol, 40),
                            has("transfer_protocol") ? "" : " (poap.py's default)"),
                     "http, https or tftp");
    }

    static void become(std::optional<Given>& flag, std::string_view key, const std::string& value) {
        if (flag) usage(concat(flag->name, " and ", key, " say the same: leave one of them out"));
        flag = Given{std::string(key), value};
    }

    void take_places() {
        if (has("hostname") && !from_usb_) {
            become(own_.file_server, "hostname",
                   concat(value("transfer_protocol"), "://", value("hostname")));
        } else if (!from_usb_ && !own_.file_server) {
            usage("hostname is missing: the file server");
        }
        // A stick has them in its root, unless said otherwise.
        const std::string path(from_usb_ ? "" : kDefaultPath);
        if (!own_.config_path) own_.config_path = Given{"config_path", path};
        if (!own_.image_path) own_.image_path = Given{"target_image_path", path};
        if (!has("usb_slot")) return;
        if (value("usb_slot") != "1" && value("usb_slot") != "2")
            usage(concat("usb_slot is `", printable(value("usb_slot"), 40), "`, neither 1 nor 2"));
        raw_.usb = "/usbslot" + value("usb_slot");
    }

    void take_images() {
        if (own_.kickstart_image && own_.system_image && is_one_image(own_.system_image->value)) {
            options_.warnings.push_back(concat(own_.kickstart_image->name,
                                               " is left out: ", printable(own_.system_image->value, 80),
                                               " needs none beside it"));
            own_.kickstart_image.reset();
            own_.kickstart_name.reset();
        }
        const bool install_all = !is_on("use_nxos_boot") && own_.system_image && !own_.kickstart_image;
        if (!raw_.install)
            raw_.install = Given{"use_nxos_boot", install_all ? "install-all" : "boot-variable"};
    }

    void take_midway() {
        if (!has("midway_system_image") || is_on("skip_multi_level")) return;
        const std::string system = value("midway_system_image");
        const bool two = has("midway_kickstart_image") && !is_one_image(system);
        become(own_.hops, "midway_system_image",
               two ? concat(system, '+', value("midway_kickstart_image")) : system);
    }

    void take_digests() {
        if (is_on("disable_md5")) {
            raw_.no_sidecar = true;
        } else if (!raw_.no_sidecar) {
            options_.require_digest = true;
        }
    }

    RawOptions& raw_;
    RawOwnPlan& own_;
    Options& options_;
    bool from_usb_;
};

}  // namespace

bool is_poap_py_flag(std::string_view flag) {
    return std::ranges::any_of(kKeys, [&](const Key& key) { return flag == poap_py_flag(key.name); });
}

bool is_shared_with_poap_py(std::string_view flag) {
    return std::ranges::find(kShared, flag) != kShared.end();
}

bool is_poap_py_switch(std::string_view argument) {
    return std::ranges::any_of(
        kKeys, [&](const Key& key) { return key.is_switch && argument == poap_py_flag(key.name); });
}

std::string poap_py_flag(std::string_view key) {
    std::string flag = concat("--", key);
    std::ranges::replace(flag, '_', '-');
    return flag;
}

std::vector<std::string> poap_py_keys() {
    std::vector<std::string> names;
    for (const Key& key : kKeys) names.emplace_back(key.name);
    return names;
}

void translate_poap_py(RawOptions& raw, Options& options, const PoapEnvironment& environment) {
    Block block(raw, options, environment);
    block.refuse_what_is_not_honoured();
    if (block.is_here()) block.translate();
}

}  // namespace poap
