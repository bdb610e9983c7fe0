#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "provision/context.hpp"
#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/show_texts.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {

using Names = std::vector<std::string>;

/// Everything a run works with: fakes, and a bootflash in a folder of the test's own.
struct ContextFixture : testing::Test {
    TempDir dir;
    TempDir tmp;  ///< for what is in /tmp on a switch
    const Bootflash bootflash{dir.path()};
    FakeCli cli;
    FakeClock clock;
    FakeTransport net;
    RecordingLog record;
    PoapEnvironment environment;
    Options options;
    std::optional<Clock::Time> deadline;

    /// The bootflash of the run.
    virtual const Bootflash& flash() const { return bootflash; }

    Context context() {
        return {options,
                environment,
                flash(),
                cli,
                net,
                clock,
                record.log,
                deadline,
                tmp.path_of("poap_issu_started"),
                tmp.path_of("first_setup.log")};
    }

    void TearDown() override { EXPECT_TRUE(cli.done()) << "the CLI was asked less than expected"; }
};

}  // namespace poap::test
