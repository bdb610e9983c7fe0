#pragma once

#include <string>

#include "base/descriptor.hpp"
#include "flash/bootflash.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// On bootflash from before a save until the startup-config is erased again, or is the wanted one: a later
/// run erases what an interrupted one saved.
inline const std::string kSavedMark = ".poap-agent.saved";

/// Perpetual POAP (`boot poap enable`) runs also on a switch that has a startup-config, which a commit saves
/// over and erases. Its copy is `bootflash:.poap-agent.startup`, mode 0600 since it has password hashes.
class StartupBackup {
  public:
    StartupBackup(Cli& cli, const Bootflash& bootflash, Log& log);

    /// Copies the startup-config, where there is one. Where there is none, the copy of an interrupted run,
    /// which had erased it, stays. Where there is one and such a copy too, that is kept as
    /// `.poap-agent.startup.old`.
    /// @throws Error (Switch, NoSpace) where that fails; nothing is changed then
    void make();

    /// Makes the copy the startup-config again, and removes it. A failure is logged, with what to do: another
    /// one is under way. Nothing to do where there is no copy.
    void restore();

    /// After a failure before the commit: restores the copy that an interrupted run left, unless the switch
    /// has a startup-config.
    /// @throws Error (Switch)
    void restore_if_lost();

    /// The commit succeeded: the copy is not needed any more.
    void remove();
    /// Nothing was saved: this run's copy is not needed any more. One of an interrupted run stays.
    void drop();

  private:
    bool is_there() const;

    Cli& cli_;
    const Bootflash& bootflash_;
    Log& log_;
    Descriptor copy_;  ///< the copy, open
};

}  // namespace poap
