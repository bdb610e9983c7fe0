#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "rig/emulated_switch.hpp"
#include "rig/pod.hpp"
#include "traced.hpp"

namespace poap::rig {

/// How many of a suite's runs were disturbed: one that ended before its moment shows nothing.
class Tally {
  public:
    void add(bool disturbed) {
        ++runs_;
        disturbed_ += disturbed ? 1 : 0;
    }
    /// At least two of three were, where there were enough of them (a second run is often over before
    /// its moment). Begins anew.
    void expect_most();

  private:
    int runs_ = 0;
    int disturbed_ = 0;
};

/// How the run finds the switch: in POAP, and with this.
enum class Found {
    Nothing,
    TheImage,                   ///< on bootflash
    TheImageAndAnothersConfig,  ///< and a file of the configuration's name that has another owner
    HalfAPart,                  ///< of the image
    TheImageRuns,               ///< and the switch boots it already
    StaleSchedule,              ///< of an earlier run, in two parts
    StartupConfig,              ///< and `boot poap enable`: perpetual POAP
};

/// A run that is to be disturbed.
struct Scenario {
    std::string name;
    std::string config_protocol;
    std::string image_protocol;
    std::string chain;  ///< what the CLI's chains do after a command that failed
    Found found;
    std::string plan = {};    ///< a further line of the plan: `install: install-all`
    std::string config = {};  ///< further lines of the configuration
};

/// Whether the switch was saved, and neither erased nor given a schedule: it boots into nothing, and POAP
/// never asks again.
bool is_in_the_window(const EmulatedSwitch& device);

/// Where a program's system calls first give a file its name on bootflash: commit has begun. Their end where
/// they do not.
Calls::const_iterator begin_of_commit(const Calls& calls);

/// A scenario with its server, and what an undisturbed run makes of a switch.
class World {
  public:
    explicit World(Scenario scenario);

    static World& named(const std::string& scenario);
    /// That of a seed.
    static World& of_seed(std::uint64_t seed);
    /// The rule of a reload of the switch, for half of a scenario's seeds each. A stale schedule is there
    /// only where a reload has not replayed it: rule `exit-0`.
    std::string rule_of(std::uint64_t seed) const;
    /// Whether the moments of a seed are of commit; half of a scenario's seeds under each rule are.
    static bool is_late(std::uint64_t seed);
    /// Ends the servers.
    static void end_all();

    const std::string& name() const { return scenario_.name; }

    /// A switch as the run finds it.
    std::unique_ptr<EmulatedSwitch> new_switch(const std::string& replay_rule,
                                               const std::string& bootflash = {}) const;

    /// A moment of the whole run, up to its end, each call as likely as the others.
    Moment any_moment(std::mt19937_64& random) const;
    /// Likewise from the last file's fsync on, the end of staging: the checks of digests, and commit.
    Moment late_moment(std::mt19937_64& random) const;

    Traced start_traced(const EmulatedSwitch& device) const;
    std::unique_ptr<Process> start(const EmulatedSwitch& device) const {
        return std::make_unique<Process>(device.agent_line(pod_.where()), device.environment());
    }

    /// Runs the agent, with nothing to disturb it.
    void expect_good_run(const EmulatedSwitch& device) const;
    /// The switch has replayed its configuration, and is as after an undisturbed run.
    /// @param leftovers whether the agent had no time to tidy up: the configuration's file, or dot files, may
    /// stay
    void expect_as_undisturbed(const EmulatedSwitch& device, bool leftovers) const;

    /// Nothing disturbs the switch any more. Where it is in POAP, the agent runs once more.
    void expect_to_end_as_undisturbed(const EmulatedSwitch& device) const;

  private:
    void arrange(const EmulatedSwitch& device) const;

    Scenario scenario_;
    Pod pod_;
    Snapshot memory_;
    Snapshot bootflash_;
    Calls calls_;
    std::size_t late_ = 0;    ///< where in `calls_` the end of staging begins
    std::size_t fsyncs_ = 0;  ///< before that
};

}  // namespace poap::rig
