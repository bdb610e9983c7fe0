#pragma once

#include <optional>
#include <vector>

#include "flash/bootflash.hpp"
#include "flash/placed_file.hpp"
#include "flash/staged_file.hpp"
#include "log/log.hpp"
#include "nxos/schedule.hpp"
#include "provision/published_config.hpp"
#include "provision/stage.hpp"

namespace poap {

/// The staged files under their final names, while they are needed there. The destructor removes the
/// configuration, and withdraws images that no boot variable can name, and extra files that no scheduled
/// configuration can name.
class Published {
  public:
    Published(Staged& staged, const Bootflash& bootflash, Log& log)
        : staged_first_(staged.first_config),
          staged_config_(staged.config),
          staged_files_(staged.files),
          images_(staged.images),
          bootflash_(bootflash),
          log_(log) {}
    ~Published();
    Published(const Published&) = delete;
    Published& operator=(const Published&) = delete;

    /// @throws Error (Switch, NoSpace)
    void publish_config();
    /// Puts the extra files into their folders.
    /// @throws Error (Switch, NoSpace)
    void publish_files();
    /// @throws Error (Switch, NoSpace)
    void publish_images();

    /// The parts to schedule, in their order. Each has its planned name, or one of the agent's own if another
    /// file has that.
    /// @pre a configuration is published
    std::vector<ConfigFile> config_files() const;

    /// Checks that each published name still is the verified file: call it before and after CLI commands that
    /// name one.
    /// @throws Error (Switch)
    void check() const;

    /// Whether a boot variable may name an image, which must stay then.
    void keep_images(bool keep) { keeps_images_ = keep; }
    bool keeps_images() const { return keeps_images_; }

    /// Whether the configuration is, or may be, scheduled, so that it needs the extra files.
    void keep_files(bool keep) { keeps_files_ = keep; }

  private:
    template <typename Step>
    void log_failure(Step&& step);

    const std::optional<StagedFile>& staged_first_;
    const std::optional<StagedFile>& staged_config_;
    std::vector<StagedExtra>& staged_files_;
    std::vector<StagedImage>& images_;
    const Bootflash& bootflash_;
    Log& log_;
    std::optional<PublishedConfig> first_;  ///< of two parts
    std::optional<PublishedConfig> config_;
    std::vector<PlacedFile> files_;
    bool keeps_files_ = false;
    bool keeps_images_ = false;
    bool images_published_ = false;
    std::vector<StagedFile*> new_images_;
};

}  // namespace poap
