#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/added_lines.hpp"
#include "base/digest.hpp"
#include "base/flash_folder.hpp"
#include "base/names.hpp"
#include "base/release.hpp"

namespace poap {

enum class Protocol { Http, Tftp, Usb, Sftp, Scp, Ftp };

/// A file for the switch, and its source.
struct PlannedFile {
    FileName name;  ///< on bootflash
    Protocol protocol;
    std::string url;
    std::optional<Digest> digest = std::nullopt;  ///< the strongest in the plan
    /// Whether the POAP server renders it. The lab's server answers 500 for a config that it has not
    /// rendered.
    bool rendered = false;
    /// Whether it may lack a digest even with --require-digest.
    bool digest_is_optional = false;

    /// URL of its `.md5`, if it has one.
    std::string sidecar_url() const { return url + ".md5"; }

    /// Its name on the server.
    std::string served_name() const { return url.substr(url.rfind('/') + 1); }

    /// Whether it is the running image, judging by its name. A name assigned on bootflash does not count.
    bool is_running(const std::optional<FileName>& running) const {
        return name == running && served_name() == name.str();
    }
};

/// A file in addition to configuration and images. It stays on bootflash after the run.
struct ExtraFile {
    PlannedFile file;
    FlashFolder folder = {};  ///< on bootflash

    /// On bootflash: `poap_files/x.lic`.
    std::string path() const { return folder.path_of(file.name); }

    /// On bootflash itself: its own name, or that of the first folder.
    const FileName& first_name() const { return folder.names().empty() ? file.name : folder.names().front(); }

    /// Its name until the commit, when it has no folder yet: `poap_files_x.lic`.
    /// @pre the path is not longer than FlashFolder::kLongestPath
    FileName staged_name() const;
};

/// How to make an image the one that the next reload boots.
enum class Install {
    BootVariable,
    InstallAll,  ///< `install all`, which also upgrades the BIOS
};

/// Whether an image of this name boots without a kickstart image.
bool boots_alone(std::string_view system_image);

/// Parses `boot-variable` or `install-all`; nothing for any other text.
std::optional<Install> parse_install(std::string_view text);

/// An intermediate image on the upgrade path.
struct Hop {
    PlannedFile system;
    std::optional<PlannedFile> kickstart;
    /// The first release it applies to; none: the release of the image before it, or any for the first one.
    std::optional<Release> from;
};

/// The files for a switch, and how to install them. Created only by the plan parsers: every name, host and
/// URL in it is safe on a file system, in a URL and in a CLI line, and `validation_error` finds nothing.
struct InstallPlan {
    std::optional<PlannedFile> config;                    ///< none if the next image is an intermediate one
    std::optional<PlannedFile> system;                    ///< none: keep image and boot variable
    std::optional<PlannedFile> kickstart = std::nullopt;  ///< only with a system image
    Install install = Install::BootVariable;
    std::vector<Hop> hops = {};
    std::vector<ExtraFile> files = {};  ///< only with a config
    AddedLines added = {};              ///< to the config
};

/// Names on bootflash of all files in the plan, including intermediate images; of extra files, the names
/// until the commit.
std::vector<FileName> names_of(const InstallPlan& plan);

/// Why the plan is invalid as a whole (a config with an image's name, two files of one name, an intermediate
/// image without a release in its name, a file with a name of the agent's own); nothing if it is valid.
std::optional<std::string> validation_error(const InstallPlan& plan);

}  // namespace poap
