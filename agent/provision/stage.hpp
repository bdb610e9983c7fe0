#pragma once

#include <optional>
#include <vector>

#include "base/identity.hpp"
#include "flash/staged_file.hpp"
#include "flash/staged_image.hpp"
#include "nxos/boot_variable.hpp"
#include "plan/install_plan.hpp"
#include "provision/space_reclaimer.hpp"
#include "provision/stage_file.hpp"

namespace poap {

/// The images that the plan wants to boot; none if the boot variable stays unchanged.
std::optional<BootImages> boot_images(const InstallPlan& plan);

/// Everything that commit needs: verified files under `.<name>.part`, and the images to boot.
struct Staged {
    std::optional<StagedFile> first_config;   ///< the part of the configuration to schedule first, if any
    std::optional<StagedFile> config;         ///< none if the next image is an intermediate one
    std::vector<StagedExtra> files;           ///< all extra files in the plan
    std::vector<StagedImage> images;          ///< all images in the plan, the kickstart image first
    std::optional<BootImages> boot;           ///< none: leave the boot variable unchanged
    Install install = Install::BootVariable;  ///< how to activate `boot`
};

/// Downloads and verifies the config, if there is one, then extra files, then the images, under their part
/// names on bootflash. Splits the config as `split` demands. Changes nothing else, except that `reclaimer`
/// may remove images if space is short.
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
Staged stage(const InstallPlan& plan, const RunningImages& running, const ConfigSplit& split,
             const SpaceReclaimer& reclaimer, const Context& context);

}  // namespace poap
