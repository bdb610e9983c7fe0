#pragma once

#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// The scheduled configuration: `copy bootflash:X scheduled-config` makes the switch replay X at its next
/// reload. Each such copy adds a part. The switch keeps the parts on bootflash as `poap_replay01.cfg` and so
/// on; that these files are the schedule is an inference (docs/assumptions.md).

/// Removes what an earlier run scheduled, and logs each file. Otherwise the switch would replay it too.
/// @throws Error (Switch) if one cannot be removed
void remove_schedule(const Bootflash& bootflash, Log& log);

/// A configuration, or a part of one, on bootflash.
struct ConfigFile {
    FileName name;
    const Descriptor& file;  ///< the same file, open
};

/// Schedules a configuration, and can undo that after a failure.
class Schedule {
  public:
    Schedule(Cli& cli, const Bootflash& bootflash, Log& log);

    /// Schedules the parts of a configuration in their order, in one CLI call, so that a kill of the agent
    /// does not separate them. Signals wait. The call is made once. If its answer leaves open whether it was
    /// executed, a new replay file with exactly the bytes of each part counts as success.
    /// @throws Error (Switch) if the switch refuses, or it stays open whether the commands were executed
    void add(const std::vector<ConfigFile>& parts);

    /// Removes the new replay files. A failure is only logged, because another failure is being handled.
    void take_back();

  private:
    std::vector<std::string> new_files() const;
    bool has_new_copy_of(const ConfigFile& part) const;

    Cli& cli_;
    const Bootflash& bootflash_;
    Log& log_;
    std::vector<std::string> before_;
};

}  // namespace poap
