#pragma once

#include <string>

#include "base/descriptor.hpp"
#include "flash/bootflash.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// Exists on bootflash from before a save until the startup-config is erased again, or is the wanted one: a
/// later run then erases what an interrupted run saved.
inline const std::string kSavedMark = ".poap-agent.saved";

/// Perpetual POAP (`boot poap enable`) also runs on a switch with a startup-config, which a commit overwrites
/// and erases. The backup is `bootflash:.poap-agent.startup`, mode 0600 because it has password hashes.
class StartupBackup {
  public:
    StartupBackup(Cli& cli, const Bootflash& bootflash, Log& log);

    /// Copies the startup-config, if there is one. If there is none, keeps the copy of an interrupted run,
    /// which has erased it. If there are both, keeps the older copy as `.poap-agent.startup.old`.
    /// @throws Error (Switch, NoSpace) on failure; nothing is changed then
    void make();

    /// Restores the startup-config from the copy, and removes the copy. Does nothing without a copy. A
    /// failure is logged with advice, because another failure is being handled.
    void restore();

    /// After a failure before the commit: restores the copy of an interrupted run, unless the switch has a
    /// startup-config.
    /// @throws Error (Switch)
    void restore_if_lost();

    /// After a successful commit: the copy is no longer needed.
    void remove();
    /// Nothing was saved: this run's copy is no longer needed. An interrupted run's copy stays.
    void drop();

  private:
    bool is_there() const;

    Cli& cli_;
    const Bootflash& bootflash_;
    Log& log_;
    Descriptor copy_;  ///< the copy, open
};

}  // namespace poap
