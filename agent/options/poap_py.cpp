#include "options/poap_py.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "options/poap_py_keys.hpp"
#include "options/usage.hpp"
#include "plan/install_plan.hpp"

namespace poap {

namespace {

constexpr std::string_view kDefaultPath = "/var/lib/tftpboot/";
constexpr std::uint64_t kDefaultSpace = 100000;  // in KiB

bool is_default_path(std::string_view path) {
    return path == kDefaultPath || path == kDefaultPath.substr(0, kDefaultPath.size() - 1);
}

/// Collects keys that are not supported, and replacements for them.
class Refusals {
  public:
    void add(std::string_view key, std::string_view instead) {
        // After a bare `password` the log would hide one of our words.
        refused_.push_back(
            {std::string(key == "password" ? "--password=**** as an argument" : key), std::string(instead)});
    }
    void end_if_any() const {
        if (refused_.empty()) return;
        if (refused_.size() == 1)
            usage(concat(refused_.front().key, " is not supported"), refused_.front().instead);
        std::string keys;
        std::string advice;
        for (const auto& [key, instead] : refused_) {
            keys += concat(keys.empty() ? "" : ", ", key);
            advice += concat(advice.empty() ? "" : "; ", "for ", key, ": ", instead);
        }
        usage(concat("supported by poap.py, but not here: ", keys), advice);
    }

  private:
    struct Refused {
        std::string key;
        std::string instead;
    };
    std::vector<Refused> refused_;
};

/// The options block during translation.
class Block {
  public:
    Block(RawOptions& raw, Options& options, const PoapEnvironment& environment)
        : raw_(raw), own_(raw.own), options_(options), from_usb_(environment.from_usb) {}

    void refuse_unsupported() const {
        Refusals refusals;
        for (const Key& key : kKeys) {
            if (key.treatment == Treatment::Refused && has(key.name) && !has_no_effect(key))
                refusals.add(key.name, key.instead);
        }
        if (own_.mode && own_.mode->value == "personality") refusals.add("mode personality", kNoPersonality);
        if (is_here()) refuse_protocol(refusals);
        if (has("destination_path") && value("destination_path") != "/bootflash/" &&
            value("destination_path") != "/bootflash")
            refusals.add("destination_path", "set it to /bootflash/, the folder for all files");
        refusals.end_if_any();
    }

    /// Whether there is anything to translate.
    bool is_here() const { return first_key() != nullptr; }

    /// @throws Error (Usage) if a key's value is invalid, or the file server is set in addition to a POAP
    /// server
    void translate() {
        if (!raw_.server.empty())
            usage(
                concat("poap_server and poap.py's ", first_key()->name, " both set the source of the files"),
                "remove one of them");
        if (!own_.mode) own_.mode = Given{"mode", "serial_number"};
        for (const Key& key : kKeys) {
            if (key.flag != nullptr && has(key.name)) become(own_.*key.flag, key.name, value(key.name));
        }
        if (!own_.config_file) own_.config_file = Given{"source_config_file", "poap.cfg"};
        take_places();
        take_images();
        take_midway();
        take_digests();
        own_.builtin_path = !is_on("skip_multi_level");
        options_.upgrade_old_bios = is_on("use_nxos_boot");
        if (!raw_.required_space) raw_.required_space = kDefaultSpace;
    }

    void warn_of_ignored_keys() {
        std::string keys;
        const auto add = [&keys](std::string_view key) { keys += concat(keys.empty() ? "" : ", ", key); };
        for (const Key& key : kKeys) {
            const bool has_effect = key.treatment == Treatment::Refused && !has_no_effect(key);
            if (key.treatment == Treatment::Honoured || has_effect || !has(key.name)) continue;
            if (key.name == "user_app_path" && !is_default_path(value(key.name))) {
                options_.warnings.emplace_back(
                    "user_app_path is ignored: it downloads nothing by itself. `user_files` lists files to "
                    "download");
            } else {
                add(key.name);
            }
        }
        if (has("destination_kickstart_image") && !own_.kickstart_image) {
            own_.kickstart_name.reset();
            add("destination_kickstart_image");
        }
        if (!keys.empty())
            options_.warnings.push_back(concat("ignored, because they have no effect here: ", keys));
    }

