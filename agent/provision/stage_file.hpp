#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "flash/placed_file.hpp"
#include "flash/staged_file.hpp"
#include "flash/staged_image.hpp"
#include "nxos/boot_variable.hpp"
#include "plan/install_plan.hpp"
#include "provision/config_split.hpp"
#include "provision/context.hpp"

namespace poap {

/// What to do with a planned image.
enum class ImageAction {
    SkipRunning,      ///< it is running, and its file on bootflash is not known to be wrong
    SkipOnBootflash,  ///< it is already on bootflash, with the right digest
    Download,
};

struct ImageDecision {
    ImageAction action;
    std::string reason;  ///< for people, e.g. `it is not on bootflash`
    Descriptor file;     ///< if it is skipped: the file on bootflash
};

/// A file on bootflash that other users could change is never skipped, not even if it is running.
/// @param expected the image's digest, if one is known
/// @throws Error (Switch, Interrupted) while reading bootflash
ImageDecision decide_image(const PlannedFile& image, const std::optional<FileName>& running,
                           const std::optional<Digest>& expected, const Bootflash& bootflash, Clock& clock);

/// A configuration, in one part or two.
struct StagedConfig {
    std::optional<StagedFile> first;  ///< named as first_config_name says
    StagedFile rest;
};

/// Downloads and verifies a configuration, and turns it into the text to schedule: see scheduled_config.
/// @param boot the planned images, if any
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
/// @param added lines to add to it
StagedConfig stage_config(const PlannedFile& config, const std::optional<BootImages>& boot,
                          const AddedLines& added, const ConfigSplit& split, const Context& context);

/// Downloads and verifies an image, unless it is on bootflash already.
/// @param running the running image of the same kind
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
StagedImage stage_image(const PlannedFile& image, const std::optional<FileName>& running,
                        const Context& context);

/// The file of an extra file's name in its folder on bootflash; none if there is none that only its owner can
/// change.
/// @throws Error (Switch)
Descriptor open_in_place(const ExtraFile& extra, const Bootflash& bootflash);

/// Whether `there`, from open_in_place, has the expected digest.
/// @throws Error (Switch, Interrupted)
bool is_in_place(const ExtraFile& extra, const Digest& expected, const Descriptor& there, Clock& clock);

/// Downloads and verifies an extra file, unless it is in its folder on bootflash already.
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
StagedExtra stage_extra(const ExtraFile& extra, const Context& context);

}  // namespace poap
