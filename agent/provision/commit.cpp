#include "provision/commit.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "flash/hop_mark.hpp"
#include "nxos/incompatibility.hpp"
#include "nxos/install_all.hpp"
#include "nxos/old_bios.hpp"
#include "nxos/standby.hpp"
#include "nxos/standby_images.hpp"
#include "nxos/startup.hpp"
#include "provision/commit_work.hpp"
#include "provision/published.hpp"

namespace poap {

namespace {

std::vector<StandbyFile> standby_files(const Staged& staged) {
    std::vector<StandbyFile> all;
    all.reserve(staged.files.size() + staged.images.size());
    for (const StagedExtra& file : staged.files)
        all.push_back({file.name, file.file(), file.digest, file.folder});
    for (const StagedImage& image : staged.images)
        all.push_back({image.name, image.file(), image.digest, {}});
    return all;
}

/// Gives the images their final names, and copies them and the extra files to a standby supervisor.
void place_images(CommitWork& work) {
    const Context& context = work.context;
    work.published.publish_images();
    if (work.supervisors == Supervisors::Two)
        copy_to_standby(context.cli, standby_files(work.staged), context.clock, context.log);
    work.published.check();
}

bool planned_images_run(const Staged& staged, const RunningImages& running) {
    return staged.boot && staged.boot->system == running.system &&
           staged.boot->kickstart == running.kickstart;
}

/// Whether the planned images are running, and the boot variable names them and is saved. Only checked for
/// running images: `show boot` may not reliably report what is saved, but a running image was booted from it.
bool boots_already(CommitWork& work) {
    if (work.bios_is_old || !planned_images_run(work.staged, work.identity.running)) return false;
    if (!names_everywhere(show_boot(work.context.cli), *work.staged.boot)) return false;
    work.published.keep_images(true);  // even if its file was missing and was downloaded again
    work.context.log.info("The boot variable names ", work.staged.boot->system.str(),
                          " already: no save needed");
    return true;
}

/// poap.py's `use_nxos_boot`: upgrades an old BIOS. The switch may save its configuration, so in POAP the
/// startup-config is erased at once.
/// @returns whether there is a backup of the startup-config
bool upgrade_old_bios(CommitWork& work) {
    const Context& context = work.context;
    const FileName& image = work.staged.boot.value().system;
    context.log.warning("the BIOS is old: installing that of ", image.str(), " first, as poap.py does");
    const bool perpetual = context.environment.in_poap && boots_into_poap(show_boot(context.cli));
    work.check_time("`install all ... bios`", kInstallTime);
    work.published.keep_images(true);
    std::optional<InstallMark> mark;
    if (context.environment.in_poap) mark.emplace(context.install_mark, context.log);
    if (perpetual) work.backup.make();
    if (perpetual) work.set_perpetual_poap(false);
    if (context.environment.in_poap) work.begin_save();
    work.published.check();
    install_bios(context.cli, image, context.log);
    if (context.environment.in_poap) work.erase();
    if (perpetual) work.set_perpetual_poap(true);
    return perpetual;
}

/// What comes before the boot variable. @returns whether there is a backup of the startup-config
bool prepare_boot(CommitWork& work) {
    const BootImages& images = work.staged.boot.value();
    if (!images.kickstart) warn_of_incompatibilities(work.context.cli, images.system, work.context.log);
    return work.bios_is_old && upgrade_old_bios(work);
}

/// Sets the boot variable without saving it. @returns output of `show boot`
std::string set_boot(CommitWork& work) {
    work.check_time("`boot nxos`", kBootVariableTime);
    work.published.check();
    work.published.keep_images(true);  // however the call ends, a boot variable may name one
    const BootVariableChange change =
        set_boot_variable(work.context.cli, work.staged.boot.value(), work.supervisors, work.context.log);
    work.published.keep_images(change.may_be_set);
    if (change.failure) throw *change.failure;
    work.published.check();
    return change.shown;
}

/// Sets and saves the boot variable; afterwards there is no startup-config.
void set_boot_save_and_erase(CommitWork& work) {
    undoing_after_failure(work, [&] {
        const bool has_backup = prepare_boot(work);
        const std::string shown = set_boot(work);
        if (boots_into_poap(shown) && !has_backup) work.backup.make();
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
                         " is running already; installing it anyway, for the boot variable and the BIOS");
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

/// The switch will reload in any case, so failing to write the mark is only a warning.
void mark_hop(const FileName& image, const Context& context) {
    try {
        add_hop_mark(context.bootflash, {image, boot_id()});
    } catch (const Error& error) {
        context.log.warning(error.what(), ": if the switch does not boot ", image.str(),
                            ", the next run tries it again");
    }
}

void in_poap(CommitWork& work) {
    remove_schedule(work.context.bootflash, work.context.log);
    work.erase_after_earlier_run();
    work.published.publish_config();
    work.published.publish_files();
    place_images(work);
    if (!work.staged.config) {
        set_boot_save_and_erase(work);  // perpetual POAP: the startup-config stays in its backup
        return mark_hop(work.staged.boot.value().system, work.context);
    }
    if (work.staged.boot && work.staged.install == Install::InstallAll) {
        by_install_all(work);
    } else {
        by_boot_variable(work);
    }
}

/// Outside POAP, schedules first: if the switch refuses that, nothing has been changed.
void on_live_switch(CommitWork& work) {
    const Context& context = work.context;
    work.refuse_plain_file();
    work.published.publish_config();
    work.published.publish_files();
    undoing_after_failure(work, [&] {
        work.schedule_config();
        work.refuse_plain_copy();
        place_images(work);
        if (work.staged.boot && work.staged.install == Install::InstallAll) return install(work);
        if (!work.staged.boot || boots_already(work)) return;
        prepare_boot(work);
        work.note_boot_variable();
        set_boot(work);
        work.check_time("the save", kSaveTime);
        save(context.cli, work.limit, context.clock, context.log);
    });
}

/// Checks that there is time for the remaining steps, if they include setting the boot variable or an
/// install.
void check_time_for_all(const Staged& staged, const RunningImages& running, bool bios_is_old,
                        const Context& context) {
    if (!staged.boot) return;
    const TimeLimit limit(context.deadline, context.clock);
    if (staged.config && staged.install == Install::InstallAll) {
        limit.check("`install all`", install_time(staged.boot->system));
    } else if (bios_is_old || !planned_images_run(staged, running)) {
        limit.check(
            bios_is_old ? "`install all ... bios`, `boot nxos` and the save" : "`boot nxos` and the save",
            (bios_is_old ? kInstallTime : std::chrono::minutes(0)) + kBootVariableTime + kSaveTime);
    }
}

}  // namespace

bool upgrades_old_bios(const std::optional<BootImages>& boot, Install install, const Identity& identity,
                       const Context& context) {
    return context.options.upgrade_old_bios && boot && install == Install::BootVariable &&
           has_old_bios(context.cli, identity.running, boot->system);
}

void commit(Staged& staged, const Identity& identity, const Context& context) {
    const bool bios_is_old = upgrades_old_bios(staged.boot, staged.install, identity, context);
    check_time_for_all(staged, identity.running, bios_is_old, context);
    const Supervisors supervisors = supervisors_now(context.cli, identity.supervisors());
    Published published(staged, context.bootflash, context.log);
    CommitWork work(staged, identity, context, published, supervisors);
    work.bios_is_old = bios_is_old;
    if (context.environment.in_poap) {
        in_poap(work);
    } else {
        on_live_switch(work);
    }
    if (staged.config) remove_hop_marks(context.bootflash);
}

}  // namespace poap