  private:
    std::string value(std::string_view key) const {
        const auto found = raw_.poap_py.find(std::string(key));
        return found == raw_.poap_py.end() ? "" : found->second;
    }
    /// The scheme of `file_server`, which takes precedence, or poap.py's key.
    std::string protocol() const {
        if (own_.file_server) return own_.file_server->value.substr(0, own_.file_server->value.find(':'));
        return has("transfer_protocol") ? value("transfer_protocol") : "scp";
    }
    /// Whether the key is there, and not empty, False or, for a boolean, 0.
    bool has(std::string_view key) const {
        const std::string text = lower(value(key));
        return !text.empty() && text != "false" && !(text == "0" && is_poap_py_switch(poap_py_flag(key)));
    }

    bool is_on(std::string_view key) const {
        if (!has(key)) return false;
        if (lower(value(key)) != "true" && value(key) != "1")
            usage(concat(key, " is `", printable(value(key), 80), "`, neither True nor False"));
        return true;
    }

    /// Whether a refused key would have no effect in poap.py either: because of the USB stick or the
    /// protocol.
    bool has_no_effect(const Key& key) const {
        if (key.name == "compact_image") return from_usb_ || protocol() != "scp";
        if (key.name == "https_ignore_certificate") return from_usb_ || protocol() != "https";
        return false;
    }

    const Key* first_key() const {
        const auto found = std::find_if(kKeys.begin(), kKeys.end(), [this](const Key& key) {
            return key.treatment == Treatment::Honoured && has(key.name);
        });
        return found == kKeys.end() ? nullptr : &*found;
    }

    void refuse_protocol(Refusals& refusals) const {
        constexpr std::array<std::string_view, 6> kProtocols = {"scp",  "sftp",  "ftp",
                                                                "http", "https", "tftp"};
        if (from_usb_ || own_.file_server || std::ranges::find(kProtocols, protocol()) != kProtocols.end())
            return;
        refusals.add(concat("transfer_protocol ", printable(protocol(), 40)),
                     "set it to scp, sftp, ftp, http, https or tftp");
    }

    static void become(std::optional<Given>& flag, std::string_view key, const std::string& value) {
        if (flag) usage(concat(flag->name, " and ", key, " set the same option: remove one of them"));
        flag = Given{std::string(key), value};
    }

    void take_places() {
        if (has("hostname") && !from_usb_) {
            become(own_.file_server, "hostname", concat(protocol(), "://", value("hostname")));
        } else if (!from_usb_ && !own_.file_server) {
            usage("hostname is missing: the file server");
        }
        // On a stick, the default is the root folder.
        const std::string path(from_usb_ ? "" : kDefaultPath);
        if (!own_.config_path) own_.config_path = Given{"config_path", path};
        if (!own_.image_path) own_.image_path = Given{"target_image_path", path};
        if (!has("usb_slot")) return;
        if (value("usb_slot") != "1" && value("usb_slot") != "2")
            usage(concat("usb_slot is `", printable(value("usb_slot"), 40), "`, neither 1 nor 2"));
        raw_.usb = "/usbslot" + value("usb_slot");
    }

    void take_images() {
        if (own_.kickstart_image && own_.system_image && boots_alone(own_.system_image->value)) {
            options_.warnings.push_back(concat(own_.kickstart_image->name,
                                               " is ignored: ", printable(own_.system_image->value, 80),
                                               " needs no kickstart image"));
            own_.kickstart_image.reset();
            own_.kickstart_name.reset();
        }
        const bool install_all = !is_on("use_nxos_boot") && own_.system_image && !own_.kickstart_image;
        own_.recipe_installs_all = !raw_.install && !is_on("use_nxos_boot");
        if (!raw_.install)
            raw_.install = Given{"use_nxos_boot", install_all ? "install-all" : "boot-variable"};
    }

    void take_midway() {
        if (!has("midway_system_image") || is_on("skip_multi_level")) return;
        const std::string system = value("midway_system_image");
        const bool two = has("midway_kickstart_image") && !boots_alone(system);
        become(own_.hops, "midway_system_image",
               two ? concat(system, '+', value("midway_kickstart_image")) : system);
    }

    void take_digests() {
        if (is_on("disable_md5")) {
            raw_.no_sidecar = true;
        } else if (!raw_.no_sidecar) {
            own_.extra_digests_are_optional = !options_.require_digest;
            options_.require_digest = true;
        }
    }

    RawOptions& raw_;
    RawStaticPlan& own_;
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
    names.reserve(std::size(kKeys));
    for (const Key& key : kKeys) names.emplace_back(key.name);
    return names;
}

void translate_poap_py(RawOptions& raw, Options& options, const PoapEnvironment& environment) {
    Block block(raw, options, environment);
    block.refuse_unsupported();
    if (block.is_here()) block.translate();
    block.warn_of_ignored_keys();
}

}  // namespace poap
