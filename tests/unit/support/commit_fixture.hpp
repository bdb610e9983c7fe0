#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "provision/commit.hpp"
#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/show_boot.hpp"
#include "support/temp_dir.hpp"

namespace poap::test {

using Names = std::vector<std::string>;

inline const std::string kSetBoot =
    "terminal dont-ask ; configure terminal ; boot nxos bootflash:///nxos.9.3.3.bin ; end ; show boot";
inline const std::string kSaveAndErase =
    "terminal dont-ask ; copy running-config startup-config ; write erase";
inline const std::string kSave = "terminal dont-ask ; copy running-config startup-config";
inline const std::string kSchedule = "terminal dont-ask ; copy bootflash:FDO21120U5D.cfg scheduled-config";
inline const std::string kErase = "terminal dont-ask ; write erase";
inline const std::string kShowBoot = "terminal dont-ask ; show boot";

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

    /// Commits, and lets go of what was staged.
    void commit_it() {
        Staged all{staged("FDO21120U5D.cfg", "hostname leaf1\n"), {}, std::nullopt};
        if (with_image) {
            all.images.push_back(staged_image("nxos.9.3.3.bin", "image"));
            all.boot = BootImages{name("nxos.9.3.3.bin"), std::nullopt};
            all.install = install;
        }
        commit_all(all);
    }

    FakeCli& takes_boot() { return cli.answers(shows_boot("nxos.9.3.3.bin")); }
    /// Boot variable, save and erase succeed: the schedule is next.
    FakeCli& takes_boot_and_save() { return takes_boot().answers(""); }
    /// The switch has written the configuration where it keeps its schedule.
    void keeps_schedule(const char* bytes = "hostname leaf1\n") { dir.write("poap_replay01.cfg", bytes); }
    FakeCli& refuses(const char* text) { return cli.answers(text, 16); }
};

}  // namespace poap::test
