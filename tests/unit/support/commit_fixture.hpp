#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "provision/commit.hpp"
#include "support/context_fixture.hpp"
#include "support/named_case.hpp"

namespace poap::test {

inline const std::string kBoot =
    "terminal dont-ask ; configure terminal ; boot nxos bootflash:///nxos.9.3.3.bin";
inline const std::string kSetBoot = kBoot + " ; end ; show boot";
inline const std::string kSave = "terminal dont-ask ; copy running-config startup-config";
inline const std::string kSaveAndErase = kSave + " ; write erase";
inline const std::string kSchedule = "terminal dont-ask ; copy bootflash:FDO21120U5D.cfg scheduled-config";
inline const std::string kScheduleBoth =
    "terminal dont-ask ; copy bootflash:poap-agent-first.FDO21120U5D.cfg scheduled-config ; copy "
    "bootflash:FDO21120U5D.cfg scheduled-config";
inline const std::string kErase = "terminal dont-ask ; write erase";
inline const std::string kShowBoot = "terminal dont-ask ; show boot";
inline const std::string kTimeOut = "the CLI did not answer within 600 s";
inline const std::string kDenied = "Permission denied";

class Commit;

/// What a case arranges before its commit.
using Step = std::function<void(Commit&)>;

/// What the switch does in a commit, what the commit ends with, and the files it leaves.
struct CommitCase : NamedCase {
    Step arrange;
    std::string error = {};  ///< empty: it succeeds
    std::vector<std::string> left = {"nxos.9.3.3.bin"};
    std::string logged = {};  ///< part of a line of the log
    ExitCode code = ExitCode::Switch;
};

/// A config and an image, staged and verified, and a switch that answers as it is told.
class Commit : public ContextFixture, public testing::WithParamInterface<CommitCase> {
  public:
    bool in_poap = true;
    Supervisors supervisors = Supervisors::One;
    bool with_image = true;
    bool in_two_parts = false;
    bool with_extra = false;  ///< an additional file, apps/x
    bool with_config = true;  ///< false: this is an intermediate image
    Install install = Install::BootVariable;
    RunningImages running;

    StagedFile staged(const std::string& file, const std::string& bytes) const {
        StagedFile made = StagedFile::create(bootflash, name(file));
        made.write(bytes);
        made.sync();
        return made;
    }

    void commit_all(Staged& all) {
        environment.in_poap = in_poap;
        Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.0000").value(),
                          running};
        identity.modules_unknown = supervisors == Supervisors::NotKnown;
        if (supervisors == Supervisors::Two) identity.standby = Standby{"28", "ha-standby"};
        commit(all, identity, context());
    }

    /// Commits, and releases what was staged.
    void commit_it() {
        Staged all;
        all.install = install;
        if (in_two_parts) all.first_config.emplace(staged("poap-agent-first.FDO21120U5D.cfg", "udf a\n"));
        if (with_config) all.config.emplace(staged("FDO21120U5D.cfg", "hostname leaf1\n"));
        if (with_extra) {
            all.files.push_back(
                {name("x"), FlashFolder::of(name("apps")), staged("apps_x", "extra"), {}, std::nullopt});
        }
        if (with_image) {
            all.images.push_back(
                {name("nxos.9.3.3.bin"), staged("nxos.9.3.3.bin", "image"), {}, std::nullopt});
            all.boot = BootImages{name("nxos.9.3.3.bin"), std::nullopt};
        }
        commit_all(all);
    }

    /// A commit that fails: with advice, and with nothing left of the configuration.
    Error fails(ExitCode code = ExitCode::Switch) {
        const Error error = thrown_by([&] { commit_it(); });
        EXPECT_EQ(error.code(), code) << error.what();
        EXPECT_NE(error.advice(), "");
        for (const char* config :
             {"FDO21120U5D.cfg", ".FDO21120U5D.cfg.part", "poap-agent-first.FDO21120U5D.cfg",
              ".poap-agent-first.FDO21120U5D.cfg.part"})
            EXPECT_FALSE(dir.has(config)) << "it has password hashes in it";
        EXPECT_FALSE(tmp.has("poap_issu_started"));
        return error;
    }

    void expect_end(const CommitCase& row) {
        row.arrange(*this);
        if (row.error.empty()) {
            commit_it();
        } else {
            EXPECT_EQ(fails(row.code).what(), row.error);
        }
        EXPECT_EQ(dir.names(), row.left);
        EXPECT_TRUE(row.logged.empty() || record.says(row.logged)) << row.logged;
    }
};

inline Step operator+(Step first, Step then) {
    return [first = std::move(first), then = std::move(then)](Commit& c) {
        first(c);
        then(c);
    };
}

/// The next line of the CLI has to be this one; its answer.
inline Step call(const std::string& line, const std::string& text = {}, int exit_status = 0) {
    return [=](Commit& c) { c.cli.on(line, text, exit_status); };
}
/// Likewise after something has happened, or been looked at.
inline Step call_after(const Step& act, const std::string& line, const std::string& text = {},
                       int exit_status = 0) {
    return [=](Commit& c) {
        c.cli.on(line, [=, &c] {
            act(c);
            return CliAnswer{exit_status, text};
        });
    };
}
/// Likewise without an answer, in the words of the real CLI.
inline Step no_answer(
    const std::string& line, const Step& before = [](Commit&) {}) {
    const Step throws = [](Commit&) { throw Error(ExitCode::Switch, kTimeOut, "raise --cli-timeout"); };
    return call_after(before + throws, line);
}
/// `write erase` fails for good.
inline Step erase_is_denied() {
    return [](Commit& c) { c.cli.on_each(6, kErase, kDenied, 16); };
}
inline Step shows(const std::string& image) {
    return call(kShowBoot, shows_boot(image));
}
inline Step signal_after(std::size_t waits) {
    return [=](Commit& c) { c.clock.signal_after(waits); };
}
inline Step has_file(const std::string& file, const std::string& bytes) {
    return [=](Commit& c) { c.dir.write(file, bytes); };
}
template <typename Member, typename Value>
Step set(Member Commit::*member, const Value& value) {
    return [=](Commit& c) { c.*member = value; };
}

inline const Step kTakesBoot = call(kSetBoot, shows_boot("nxos.9.3.3.bin"));
/// Boot variable, save and erase succeed: the schedule is next.
inline const Step kTakesBootAndSave = kTakesBoot + call(kSaveAndErase);
inline const Step kRefusesImage = call(kSetBoot, "Invalid image", 16) + call(kBoot, "Invalid image", 16);
/// What the switch writes when it schedules a configuration.
inline const Step kReplayFile = has_file("poap_replay01.cfg", "hostname leaf1\n");
/// Likewise for the first of two parts.
inline const Step kFirstReplayFile = has_file("poap_replay01.cfg", "udf a\n");
inline const Step kSeesPublishedFiles = [](Commit& c) {
    EXPECT_EQ(c.dir.names(), (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "nxos.9.3.3.bin"}));
};

}  // namespace poap::test
