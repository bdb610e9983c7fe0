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

/// A commit in progress: what it has changed so far, and how that is undone.
class CommitWork {
  public:
    CommitWork(Staged& staged_files, const Identity& switch_identity, const Context& run_context,
               Published& published_files, Supervisors supervisors_there);

    /// Schedules the configuration under its name on bootflash.
    /// @throws Error (Switch)
    void schedule_config();

    /// Ends the run before a step that a signal, or the switch's time limit, would cut.
    /// @throws Error (Interrupted, Switch)
    void check_time(std::string_view step, std::chrono::minutes usual) const;

    /// In POAP, before and after what saves the switch and erases its startup-config again. In between a file
    /// on bootflash tells a later run that there may be a startup-config which nobody wants.
    /// @throws Error (Switch, NoSpace)
    void begin_save();
    void end_save();

    /// `write erase` where an earlier run could not, see begin_save.
    /// @throws Error (Switch)
    void erase_after_earlier_run();

    /// `write erase`, so that POAP runs again.
    /// @throws Error (Switch, Interrupted) when the switch may have kept its startup-config
    void erase();

    /// `boot poap enable`, or its `no` form.
    /// @throws Error (Switch)
    void set_perpetual_poap(bool enabled);

    /// Of a live switch: the boot variable, to go back to after a failure.
    /// @throws Error (Switch)
    void note_boot_variable();

    /// Outside POAP some releases may take `scheduled-config` for the name of a plain file.
    /// @throws Error (Switch) where anything has that name: the schedule could overwrite it
    void refuse_plain_file() const;
    /// @throws Error (Switch) where the schedule has made such a file; it is removed
    void refuse_plain_copy() const;

    /// Undoes what was changed. In POAP: `write erase` first where a save may have happened, and only once
    /// that succeeded the schedule is taken back. Then perpetual POAP and its startup-config, or the boot
    /// variable of a live switch, are as they were.
    /// @param cause of the failure, for the log
    /// @returns why the startup-config may still be there, if it may
    std::optional<std::string> undo(const std::string& cause);

    Staged& staged;
    const Identity& identity;
    const Context& context;
    Published& published;
    Supervisors supervisors;
    TimeLimit limit;
    StartupBackup backup;

  private:
    std::optional<std::string> erase_after_failure(const std::string& cause);
    void restore_startup();
    void restore_boot_variable();

    std::optional<Schedule> schedule_;  ///< once the configuration was, or may have been, scheduled
    std::optional<std::string> boot_before_;
    std::optional<std::string> erase_failure_;
    bool may_be_saved_ = false;  ///< and was not erased again
    bool was_saved_ = false;     ///< or may have been, at some moment
    bool perpetual_poap_off_ = false;
};

/// The error of a failed commit whose startup-config may still be there as well: its advice comes first.
Error with_startup_left(const Error& error, const std::string& erase_failure);

/// Runs a step that changes the switch, and undoes all changes where it fails.
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
