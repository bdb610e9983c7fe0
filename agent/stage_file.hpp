#pragma once

#include <cstdint>
#include <optional>

#include "clock.hpp"
#include "names.hpp"
#include "plan/install_plan.hpp"
#include "retry.hpp"
#include "room.hpp"
#include "staged_image.hpp"
#include "switch/boot_variable.hpp"
#include "switch/bootflash.hpp"
#include "transfer/digest.hpp"
#include "transfer/staged_file.hpp"
#include "transfer/transport.hpp"

namespace poap {

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

/// What becomes of a planned image, and why.
enum class ImageAction {
    SkipRunning,      ///< it is the one running, and on bootflash
    SkipOnBootflash,  ///< it is on bootflash already, with the right digest
    Download,
};

struct ImageDecision {
    ImageAction action;
    Descriptor file;  ///< where it is skipped, the one on bootflash
};

/// @param expected the image's digest, if one is known
/// @throws Error (Switch, Interrupted) while reading bootflash
ImageDecision decide_image(const PlannedFile& image, const std::optional<FileName>& running,
                           const std::optional<Digest>& expected, const Bootflash& bootflash, Clock& clock);

/// Downloads and verifies a configuration, and makes of it what is scheduled: see scheduled_config.
/// @param boot the planned images, if any
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
StagedFile stage_config(const PlannedFile& config, const std::optional<BootImages>& boot,
                        const Staging& staging);

/// Downloads and verifies an image, unless it is on bootflash already.
/// @param running the image of its kind that the switch runs
/// @throws Error (Transfer, Digest, NoSpace, Switch, Interrupted)
StagedImage stage_image(const PlannedFile& image, const std::optional<FileName>& running,
                        const Staging& staging);

}  // namespace poap
