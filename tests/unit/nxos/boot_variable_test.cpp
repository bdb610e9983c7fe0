#include "nxos/boot_variable.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "support/fake_cli.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using Lines = std::vector<std::string>;

/// `show boot` with these lines in its *next reload* half.
std::string show_boot(const std::string& next) {
    return "Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/old.bin\nBoot POAP Disabled\n\n"
           "Boot Variables on next reload:\n\nsup-1\n" +
           next + "Boot POAP Disabled\n";
}

/// `show boot` with these lines in both halves.
std::string both_halves(const std::string& lines) {
    return "Current Boot Variables:\n\nsup-1\n" + lines + "\n\nBoot Variables on next reload:\n\nsup-1\n" +
           lines;
}

const std::string kNewLine = "NXOS variable = bootflash:/new.bin\n";
const std::string kOldLine = "NXOS variable = bootflash:/old.bin\n";
const std::string kUnknown = "      ^\n% Invalid command at '^' marker.\n";

TEST(NextReload, IsReadFromTheSecondHalfForEverySupervisor) {
    const std::pair<std::string, Lines> kTexts[] = {
        {show_boot(kNewLine), {"nxos=bootflash:/new.bin"}},
        {show_boot("kickstart variable = bootflash:/k.bin\r\nsystem variable = bootflash:/s.bin\r\nsup-2\n"
                   "kickstart variable = slot0:/k2.bin\nsystem variable = \nNo module boot variable set\n"),
         {"kickstart=bootflash:/k.bin", "system=bootflash:/s.bin", "kickstart=slot0:/k2.bin", "system="}},
        {"boot image: nxos.bin\n", {}},
        {"", {}}};
    for (const auto& [text, expected] : kTexts) {
        Lines found;
        for (const auto& [kind, image] : parse_next_reload(text)) found.push_back(concat(kind, '=', image));
        EXPECT_EQ(found, expected) << text;
    }
}

TEST(NamesEverywhere, TakesBothHalvesEverySupervisorAndBothImagesOfAPair) {
    const BootImages image{name("new.bin"), {}};
    EXPECT_TRUE(names_everywhere(both_halves(kNewLine), image));
    EXPECT_TRUE(
        names_everywhere(both_halves(kNewLine + "sup-2\nNXOS variable = bootflash:///new.bin\r\n"), image));
    EXPECT_FALSE(names_everywhere(both_halves(kNewLine + "sup-2\n" + kOldLine), image));
    EXPECT_FALSE(names_everywhere(both_halves(kNewLine + "sup-2\nNXOS variable not set\n"), image));
    EXPECT_FALSE(names_everywhere(show_boot(kNewLine), image)) << "its first half has old.bin";
    EXPECT_FALSE(names_everywhere("Boot Variables on next reload:\n" + kNewLine, image)) << "no first half";
    EXPECT_FALSE(names_everywhere(kNewLine, image)) << "an unknown form";
    const BootImages pair{name("s.bin"), name("k.bin")};
    const std::string system = "system variable = bootflash:/s.bin\n";
    EXPECT_TRUE(names_everywhere(both_halves("kickstart variable = bootflash:/k.bin\n" + system), pair));
    EXPECT_FALSE(names_everywhere(both_halves(system), pair));
}

TEST(PerpetualPoap, IsReadFromShowBoot) {
    EXPECT_TRUE(boots_into_poap(both_halves("NXOS variable = bootflash:/a.bin\nBoot POAP Enabled\r\n")));
    EXPECT_FALSE(boots_into_poap(show_boot("")));
    EXPECT_FALSE(boots_into_poap("POAP permanently disabled using 'system no poap'\n"));
}

struct SetBootVariable : testing::Test {
    /// Sets it to new.bin, or to the pair of k.bin and new.bin.
    BootVariableChange set(bool pair = false, Supervisors supervisors = Supervisors::One) {
        const BootImages images{name("new.bin"), pair ? std::optional(name("k.bin")) : std::nullopt};
        BootVariableChange change;
        try {
            change = set_boot_variable(cli, images, supervisors, record.log);
        } catch (const Error& error) {
            change = {true, "", error};  // as a commit takes it
        }
        EXPECT_TRUE(cli.done());
        EXPECT_THAT(cli.on_signals, testing::Each(OnSignal::FinishFirst));
        if (change.failure) {
            EXPECT_EQ(change.failure->code(), ExitCode::Switch);
        }
        return change;
    }
    void expect_set(const BootVariableChange& change) {
        EXPECT_FALSE(change.failure) << change.failure->what();
        EXPECT_TRUE(change.may_be_set);
    }
    static void expect_failure(const BootVariableChange& change, const std::string& what, bool may_be_set) {
        ASSERT_TRUE(change.failure);
        EXPECT_EQ(change.failure->what(), what);
        EXPECT_EQ(change.may_be_set, may_be_set);
    }

    FakeCli cli;
    RecordingLog record;
};

const std::string kConfigure = "terminal dont-ask ; configure terminal ; ";
const std::string kSet = kConfigure + "boot nxos bootflash:///new.bin ; end ; show boot";
const std::string kPairShown =
    show_boot("kickstart variable = bootflash:/k.bin\nsystem variable = bootflash:/new.bin\n");

TEST_F(SetBootVariable, SetsAndReadsBackInOneCall) {
    cli.on(kSet, show_boot(kNewLine));
    expect_set(set());
    EXPECT_EQ(record.count(Level::Warning), 0U);
    EXPECT_TRUE(record.says("new.bin"));
    EXPECT_TRUE(record.says("minutes"));
    cli.on(
        kConfigure + "boot kickstart bootflash:///k.bin ; boot system bootflash:///new.bin ; end ; show boot",
        kPairShown);
    expect_set(set(true));
}

