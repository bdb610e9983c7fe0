#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "flash/bootflash.hpp"
#include "nxos/show.hpp"
#include "plan/install_plan.hpp"
#include "provision/context.hpp"
#include "provision/spare_images.hpp"

namespace poap {

/// What has to be free on bootflash before a file of this size is tried again: a hundredth more, and 8 MB at
/// least, for what else is written there meanwhile (logs, the switch's own files).
std::uint64_t with_margin(std::uint64_t bytes);

/// Frees space on bootflash by removing unused images.
class SpaceReclaimer {
  public:
    /// Without `--make-room` nothing is removed: the error names what could be.
    /// @param plan with its hops: none of its files is removed, nor an image that runs
    SpaceReclaimer(const Context& context, const RunningImages& running, const InstallPlan& plan);

    /// Removes images, the oldest first and just enough of them, so that what ended in `full` can be tried
    /// again. `show boot` is asked what boots; where its answer is not understood nothing is removed, nor
    /// where all that may go is not enough.
    /// @throws Error `full` itself, where it is not space that is short; (NoSpace) where none is made;
    /// (Switch, Interrupted)
    void reclaim(const Error& full) const;

    /// What `reclaim` would remove if bootflash had `free` bytes, and the images of `removed` were removed
    /// already. Removes nothing.
    /// @throws Error where `reclaim` would, but for the removal itself
    std::vector<FlashFile> images_to_remove(const Error& full, std::uint64_t free,
                                            const std::vector<FlashFile>& removed) const;

  private:
    std::vector<FlashFile> ask_for_spare(const Error& full) const;
    void remove(const std::vector<FlashFile>& images) const;

    const Context& context_;
    bool running_is_known_;
    std::vector<FileName> kept_;
};

}  // namespace poap
