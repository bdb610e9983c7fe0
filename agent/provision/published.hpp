#pragma once

#include <optional>
#include <vector>

#include "flash/bootflash.hpp"
#include "flash/staged_file.hpp"
#include "log/log.hpp"
#include "provision/published_config.hpp"
#include "provision/stage.hpp"

namespace poap {

/// The staged files under their final names, as long as they are needed there. With the object the
/// configuration is removed, and the images are withdrawn that no boot variable can name.
class Published {
  public:
    Published(Staged& staged, const Bootflash& bootflash, Log& log)
        : staged_config_(staged.config), images_(staged.images), bootflash_(bootflash), log_(log) {}
    ~Published();
    Published(const Published&) = delete;
    Published& operator=(const Published&) = delete;

    /// @throws Error (Switch, NoSpace)
    void publish_config();
    /// @throws Error (Switch, NoSpace)
    void publish_images();

    /// The name to schedule from: the plan's, or one of the agent's own where somebody else's file has that.
    /// @pre a configuration is published
    const FileName& config_name() const { return config_.value().name(); }

    /// That each published name is still the file that was verified: for before and after a command of the
    /// CLI that names one.
    /// @throws Error (Switch)
    void check() const;

    /// Whether a boot variable may name an image: then it must stay where it is.
    void keep_images(bool keep) { keeps_images_ = keep; }
    bool keeps_images() const { return keeps_images_; }

  private:
    template <typename Step>
    void log_failure(Step&& step);

    const std::optional<StagedFile>& staged_config_;
    std::vector<StagedImage>& images_;
    const Bootflash& bootflash_;
    Log& log_;
    std::optional<PublishedConfig> config_;
    bool keeps_images_ = false;
    bool images_published_ = false;
    std::vector<StagedFile*> new_images_;
};

}  // namespace poap
