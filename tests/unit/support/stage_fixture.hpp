#pragma once

#include <string>

#include "provision/stage.hpp"
#include "support/collector.hpp"
#include "support/context_fixture.hpp"

namespace poap::test {

inline const std::string kConfig =
    "hostname leaf1\nusername admin password 5 $5$ABCDEF$0123 role network-admin\nend\n";
inline const std::string kImage = telling_bytes(5000);
inline const std::string kKickstart = telling_bytes(3000);
inline const std::string kConfigSidecar = kConfigUrl + ".md5";
inline const std::string kSystemSidecar = kSystemUrl + ".md5";

/// The images that were fetched, by name.
inline Names downloads(const Staged& staged) {
    Names names;
    for (const StagedImage& image : staged.images) {
        if (image.download) names.push_back(image.name.str());
    }
    return names;
}

/// Staging from a network in memory onto a bootflash of the test's own.
struct Stage : ContextFixture {
    InstallPlan plan{planned_config(), planned_system(), std::nullopt};
    RunningImages running;
    ConfigSplit split;

    Stage() {
        options.server = HttpServer::parse("10.0.0.1:5000");
        options.retries = 3;
    }

    Staged stage_it() {
        const Context all = context();
        return stage(plan, running, split, SpaceReclaimer(all, running, plan), all);
    }
    Error fails(ExitCode code) {
        const Error error = thrown_by([&] { stage_it(); });
        EXPECT_EQ(error.code(), code) << error.what();
        return error;
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
