#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "names.hpp"
#include "server/endpoint.hpp"
#include "transfer/digest.hpp"

namespace poap {

enum class Protocol { Http, Tftp };

/// A file the switch is to have, and where from.
struct PlannedFile {
    FileName name;  ///< on bootflash
    Protocol protocol;
    std::string url;
    std::optional<Digest> digest;  ///< the strongest that the plan gives

    /// Where its `.md5` may be.
    std::string sidecar_url() const { return url + ".md5"; }
};

/// What the POAP server wants of this switch. Made by `parse_install_plan` alone: every name, host and URL in
/// it is fit for a file system, a URL and a CLI line.
struct InstallPlan {
    PlannedFile config;
    std::optional<PlannedFile> system;     ///< none: leave image and boot variable as they are
    std::optional<PlannedFile> kickstart;  ///< only beside a system image
};

/// From the JSON body of a registration's answer.
/// @param asker the switch as it registered, for a person: `serial ..., MAC ...`
/// @throws Error (Server) naming the key that does not hold; or saying that the switch is unknown where
/// `system_image` and `kickstart_image` are both missing, as the lab's server answers then
InstallPlan parse_install_plan(std::string_view json, const std::string& asker);

}  // namespace poap
