#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "flash/staged_file.hpp"
#include "flash/staged_image.hpp"
#include "nxos/boot_variable.hpp"
#include "plan/install_plan.hpp"
#include "provision/context.hpp"

namespace poap {

/// What becomes of a planned image, and why.
enum class ImageAction {
    SkipRunning,      ///< it runs, and its file on bootflash is not known to be wrong
    SkipOnBootflash,  ///< it is on bootflash already, with the right digest
    Download,
};

struct ImageDecision {
    ImageAction action;
    std::string reason;  ///< for a person, e.g. `it is not on bootflash`
    Descriptor file;     ///< where it is skipped, the one on bootflash
};

/// The digest that an image must have: the plan's, else its sidecar's, else none.
/// @throws Error as fetch_sidecar and digest_in
std::optional<Digest> expected_digest(const PlannedFile& image, const Context& context);

/// A file on bootflash that somebody else could change is never skipped, running or not.
/// @param expected the image's digest, if one is known
/// @throws Error (Switch, Interrupted) while reading bootflash
ImageDecision decide_image(const PlannedFile& image, const std::optional<FileName>& running,
                           const std::optional<Digest>& expected, const Bootflash& bootflash, Clock& clock);

/// Downloads and verifies a configuration, and makes of it what is scheduled: see scheduled_config.
/// @param boot the planned images, if any
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
StagedFile stage_config(const PlannedFile& config, const std::optional<BootImages>& boot,
                        const Context& context);

/// Downloads and verifies an image, unless it is on bootflash already.
/// @param running the image of its kind that the switch runs
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
StagedImage stage_image(const PlannedFile& image, const std::optional<FileName>& running,
                        const Context& context);

}  // namespace poap
