#pragma once

#include <optional>
#include <string>

#include "base/names.hpp"
#include "base/release.hpp"

namespace poap {

/// The switch's log of its first setup. As in Cisco's poap.py, a Nexus 3000 is in its own mode, not in that
/// of a Nexus 9000, if the first line does not contain `START`.
inline const std::string kFirstSetupLog = "/tmp/first_setup.log";

/// The image that replays the configuration.
struct ReplayingImage {
    std::optional<FileName> name;
    std::optional<Release> release;  ///< none: unknown
};

/// Whether lines that need a reload must be scheduled first: on a Nexus 3000 in its own mode, and by an image
/// older than 7.0(3)I4(1). Where the mode or the release is unknown, too: in two parts the configuration is
/// replayed by all images.
struct SplitRule {
    bool needed;
    std::string reason;  ///< for people: `nxos.9.3.3.bin replays it in one part`
};

/// @param first_setup_log path of that log, which other users may have replaced
SplitRule split_rule(const std::string& first_setup_log, const ReplayingImage& image);

}  // namespace poap
