#include "commit.hpp"

#include "backoff.hpp"
#include "error.hpp"
#include "switch/startup.hpp"
#include "text.hpp"

namespace poap {

namespace {

constexpr int kEraseTries = 4;

/// The staged files under their final names, as long as they are needed there.
class Published {
  public:
    Published(Staged& staged, const Bootflash& bootflash, Log& log)
        : config_(staged.config), images_(staged.images), bootflash_(bootflash), log_(log) {}

    ~Published() {
        try {
            remove_config();
            // Not those that took another file's place: an older boot variable may name them.
            if (!image_in_use) {
                for (StagedFile* image : new_images_) image->withdraw();
            }
            bootflash_.sync();
        } catch (const Error& error) {
            log_.warning(error.what());
        }
    }
    Published(const Published&) = delete;
    Published& operator=(const Published&) = delete;

    void publish() {
        config_.publish();
        config_published_ = true;
        for (StagedFile& image : images_) {
            const bool replaces = bootflash_.has(image.name().str());
            image.publish();
            if (!replaces) new_images_.push_back(&image);
        }
        bootflash_.sync();
    }

    /// A boot variable may name an image: from then on it must stay where it is.
    bool image_in_use = false;

  private:
    void remove_config() {
        if (config_published_ && !bootflash_.remove(config_.name().str())) {
            log_.warning("bootflash:", config_.name().str(),
                         " cannot be removed; it holds the hash of each password");
        }
    }

    StagedFile& config_;
    std::vector<StagedFile>& images_;
    const Bootflash& bootflash_;
    Log& log_;
    bool config_published_ = false;
    std::vector<StagedFile*> new_images_;
};

/// A signal cuts the wait short, but not what is waited for.
void wait_out(Clock& clock, std::chrono::milliseconds wait) {
    try {
        clock.wait(wait);
    } catch (const Error&) {
    }
}

/// @param cause why the switch is not to keep its startup-config
/// @throws Error (Switch) when it keeps it all the same
void erase_after_failure(Cli& cli, const std::string& cause, Clock& clock, Log& log) {
    log.warning(cause);
    log.warning(
        "the switch may be saved without a scheduled configuration: `write erase`, so that POAP asks again");
    Backoff backoff(std::chrono::seconds(1), std::chrono::seconds(30));
    for (int left = kEraseTries - 1;; --left) {
        try {
            erase_startup(cli);
            return;
        } catch (const Error& error) {
            if (left == 0) {
                throw Error(
                    ExitCode::Switch, concat(cause, "; and then ", error.what()),
                    "POAP may not start again by itself: `write erase` and `reload` on the switch's console");
            }
            log.warning(error.what(), "; trying again");
        }
        wait_out(clock, backoff.next());
    }
}

void save_and_schedule_or_erase(Cli& cli, const FileName& config, bool in_poap, Clock& clock, Log& log) {
    try {
        save_and_schedule(cli, config, clock, log);
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
    save_and_schedule_or_erase(cli, staged.config.name(), in_poap, clock, log);
}

}  // namespace poap