TEST_F(SetBootVariable, RepeatsARefusedChainCommandByCommand) {
    cli.on(kSet, kUnknown, 16)
        .on(kConfigure + "boot nxos bootflash:///new.bin")
        .on("terminal dont-ask ; show boot", show_boot(kNewLine));
    expect_set(set());
}

TEST_F(SetBootVariable, NamesTheRefusedCommandAndReportsWhetherAnImageMayBeSet) {
    struct Row {
        Lines answers;  ///< of exit status 0, to the chain and then to each command
        std::string what;
        bool pair;
        bool may_be_set;
    };
    const std::string refused = "the switch refused `";
    const Row kRows[] = {
        {{"Invalid image\n", "Invalid image\n"},
         refused + "boot nxos bootflash:///new.bin`: Invalid image",
         false,
         false},
        {{kUnknown, "", kUnknown}, refused + "show boot`: % Invalid command at '^' marker.", false, true},
        // The chain may have gone on to `boot system`.
        {{"Invalid image\n", "Invalid image\n"},
         refused + "boot kickstart bootflash:///k.bin`: Invalid image",
         true,
         true},
        {{"Invalid image\n", "", "Invalid image\n"},
         refused + "boot system bootflash:///new.bin`: Invalid image",
         true,
         true}};
    for (const Row& row : kRows) {
        for (const std::string& text : row.answers) cli.answers(text);
        expect_failure(set(row.pair), row.what, row.may_be_set);
    }
}

TEST_F(SetBootVariable, MayHaveSetTheImageWhereTheSwitchDoesNotAnswerInTime) {
    const auto no_answer = []() -> CliAnswer { throw Error(ExitCode::Switch, "no answer", ""); };
    cli.does(no_answer);
    expect_failure(set(), "no answer", true);
    cli.answers(kUnknown, 16).does(no_answer);
    expect_failure(set(), "no answer", true);
}

TEST_F(SetBootVariable, ReadsBackEachFormAndWarnsOfAnUnknownOne) {
    for (const std::string form :
         {"NXOS variable = bootflash:/new.bin\n", "NXOS variable = bootflash:///new.bin\n",
          "NXOS variable = bootflash:new.bin\n", "NXOS variable = bootflash://sup-1/new.bin\n",
          "NXOS variable = bootflash:/new.bin;bootflash:/old.bin\n", "NXOS variable = bootflash:/new.bin\r\n",
          "NXOS variable = bootflash:/new.bin\nsup-2\nNXOS variable = bootflash:/new.bin\n"}) {
        cli.answers(show_boot(form));
        expect_set(set());
        EXPECT_EQ(record.count(Level::Warning), 0U) << form;
    }
    cli.answers("boot image: new.bin\n");
    expect_set(set());
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_TRUE(record.says("assuming that it is set"));
}

TEST_F(SetBootVariable, FailsWhereAnotherImageIsNamed) {
    for (const std::string image : {"bootflash:/old.bin", "bootflash:/new.bin.upg", "bootflash:/x/new.bin",
                                    "slot0:/new.bin", "bootflash:/old.bin;bootflash:/new.bin"}) {
        cli.answers(show_boot("NXOS variable = " + image + "\n"));
        expect_failure(
            set(), "the switch accepted the command, but its next reload boots " + image + ", not new.bin",
            true);
    }
    for (const char* none : {"NXOS variable =\n", "NXOS variable not set\n"}) {
        cli.answers(show_boot(none));
        EXPECT_THAT(set().failure.value().what(), testing::HasSubstr("not new.bin")) << none;
    }
    cli.answers(
        show_boot("kickstart variable = bootflash:/old-k.bin\nsystem variable = bootflash:/new.bin\n"));
    EXPECT_THAT(set(true).failure.value().what(), testing::HasSubstr("not k.bin"));
}

TEST_F(SetBootVariable, FailsWhereTheSecondOfTwoSupervisorsDoesNotNameTheImageAndElseWarns) {
    for (const std::string& second :
         {kOldLine, std::string("NXOS variable =\n"), std::string("NXOS variable not set\n")}) {
        const std::string both = show_boot(kNewLine + "sup-2\n" + second);
        record.lines.clear();
        cli.answers(both);
        expect_set(set());
        EXPECT_EQ(record.count(Level::Warning), 1U) << second;
        cli.answers(both);
        const BootVariableChange change = set(false, Supervisors::Two);
        ASSERT_TRUE(change.failure);
        EXPECT_THAT(change.failure->what(), testing::HasSubstr("of one of the two supervisors boots"));
        EXPECT_TRUE(change.may_be_set);
    }
}

TEST_F(SetBootVariable, IsCheckedAfterAnotherCommandHasSetIt) {
    const auto check = [this] {
        check_boot_variable(cli, {name("new.bin"), {}}, Supervisors::One, record.log);
    };
    cli.on("terminal dont-ask ; show boot", show_boot(kNewLine));
    check();
    EXPECT_THAT(cli.on_signals, testing::Each(OnSignal::FinishFirst));
    cli.answers(show_boot(kOldLine));
    EXPECT_THAT(thrown_by(check).what(), testing::HasSubstr("boots bootflash:/old.bin, not new.bin"));
}

}  // namespace
}  // namespace poap::test
