#pragma once

#include <optional>
#include <vector>

#include "log.hpp"
#include "stage.hpp"
#include "switch/bootflash.hpp"
#include "transfer/staged_file.hpp"

namespace poap {

/// The staged files under their final names, as long as they are needed there. With the object the config,
/// which holds password hashes, is removed, and the images are withdrawn that no boot variable can name.
class Published {
  public:
    Published(Staged& staged, const Bootflash& bootflash, Log& log)
        : config_(staged.config), images_(staged.images), bootflash_(bootflash), log_(log) {}
    ~Published();
    Published(const Published&) = delete;
    Published& operator=(const Published&) = delete;

    /// @throws Error (Switch, NoSpace)
    void publish();

    /// A boot variable may name an image: from then on it must stay where it is.
    bool image_in_use = false;

  private:
    template <typename Step>
    void tell(Step&& step);
    void remove_config();

    std::optional<StagedFile>& config_;
    std::vector<StagedImage>& images_;
    const Bootflash& bootflash_;
    Log& log_;
    bool config_published_ = false;
    std::vector<StagedFile*> new_images_;
};

}  // namespace poap
