#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "nxos/schedule.hpp"
#include "nxos/startup_backup.hpp"
#include "nxos/time_limit.hpp"
#include "provision/commit.hpp"
#include "provision/published.hpp"

namespace poap {

/// A commit in progress: keeps track of its changes, and can undo them.
class CommitWork {
  public:
    CommitWork(Staged& staged_files, const Identity& switch_identity, const Context& run_context,
               Published& published_files, Supervisors supervisors_there);

    /// Schedules the configuration under its name on bootflash.
    /// @throws Error (Switch)
    void schedule_config();

    /// Ends the run before a step that a signal or the switch's time limit would interrupt.
    /// @throws Error (Interrupted, Switch)
    void check_time(std::string_view step, std::chrono::minutes usual) const;

    /// In POAP, call these before and after a save that is followed by an erase. In between, a file on
    /// bootflash tells later runs that there may be an unwanted startup-config.
    /// @throws Error (Switch, NoSpace)
    void begin_save();
    void end_save();

    /// Runs `write erase` if an earlier run could not, see begin_save.
    /// @throws Error (Switch)
    void erase_after_earlier_run();

    /// `write erase`, so that POAP runs again.
    /// @throws Error (Switch, Interrupted) if the switch may have kept its startup-config
    void erase();

    /// `boot poap enable`, or its `no` form.
    /// @throws Error (Switch)
    void set_perpetual_poap(bool enabled);

    /// Records the boot variable of a live switch, to restore it after a failure.
    /// @throws Error (Switch)
    void note_boot_variable();

    /// Outside POAP, some releases may write a plain file named `scheduled-config`.
    /// @throws Error (Switch) if there is anything of that name, which the schedule could overwrite
    void refuse_plain_file() const;
    /// @throws Error (Switch) if the schedule has created such a file, which is removed
    void refuse_plain_copy() const;

    /// Undoes all changes. In POAP: `write erase` first if a save may have happened; only if that succeeds,
    /// the schedule is removed. Then restores perpetual POAP and its startup-config, or the boot variable of
    /// a live switch.
    /// @param cause of the failure, for the log
    /// @returns if the startup-config may still be there: why
    std::optional<std::string> undo(const std::string& cause);

    Staged& staged;
    const Identity& identity;
    const Context& context;
    Published& published;
    Supervisors supervisors;
    TimeLimit limit;
    StartupBackup backup;
    bool bios_is_old = false;  ///< and is to be upgraded before the boot variable is set

  private:
    std::optional<std::string> erase_after_failure(const std::string& cause);
    void restore_startup();
    void restore_boot_variable();

    std::optional<Schedule> schedule_;  ///< set once the configuration was, or may have been, scheduled
    std::optional<std::string> boot_before_;
    std::optional<std::string> erase_failure_;
    bool may_be_saved_ = false;  ///< and not erased since
    bool was_saved_ = false;     ///< or may have been, at any time
    bool perpetual_poap_off_ = false;
};

/// The error of a failed commit if the startup-config may still be there: the original advice comes first.
Error with_startup_left(const Error& error, const std::string& erase_failure);

/// Runs a step that changes the switch, and undoes all changes if it fails.
template <typename Step>
void undoing_after_failure(CommitWork& work, Step&& step) {
    try {
        step();
    } catch (const Error& error) {
        if (const auto left = work.undo(error.what())) throw with_startup_left(error, *left);
        throw;
    } catch (const std::exception& error) {
        work.undo(error.what());
        throw;
    }
}

}  // namespace poap
