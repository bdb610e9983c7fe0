#include "commit.hpp"

#include "error.hpp"
#include "switch/hop_mark.hpp"
#include "switch/startup.hpp"
#include "text.hpp"

namespace poap {

namespace {

/// The staged files under their final names, as long as they are needed there.
class Published {
  public:
    Published(Staged& staged, const Bootflash& bootflash, Log& log)
        : config_(staged.config), images_(staged.images), bootflash_(bootflash), log_(log) {}

    ~Published() {
        remove_config();
        if (!image_in_use) {
            for (StagedFile* image : new_images_) tell([&] { image->withdraw(); });
        }
        tell([&] { bootflash_.sync(); });
    }
    Published(const Published&) = delete;
    Published& operator=(const Published&) = delete;

    void publish() {
        if (config_) {
            config_->publish();
            config_published_ = true;
        }
        for (StagedFile& image : images_) {
            const bool replaces = bootflash_.has(image.name().str());
            image.publish();
            // One that took another file's place stays: an older boot variable may name it.
            if (!replaces) new_images_.push_back(&image);
        }
        bootflash_.sync();
    }

    /// A boot variable may name an image: from then on it must stay where it is.
    bool image_in_use = false;

  private:
    /// A failure of the clean-up is no more than told: another one may be under way.
    template <typename Step>
    void tell(Step&& step) {
        try {
            step();
        } catch (const Error& error) {
            log_.warning(error.what());
        }
    }

    void remove_config() {
        if (config_published_ && !bootflash_.remove(config_->name().str())) {
            log_.warning("bootflash:", config_->name().str(),
                         " cannot be removed; it holds the hash of each password");
        }
    }

    std::optional<StagedFile>& config_;
    std::vector<StagedFile>& images_;
    const Bootflash& bootflash_;
    Log& log_;
    bool config_published_ = false;
    std::vector<StagedFile*> new_images_;
};

/// @param cause why the switch is not to keep its startup-config
/// @throws Error (Switch) when it keeps it all the same
void erase_after_failure(Cli& cli, const std::string& cause, Clock& clock, Log& log) {
    log.warning(cause);
    log.warning(
        "the switch may be saved without a scheduled configuration: `write erase`, so that POAP asks again");
    try {
        erase_startup(cli, clock, log);
    } catch (const Error& error) {
        throw Error(ExitCode::Switch,
                    concat(cause, "; and then `write erase` did not succeed: ", error.what()),
                    "POAP may not start again by itself: `write erase` and `reload` on the switch's console");
    }
}

/// Runs what may leave the switch saved and without a scheduled config.
template <typename Step>
void erasing_after_failure(Cli& cli, bool in_poap, Clock& clock, Log& log, Step&& step) {
    try {
        step();
    } catch (const std::exception& error) {
        if (in_poap) erase_after_failure(cli, error.what(), clock, log);
        throw;
    }
}

}  // namespace

void commit(Staged& staged, const Bootflash& bootflash, Cli& cli, bool in_poap, Clock& clock, Log& log) {
    Published published(staged, bootflash, log);
    published.publish();
    if (staged.boot) set_boot_variable(cli, *staged.boot, published.image_in_use, log);
    erasing_after_failure(cli, in_poap, clock, log, [&] {
        if (staged.config) {
            save_and_schedule(cli, staged.config->name(), clock, log);
        } else {
            save_and_erase(cli, clock, log);
        }
    });
    if (staged.config) {
        remove_hop_mark(bootflash);
    } else {
        write_hop_mark(bootflash, {staged.boot.value().system, boot_id()});
    }
}

}  // namespace poap
