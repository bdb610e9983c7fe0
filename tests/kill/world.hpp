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
    /// At least two of three were, where there were enough of them to tell (a second run is often over before
    /// its moment). Begins anew.
    void expect_most();

  private:
    int runs_ = 0;
    int disturbed_ = 0;
};

/// What lies on bootflash when the run begins.
enum class Found { Nothing, TheImage, TheImageAndAnothersConfig, HalfAPart };

/// A run that is to be disturbed.
struct Scenario {
    std::string name;
    std::string config_protocol;
    std::string image_protocol;
    std::string chain;  ///< what the CLI's chains do after a command that failed
    Found found;
};

/// Whether the switch leaves POAP at its next reload.
bool leaves_poap(const EmulatedSwitch& device);
/// Whether it was saved and nothing was scheduled: it boots into nothing, and POAP never asks again.
bool is_in_the_window(const EmulatedSwitch& device);

/// A scenario with its server, and what an undisturbed run makes of a switch.
class World {
  public:
    explicit World(Scenario scenario);

    /// Those of a seed: it decides on the scenario, and half of the moments of each are of commit.
    static World& of_seed(std::uint64_t seed);
    /// Ends the servers.
    static void end_all();

    const std::string& name() const { return scenario_.name; }

    /// A switch as the run finds it.
    std::unique_ptr<EmulatedSwitch> new_switch(const std::string& bootflash = {}) const;

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
    /// The switch, reloaded, is as after an undisturbed run. The configuration's file may still be there
    /// where the agent had no time to remove it.
    void expect_as_undisturbed(const EmulatedSwitch& device, bool config_may_stay) const;

    /// Nothing disturbs the switch any more: it is reloaded where it is provisioned, and is in POAP where
    /// not.
    void expect_to_end_as_undisturbed(const EmulatedSwitch& device) const;

  private:
    /// The names that the agent's configuration has while it is published.
    std::vector<std::string> config_names() const;

    Scenario scenario_;
    Pod pod_;
    Snapshot memory_;
    Snapshot bootflash_;
    Calls calls_;
    std::size_t late_ = 0;    ///< where in `calls_` the end of staging begins
    std::size_t fsyncs_ = 0;  ///< before that
};

}  // namespace poap::rig
