#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "provision/commit.hpp"
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

inline const std::string kBoot =
    "terminal dont-ask ; configure terminal ; boot nxos bootflash:///nxos.9.3.3.bin";
inline const std::string kSetBoot = kBoot + " ; end ; show boot";
inline const std::string kSave = "terminal dont-ask ; copy running-config startup-config";
inline const std::string kSaveAndErase = kSave + " ; write erase";
inline const std::string kSchedule = "terminal dont-ask ; copy bootflash:FDO21120U5D.cfg scheduled-config";
inline const std::string kErase = "terminal dont-ask ; write erase";
inline const std::string kShowBoot = "terminal dont-ask ; show boot";

/// A CLI that does not answer, in the words of the real one.
inline CliAnswer no_answer() {
    throw Error(ExitCode::Switch, "the CLI did not answer within 600 s", "--cli-timeout gives it longer");
}

/// A config and an image, staged and verified, and a switch that answers as it is told.
struct Commit : testing::Test {
    TempDir dir;
    TempDir tmp;  ///< for what is in /tmp on a switch
    const Bootflash bootflash{dir.path()};
    FakeCli cli;
    FakeClock clock;
    FakeTransport net;
    Options options;
    PoapEnvironment environment;
    RecordingLog record;
    bool in_poap = true;
    Supervisors supervisors = Supervisors::One;
    bool with_image = true;
    Install install = Install::BootVariable;
    RunningImages running;
    std::optional<Clock::Time> deadline;

    StagedFile staged(const char* file, const char* bytes) {
        StagedFile made = StagedFile::create(bootflash, name(file));
        made.write(bytes);
        made.sync();
        return made;
    }

    StagedImage staged_image(const char* file, const char* bytes) {
        return {name(file), staged(file, bytes), {}, std::nullopt};
    }

    void commit_all(Staged& all) {
        environment.in_poap = in_poap;
        Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.0000").value(),
                          running};
        identity.modules_unknown = supervisors == Supervisors::NotKnown;
        if (supervisors == Supervisors::Two) identity.standby = Standby{"28", "ha-standby"};
        commit(all, identity,
               {options, environment, bootflash, cli, net, clock, record.log, deadline,
                tmp.path_of("poap_issu_started")});
    }

    /// The configuration with these images, of which the first is booted next.
    Staged all_of(Install how, std::vector<StagedImage> images = {}) {
        Staged all{staged("FDO21120U5D.cfg", "hostname leaf1\n"), {}, std::nullopt, how};
        if (!images.empty()) all.boot = BootImages{images.front().name, std::nullopt};
        all.images = std::move(images);
        return all;
    }

    /// Commits, and lets go of what was staged.
    void commit_it() {
        std::vector<StagedImage> images;
        if (with_image) images.push_back(staged_image("nxos.9.3.3.bin", "image"));
        Staged all = all_of(install, std::move(images));
        commit_all(all);
    }

    /// Commits an image alone, which is a hop.
    void commit_hop() {
        Staged hop{std::nullopt, {}, BootImages{name("nxos.9.3.3.bin"), std::nullopt}};
        hop.images.push_back(staged_image("nxos.9.3.3.bin", "image"));
        commit_all(hop);
    }

    /// A commit that fails: with advice, and with nothing left of the configuration.
    Error fails(ExitCode code = ExitCode::Switch) {
        const Error error = thrown_by([&] { commit_it(); });
        EXPECT_EQ(error.code(), code) << error.what();
        EXPECT_NE(error.advice(), "");
        for (const char* config : {"FDO21120U5D.cfg", ".FDO21120U5D.cfg.part"})
            EXPECT_FALSE(dir.has(config)) << "it holds password hashes";
        return error;
    }

    void TearDown() override { EXPECT_TRUE(cli.done()) << "the CLI was asked less than expected"; }

    FakeCli& takes_boot() { return cli.on(kSetBoot, shows_boot("nxos.9.3.3.bin")); }
    /// Boot variable, save and erase succeed: the schedule is next.
    FakeCli& takes_boot_and_save() { return takes_boot().on(kSaveAndErase); }
    FakeCli& refuses_image() { return cli.on(kSetBoot, "Invalid image", 16).on(kBoot, "Invalid image", 16); }
    /// An answer to the schedule's command after the switch has written the configuration.
    std::function<CliAnswer()> scheduled(int exit_status = 0, const std::string& text = {}) {
        return [this, exit_status, text] {
            dir.write("poap_replay01.cfg", "hostname leaf1\n");
            return CliAnswer{exit_status, text};
        };
    }
};

}  // namespace poap::test
