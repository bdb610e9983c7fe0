#include "commit.hpp"

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

/// `write erase`, so that POAP asks again.
/// @param so_far what has happened, for the error
/// @throws Error (Switch) when the switch may have kept its startup-config
void erase(const std::string& so_far, const Committing& with) {
    try {
        erase_startup(with.cli, with.clock, with.log);
    } catch (const Error& error) {
        throw Error(ExitCode::Switch,
                    concat(so_far, "; and then `write erase` did not succeed: ", error.what()),
                    "POAP may not start again by itself: `write erase` and `reload` on the switch's console");
    }
}

/// Runs what may leave the switch saved and without a scheduled config.
template <typename Step>
void erasing_after_failure(const Committing& with, Step&& step) {
    try {
        step();
    } catch (const std::exception& error) {
        if (with.in_poap) {
            with.log.warning(error.what());
            with.log.warning(
                "the switch may be saved, but not as planned: `write erase`, so that POAP asks again");
            erase(error.what(), with);
        }
        throw;
    }
}

std::vector<FileName> names_of(const BootImages& images) {
    std::vector<FileName> names = {images.system};
    if (images.kickstart) names.push_back(*images.kickstart);
    return names;
}

void by_boot_variable(const Staged& staged, const FileName& config, Supervisors supervisors,
                      bool& image_in_use, const Committing& with) {
    if (staged.boot) set_boot_variable(with.cli, *staged.boot, supervisors, image_in_use, with.log);
    erasing_after_failure(with, [&] { save_and_schedule(with.cli, config, with.clock, with.log); });
}

/// An install that the switch ends half-way is one that it has saved already.
/// @throws Error (Switch)
void check_time_for_install(const Committing& with) {
    constexpr std::chrono::minutes kUsual(30);
    if (!with.deadline) return;
    const auto left = std::chrono::duration_cast<std::chrono::minutes>(*with.deadline - with.clock.now());
    if (left >= kUsual) return;
    throw Error(
        ExitCode::Switch,
        concat("`install all` may take half an hour, and the switch ends this program in ",
               std::max<std::int64_t>(left.count(), 0), " min"),
        "raise `# script_timeout=` in the boot file; POAP starts over, with the image downloaded already");
}

void by_install_all(const Staged& staged, const FileName& config, Supervisors supervisors, bool& image_in_use,
                    const Committing& with) {
    const BootImages& images = staged.boot.value();
    check_time_for_install(with);
    schedule(with.cli, config, with.log);
    if (images.system == with.running.system) {
        with.log.info(images.system.str(),
                      " runs already; it is installed all the same, for the boot "
                      "variable and the BIOS");
    }
    image_in_use = true;
    erasing_after_failure(with, [&] {
        install_all(with.cli, images.system, with.log);
        check_boot_variable(with.cli, images, supervisors, with.log);
    });
    if (with.in_poap) erase("the image is installed", with);
}

void go_through_hop(const Staged& hop, Supervisors supervisors, bool& image_in_use, const Committing& with) {
    set_boot_variable(with.cli, hop.boot.value(), supervisors, image_in_use, with.log);
    erasing_after_failure(with, [&] { save_and_erase(with.cli, with.clock, with.log); });
}

/// The switch is on its way already: a mark that cannot be left is no reason to stay.
void mark_hop(const FileName& image, const Committing& with) {
    try {
        add_hop_mark(with.bootflash, {image, boot_id()});
    } catch (const Error& error) {
        with.log.warning(error.what(), ": should the switch not boot ", image.str(),
                         ", it will be sent there again");
    }
}

}  // namespace

void commit(Staged& staged, const Committing& with) {
    const Supervisors supervisors = supervisors_now(with.cli, with.supervisors);
    Published published(staged, with.bootflash, with.log);
    published.publish();
    if (supervisors == Supervisors::Two && staged.boot)
        copy_to_standby(with.cli, names_of(*staged.boot), with.bootflash, with.clock, with.log);
    if (!staged.config) {
        go_through_hop(staged, supervisors, published.image_in_use, with);
        return mark_hop(staged.boot.value().system, with);
    }
    if (staged.boot && staged.install == Install::InstallAll) {
        by_install_all(staged, published.config_name(), supervisors, published.image_in_use, with);
    } else {
        by_boot_variable(staged, published.config_name(), supervisors, published.image_in_use, with);
    }
    remove_hop_marks(with.bootflash);
}

}  // namespace poap
