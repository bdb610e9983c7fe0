#include "commit.hpp"

#include "commit_work.hpp"
#include "error.hpp"
#include "published.hpp"
#include "switch/hop_mark.hpp"
#include "switch/install_all.hpp"
#include "switch/standby.hpp"
#include "switch/standby_images.hpp"
#include "switch/startup.hpp"
#include "text.hpp"

namespace poap {

namespace {

std::vector<StandbyImage> standby_images(const std::vector<StagedImage>& images) {
    std::vector<StandbyImage> all;
    for (const StagedImage& image : images) {
        all.push_back({image.name, image.file(), image.digest});
    }
    return all;
}

/// Whether the planned images run, and the boot variable names them and is saved. It is asked of a running
/// image only: whether `show boot` tells what is saved is not certain, and what runs was booted from it.
bool boots_already(const BootImages& images, const Committing& with) {
    const bool runs = images.system == with.running.system && images.kickstart == with.running.kickstart;
    if (!runs || !names_everywhere(show_boot(with.cli), images)) return false;
    with.log.info("The boot variable names ", images.system.str(), " already: nothing is saved");
    return true;
}

/// Sets the boot variable, not saved yet.
/// @returns what `show boot` prints
std::string set_boot(CommitWork& work) {
    const Committing& with = work.with;
    work.limit.check("`boot nxos`", kBootVariableTime);
    work.published.check();
    std::string shown = set_boot_variable(with.cli, work.staged.boot.value(), work.supervisors,
                                          work.published.image_in_use, with.log);
    work.published.check();
    return shown;
}

/// Sets the boot variable and has it last, with no startup-config afterwards.
void set_boot_save_and_erase(CommitWork& work) {
    const std::string shown = set_boot(work);
    work.check_last_moment();
    if (boots_into_poap(shown)) work.backup.make();
    undoing_after_failure(work, [&] {
        work.may_be_saved = true;
        save_and_erase(work.with.cli, work.limit, work.with.clock, work.with.log);
        work.may_be_saved = false;
    });
}

void by_boot_variable(CommitWork& work) {
    if (work.staged.boot && !boots_already(*work.staged.boot, work.with)) set_boot_save_and_erase(work);
    undoing_after_failure(work, [&] { work.schedule_config(); });
    work.backup.remove();
}

void install(CommitWork& work) {
    const Committing& with = work.with;
    const BootImages& images = work.staged.boot.value();
    if (images.system == with.running.system) {
        with.log.info(images.system.str(),
                      " runs already; it is installed all the same, for the boot variable "
                      "and the BIOS");
    }
    work.published.image_in_use = true;
    work.may_be_saved = true;
    work.published.check();
    install_all(with.cli, images.system, with.log);
    work.published.check();
    check_boot_variable(with.cli, images, work.supervisors, with.log);
}

void by_install_all(CommitWork& work) {
    const Committing& with = work.with;
    work.limit.check("`install all`", install_time(work.staged.boot.value().system));
    const bool perpetual = boots_into_poap(show_boot(with.cli));
    if (perpetual) work.backup.make();
    undoing_after_failure(work, [&] {
        work.schedule_config();
        if (perpetual) work.set_perpetual_poap(false);
        InstallMark mark(with.install_mark, with.log);
        install(work);
        mark.installed();
    });
    work.erase("the image is installed");
    work.backup.remove();
}

/// The switch is on its way already: a mark that cannot be made is no reason to stay.
void mark_hop(const FileName& image, const Committing& with) {
    try {
        add_hop_mark(with.bootflash, {image, boot_id()});
    } catch (const Error& error) {
        with.log.warning(error.what(), ": should the switch not boot ", image.str(),
                         ", it will be sent there again");
    }
}

/// A startup-config of perpetual POAP stays in its copy until the target is reached.
void through_hop(CommitWork& work) {
    set_boot_save_and_erase(work);
    mark_hop(work.staged.boot.value().system, work.with);
}

/// Outside POAP: the schedule first, since a switch that refuses it has not been changed then.
void on_live_switch(CommitWork& work) {
    const Committing& with = work.with;
    const auto& boot = work.staged.boot;
    const bool installs = boot && work.staged.install == Install::InstallAll;
    if (installs) work.limit.check("`install all`", install_time(boot->system));
    work.refuse_plain_file();
    undoing_after_failure(work, [&] {
        work.schedule_config();
        work.refuse_plain_copy();
        if (installs) return install(work);
        if (!boot || boots_already(*boot, with)) return;
        work.boot_before = show_boot(with.cli);
        set_boot(work);
        work.check_last_moment();
        save(with.cli, work.limit, with.clock, with.log);
    });
}

}  // namespace

void commit(Staged& staged, const Committing& with) {
    const Supervisors supervisors = supervisors_now(with.cli, with.supervisors);
    if (with.in_poap) remove_schedule(with.bootflash, with.log);
    Published published(staged, with.bootflash, with.log);
    published.publish();
    if (supervisors == Supervisors::Two)
        copy_to_standby(with.cli, standby_images(staged.images), with.clock, with.log);
    published.check();
    CommitWork work(staged, with, published, supervisors);
    if (!staged.config) return through_hop(work);
    if (!with.in_poap) {
        on_live_switch(work);
    } else if (staged.boot && staged.install == Install::InstallAll) {
        by_install_all(work);
    } else {
        by_boot_variable(work);
    }
    remove_hop_marks(with.bootflash);
}

}  // namespace poap
