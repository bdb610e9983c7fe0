#pragma once

#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// The scheduled configuration: `copy bootflash:X scheduled-config` has the switch replay X at its next
/// reload. Each such copy adds a part. The switch keeps the parts on bootflash as `poap_replay01.cfg` and the
/// like; that these files are the schedule is an inference (docs/assumptions.md).

/// Removes what an earlier run scheduled, and logs each file. Without it, parts would be replayed twice.
/// @throws Error (Switch) where one cannot be removed
void remove_schedule(const Bootflash& bootflash, Log& log);

/// The schedule as this run found it, to be taken back to after a failure.
class Schedule {
  public:
    Schedule(Cli& cli, const Bootflash& bootflash, Log& log);

    /// Schedules the configuration. Signals wait. The command is sent once: where its answer leaves open
    /// whether it was done, a new replay file with the configuration's very bytes says that it was.
    /// @param name of the configuration on bootflash
    /// @param file the same file, open
    /// @throws Error (Switch) where the switch refuses, or whether it was done stays open
    void add(const FileName& name, const Descriptor& file);

    /// Removes the replay files that are new. A failure is logged: another one is under way.
    void take_back();

  private:
    std::vector<std::string> new_files() const;
    bool has_new_copy_of(const FileName& name, const Descriptor& file) const;

    Cli& cli_;
    const Bootflash& bootflash_;
    Log& log_;
    std::vector<std::string> before_;
};

}  // namespace poap
