#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "provision/stage.hpp"
#include "support/collector.hpp"
#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/show_texts.hpp"
#include "support/temp_dir.hpp"

namespace poap::test {

using Names = std::vector<std::string>;

inline const std::string kConfig =
    "hostname leaf1\nusername admin password 5 $5$ABCDEF$0123 role network-admin\nend\n";
inline const std::string kImage = telling_bytes(5000);
inline const std::string kKickstart = telling_bytes(3000);

/// The images that were fetched, by name.
inline Names downloads(const Staged& staged) {
    Names names;
    for (const StagedImage& image : staged.images) {
        if (image.download) names.push_back(image.name.str());
    }
    return names;
}

/// Staging from a network in memory onto a bootflash of the test's own.
struct Stage : testing::Test {
    TempDir dir;
    const Bootflash bootflash{dir.path()};
    FakeClock clock;
    FakeTransport net;
    RecordingLog record;
    InstallPlan plan{planned_config(), planned_system(), std::nullopt};
    RunningImages running;
    FakeCli cli;
    PoapEnvironment environment;
    Options options;
    std::optional<Clock::Time> deadline;

    Stage() {
        options.server = HttpServer::parse("10.0.0.1:5000");
        options.retries = 3;
    }

    /// Where it stages.
    virtual const Bootflash& flash() const { return bootflash; }

    Context context() { return {options, environment, flash(), cli, net, clock, record.log, deadline}; }

    Staged stage_it() {
        const Context all = context();
        return stage(plan, running, SpaceReclaimer(all, running, plan), all);
    }

    /// The server has all files, without sidecars.
    void serve_all() {
        net.serve(kConfigUrl, kConfig);
        net.serve(kSystemUrl, kImage);
        net.serve(kKickstartUrl, kKickstart);
    }

    void plan_config_alone(const std::string& text) {
        plan.system.reset();
        net.serve(kConfigUrl, text);
    }
};

}  // namespace poap::test
