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

/// The images that a plan wants booted; none where it leaves the boot variable as it is.
std::optional<BootImages> boot_images(const InstallPlan& plan);

/// All that commit needs: verified files under `.<name>.part`, and the images to boot.
struct Staged {
    std::optional<StagedFile> config;         ///< none on the way through a hop
    std::vector<StagedImage> images;          ///< all of the plan, the kickstart image first
    std::optional<BootImages> boot;           ///< none: leave the boot variable as it is
    Install install = Install::BootVariable;  ///< how `boot` is made the next one
};

/// Downloads and verifies the config, if there is one, then the images, beside their targets on bootflash.
/// Nothing else is changed, except that `reclaimer` may remove images where space is short.
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
Staged stage(const InstallPlan& plan, const RunningImages& running, const SpaceReclaimer& reclaimer,
             const Context& context);

}  // namespace poap
