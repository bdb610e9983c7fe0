#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/names.hpp"
#include "base/release.hpp"

namespace poap {

enum class Protocol { Http, Tftp, Usb };

/// A file the switch is to have, and where from.
struct PlannedFile {
    FileName name;  ///< on bootflash
    Protocol protocol;
    std::string url;
    std::optional<Digest> digest = std::nullopt;  ///< the strongest that the plan gives
    /// Whether the POAP server renders it. The lab's answers 500 for what it has not rendered.
    bool rendered = false;

    /// Where its `.md5` may be.
    std::string sidecar_url() const { return url + ".md5"; }

    /// Its name on the server.
    std::string served_name() const { return url.substr(url.rfind('/') + 1); }

    /// Whether it is an image that runs by its name. A name that was given to it here says nothing of what
    /// it is.
    bool is_running(const std::optional<FileName>& running) const {
        return name == running && served_name() == name.str();
    }
};

/// How an image is made the one that the next reload boots.
enum class Install {
    BootVariable,
    InstallAll,  ///< `install all`, which upgrades the BIOS as well
};

/// Of `boot-variable` and `install-all`; nothing of any other text.
std::optional<Install> parse_install(std::string_view text);

/// An image to go through on the way to the target.
struct Hop {
    PlannedFile system;
    std::optional<PlannedFile> kickstart;
    /// The first release it applies from; none: the release of the hop before it, and any for the first one.
    std::optional<Release> from;
};

/// What is wanted of this switch. Made by the parsers of plans alone: every name, host and URL in it is fit
/// for a file system, a URL and a CLI line, and `fault_of` finds nothing.
struct InstallPlan {
    std::optional<PlannedFile> config;                    ///< none on the way through a hop
    std::optional<PlannedFile> system;                    ///< none: leave image and boot variable as they are
    std::optional<PlannedFile> kickstart = std::nullopt;  ///< only beside a system image
    Install install = Install::BootVariable;
    std::vector<Hop> hops = {};
};

/// The names, on bootflash, of all files of the plan, those of its hops among them.
std::vector<FileName> names_of(const InstallPlan& plan);

/// Why the plan does not hold as a whole (a config named as an image is, two files of one name, a hop whose
/// image names no release), for a person; nothing where it does.
std::optional<std::string> validation_error(const InstallPlan& plan);

}  // namespace poap
