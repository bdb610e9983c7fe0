#pragma once

#include <exception>
#include <optional>
#include <string>

#include "commit.hpp"
#include "published.hpp"
#include "switch/schedule.hpp"
#include "switch/startup_backup.hpp"
#include "switch/time_limit.hpp"

namespace poap {

/// A commit in progress: what it has changed so far, and how that is undone.
struct CommitWork {
    CommitWork(Staged& staged_files, const Committing& committing, Published& published_files,
               Supervisors supervisors_there);

    /// Schedules the configuration under its name on bootflash.
    /// @throws Error (Switch)
    void schedule_config();

    /// The last moment at which a signal, or too little time for the save, ends the run with nothing changed
    /// for good.
    /// @throws Error (Interrupted, Switch)
    void check_last_moment() const;

    /// `boot poap enable`, or its `no` form.
    /// @throws Error (Switch)
    void set_perpetual_poap(bool enabled);

    /// `write erase`, so that POAP runs again.
    /// @param so_far what has happened, for the error
    /// @throws Error (Switch) when the switch may have kept its startup-config
    void erase(const std::string& so_far);

    /// Outside POAP some releases may take `scheduled-config` for the name of a plain file.
    /// @throws Error (Switch) where there is such a file, which the schedule could overwrite
    void refuse_plain_file() const;
    /// @throws Error (Switch) where the schedule has made such a file; it is removed
    void refuse_plain_copy() const;

    /// Undoes what was changed. In POAP: `write erase` first where a save may have happened, and once that
    /// succeeded the schedule is taken back. Then perpetual POAP and its startup-config, or the boot variable
    /// of a live switch, are as they were.
    /// @param cause of the failure
    /// @throws Error (Switch) when the switch may have kept its startup-config
    void undo(const std::string& cause);

    Staged& staged;
    const Committing& with;
    Published& published;
    Supervisors supervisors;
    TimeLimit limit;
    Schedule schedule;
    StartupBackup backup;
    bool may_be_saved = false;  ///< and is not erased again
    std::optional<std::string> boot_before =
        std::nullopt;  ///< `show boot` of a live switch, before the change

  private:
    void restore_boot_variable();

    bool perpetual_poap_off_ = false;
};

/// Runs a step that changes the switch, and undoes all changes where it fails.
template <typename Step>
void undoing_after_failure(CommitWork& work, Step&& step) {
    try {
        step();
    } catch (const std::exception& error) {
        work.undo(error.what());
        throw;
    }
}

}  // namespace poap
