#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stage.hpp"
#include "support/collector.hpp"
#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/show_boot.hpp"
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
    bool require_digest = false;
    bool make_room = false;
    FakeCli cli;
    RetryLimit limit = 3;

    Staged stage_it() {
        const Retries how_often{limit, clock, record.log};
        const Room room(bootflash, cli, running, plan, make_room, record.log);
        return stage(plan, running, {net, bootflash, how_often, require_digest, std::nullopt, room});
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
