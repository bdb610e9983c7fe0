#include "provision/commit.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "flash/hop_mark.hpp"
#include "nxos/install_all.hpp"
#include "nxos/standby.hpp"
#include "nxos/standby_images.hpp"
#include "nxos/startup.hpp"
#include "provision/commit_work.hpp"
#include "provision/published.hpp"

namespace poap {

namespace {

std::vector<StandbyImage> standby_images(const std::vector<StagedImage>& images) {
    std::vector<StandbyImage> all;
    all.reserve(images.size());
    for (const StagedImage& image : images) all.push_back({image.name, image.file(), image.digest});
    return all;
}

/// Gives the images their final names, and a standby supervisor its copies.
void place_images(CommitWork& work) {
    const Context& context = work.context;
    work.published.publish_images();
    if (work.supervisors == Supervisors::Two)
        copy_to_standby(context.cli, standby_images(work.staged.images), context.clock, context.log);
    work.published.check();
}

bool planned_images_run(const Staged& staged, const RunningImages& running) {
    return staged.boot && staged.boot->system == running.system &&
           staged.boot->kickstart == running.kickstart;
}

/// Whether the planned images run, and the boot variable names them and is saved. It is asked of a running
/// image only: whether `show boot` tells what is saved is not certain, and what runs was booted from it.
bool boots_already(CommitWork& work) {
    if (!planned_images_run(work.staged, work.identity.running)) return false;
    if (!names_everywhere(show_boot(work.context.cli), *work.staged.boot)) return false;
    work.published.keep_images(true);  // also where its file was missing, and is downloaded anew
    work.context.log.info("The boot variable names ", work.staged.boot->system.str(),
                          " already: nothing is saved");
    return true;
}

/// Sets the boot variable, not saved yet.
/// @returns what `show boot` prints
std::string set_boot(CommitWork& work) {
    work.check_time("`boot nxos`", kBootVariableTime);
    work.published.check();
    work.published.keep_images(true);  // whatever ends the call, a boot variable may name one
    const BootVariableChange change =
        set_boot_variable(work.context.cli, work.staged.boot.value(), work.supervisors, work.context.log);
    work.published.keep_images(change.may_be_set);
    if (change.failure) throw *change.failure;
    work.published.check();
    return change.shown;
}

/// Sets the boot variable and saves it, and leaves no startup-config.
void set_boot_save_and_erase(CommitWork& work) {
    const std::string shown = set_boot(work);
    undoing_after_failure(work, [&] {
        if (boots_into_poap(shown)) work.backup.make();
        work.check_time("the save", kSaveTime);
        work.begin_save();
        save_and_erase(work.context.cli, work.staged.boot.value(), work.limit, work.context.clock,
                       work.context.log);
        work.end_save();
    });
}

void by_boot_variable(CommitWork& work) {
    if (work.staged.boot && !boots_already(work)) set_boot_save_and_erase(work);
    undoing_after_failure(work, [&] { work.schedule_config(); });
    work.backup.remove();
}

void install(CommitWork& work) {
    const Context& context = work.context;
    const BootImages& images = work.staged.boot.value();
    if (images.system == work.identity.running.system) {
        context.log.info(images.system.str(),
                         " runs already; it is installed all the same, for the boot variable and the BIOS");
    }
    work.check_time("`install all`", install_time(images.system));
    work.published.keep_images(true);
    if (context.environment.in_poap) work.begin_save();
    work.published.check();
    install_all(context.cli, images.system, context.log);
    work.published.check();
    check_boot_variable(context.cli, images, work.supervisors, context.log);
}

void by_install_all(CommitWork& work) {
    const bool perpetual = boots_into_poap(show_boot(work.context.cli));
    InstallMark mark(work.context.install_mark, work.context.log);
    undoing_after_failure(work, [&] {
        if (perpetual) work.backup.make();
        work.schedule_config();
        if (perpetual) work.set_perpetual_poap(false);
        install(work);
        work.erase();
        mark.installed();
    });
    work.backup.remove();
}

/// The switch is on its way already: a mark that cannot be made is no reason to stay.
void mark_hop(const FileName& image, const Context& context) {
    try {
        add_hop_mark(context.bootflash, {image, boot_id()});
    } catch (const Error& error) {
        context.log.warning(error.what(), ": should the switch not boot ", image.str(),
                            ", it will be sent there again");
    }
}

void in_poap(CommitWork& work) {
    remove_schedule(work.context.bootflash, work.context.log);
    work.erase_after_earlier_run();
    work.published.publish_config();
    place_images(work);
    if (!work.staged.config) {
        set_boot_save_and_erase(work);  // a startup-config of perpetual POAP stays in its copy
        return mark_hop(work.staged.boot.value().system, work.context);
    }
    if (work.staged.boot && work.staged.install == Install::InstallAll) {
        by_install_all(work);
    } else {
        by_boot_variable(work);
    }
}

/// Outside POAP: the schedule first, since a switch that refuses it has not been changed then.
void on_live_switch(CommitWork& work) {
    const Context& context = work.context;
    work.refuse_plain_file();
    work.published.publish_config();
    undoing_after_failure(work, [&] {
        work.schedule_config();
        work.refuse_plain_copy();
        place_images(work);
        if (work.staged.boot && work.staged.install == Install::InstallAll) return install(work);
        if (!work.staged.boot || boots_already(work)) return;
        work.note_boot_variable();
        set_boot(work);
        work.check_time("the save", kSaveTime);
        save(context.cli, work.limit, context.clock, context.log);
    });
}

/// What the steps to come usually take, where the boot variable or an install is among them.
void check_time_for_all(const Staged& staged, const RunningImages& running, const Context& context) {
    if (!staged.boot) return;
    const TimeLimit limit(context.deadline, context.clock);
    if (staged.config && staged.install == Install::InstallAll) {
        limit.check("`install all`", install_time(staged.boot->system));
    } else if (!planned_images_run(staged, running)) {
        limit.check("`boot nxos` and the save", kBootVariableTime + kSaveTime);
    }
}

}  // namespace

void commit(Staged& staged, const Identity& identity, const Context& context) {
    check_time_for_all(staged, identity.running, context);
    const Supervisors supervisors = supervisors_now(context.cli, identity.supervisors());
    Published published(staged, context.bootflash, context.log);
    CommitWork work(staged, identity, context, published, supervisors);
    if (context.environment.in_poap) {
        in_poap(work);
    } else {
        on_live_switch(work);
    }
    if (staged.config) remove_hop_marks(context.bootflash);
}

}  // namespace poap
