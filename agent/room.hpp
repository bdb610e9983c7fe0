#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "error.hpp"
#include "log.hpp"
#include "plan/install_plan.hpp"
#include "switch/bootflash.hpp"
#include "switch/cli.hpp"
#include "switch/show.hpp"
#include "switch/spare_images.hpp"

namespace poap {

/// What has to be free on bootflash before a file of this size is tried again: a hundredth more, and 8 MB at
/// least, for what else is written there meanwhile (logs, the switch's own files).
std::uint64_t room_for(std::uint64_t bytes);

/// Room on bootflash, made by removing images that nobody needs.
class Room {
  public:
    /// @param plan with its hops: none of its files is removed, nor an image that runs
    /// @param may_remove else nothing is; what could be is named in the error
    Room(const Bootflash& bootflash, Cli& cli, const RunningImages& running, const InstallPlan& plan,
         bool may_remove, Log& log);

    /// Removes images, the oldest first and just enough of them, so that what ended in `full` can be tried
    /// again. `show boot` is asked what boots; where its answer is not understood nothing is removed, nor
    /// where all that may go is not enough.
    /// @throws Error `full` itself, where it is not space that is short; (NoSpace) where none is made;
    /// (Switch, Interrupted)
    void make(const Error& full) const;

    /// What `make` would remove if bootflash had `free` bytes, and the images of `removed` were removed
    /// already. Removes nothing.
    /// @throws Error where `make` would, but for the removal itself
    std::vector<FlashFile> images_to_remove(const Error& full, std::uint64_t free,
                                            const std::vector<FlashFile>& removed) const;

  private:
    std::vector<FlashFile> ask_for_spare(const Error& full) const;
    void remove(const std::vector<FlashFile>& images) const;

    const Bootflash& bootflash_;
    Cli& cli_;
    bool running_is_known_;
    std::vector<FileName> kept_;
    bool may_remove_;
    Log& log_;
};

}  // namespace poap
