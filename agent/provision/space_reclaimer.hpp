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

/// Space that must be free on bootflash before a file of this size is retried: 1 % more, at least 8 MB, for
/// other files written meanwhile (logs, the switch's own files).
std::uint64_t with_margin(std::uint64_t bytes);

/// Frees space on bootflash by removing unused images.
class SpaceReclaimer {
  public:
    /// Without `--make-room`, removes nothing: the error names the candidates.
    /// @param plan including intermediate images: its files and the running images are not removed
    SpaceReclaimer(const Context& context, const RunningImages& running, const InstallPlan& plan);

    /// Removes images, the oldest first and only as many as necessary, so that the step that ended in `full`
    /// can be retried. Asks `show boot` which images boot; removes nothing if its answer is in an unknown
    /// form, or if removing all candidates would not free enough.
    /// @throws Error `full` itself if it is not about space; (NoSpace) if no space is freed; (Switch,
    /// Interrupted)
    void reclaim(const Error& full) const;

    /// What `reclaim` would remove if bootflash had `free` bytes, and the images in `removed` were gone
    /// already. Removes nothing.
    /// @throws Error if `reclaim` would, except for failed removals
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
