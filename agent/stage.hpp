#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "clock.hpp"
#include "log.hpp"
#include "plan/install_plan.hpp"
#include "retry.hpp"
#include "room.hpp"
#include "switch/boot_variable.hpp"
#include "switch/bootflash.hpp"
#include "switch/identity.hpp"
#include "transfer/staged_file.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// What becomes of a planned image, and why.
enum class ImageAction {
    SkipRunning,      ///< it is the one running
    SkipOnBootflash,  ///< it is on bootflash already, with the right digest
    Download,
};

/// @param expected the image's digest, if one is known
/// @throws Error (Switch, Interrupted) while reading bootflash
ImageAction decide_image(const PlannedFile& image, const std::optional<FileName>& running,
                         const std::optional<Digest>& expected, const Bootflash& bootflash, Clock& clock);

/// The images that a plan wants booted; none where it leaves the boot variable as it is.
std::optional<BootImages> boot_images(const InstallPlan& plan);

/// All that commit needs: verified files under `.<name>.part`, and the images to boot.
struct Staged {
    std::optional<StagedFile> config;         ///< none on the way through a hop
    std::vector<StagedFile> images;           ///< those that were not there already
    std::optional<BootImages> boot;           ///< none: leave the boot variable as it is
    Install install = Install::BootVariable;  ///< how `boot` is made the next one
};

/// How files are fetched and checked.
struct Staging {
    Transport& transport;
    const Bootflash& bootflash;
    const Retries& retries;               ///< of each transfer
    bool require_digest;                  ///< no file without a known digest
    std::optional<Clock::Time> deadline;  ///< when the switch will end the program
    const Room& room;                     ///< made where a file finds none
    bool sidecars = true;                 ///< whether a file's `.md5` is asked for
    std::uint64_t required_space = 0;     ///< in bytes, on bootflash before anything is fetched
};

/// Downloads and verifies the config, if there is one, then the images, beside their targets on bootflash.
/// Nothing else is changed, but where room has to be made.
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
Staged stage(const InstallPlan& plan, const RunningImages& running, const Staging& staging);

}  // namespace poap
