#include "nxos/boot_variable.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "base/error.hpp"
#include "support/fake_cli.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::Each, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

/// `show boot` with these lines in its *next reload* half.
std::string show_boot(const std::string& next) {
    return "Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/old.bin\nBoot POAP Disabled\n\n"
           "Boot Variables on next reload:\n\nsup-1\n" +
           next + "Boot POAP Disabled\n";
}

const std::string kUnknown = "      ^\n% Invalid command at '^' marker.\n";

TEST(NextReload, IsReadFromTheSecondHalfAlone) {
    const auto variables = parse_next_reload(show_boot("NXOS variable = bootflash:/new.bin\n"));
    ASSERT_THAT(variables, SizeIs(1));
    EXPECT_EQ(variables[0].kind, "nxos");
    EXPECT_EQ(variables[0].image, "bootflash:/new.bin");
}

TEST(NextReload, IsReadOfEverySupervisor) {
    const auto variables =
        parse_next_reload(show_boot("kickstart variable = bootflash:/k.bin\r\nsystem variable = "
                                    "bootflash:/s.bin\r\nsup-2\nkickstart variable = slot0:/k2.bin\n"
                                    "system variable = \nNo module boot variable set\n"));
    ASSERT_THAT(variables, SizeIs(4));
    EXPECT_EQ(variables[0].kind, "kickstart");
    EXPECT_EQ(variables[1].image, "bootflash:/s.bin");
    EXPECT_EQ(variables[2].image, "slot0:/k2.bin");
    EXPECT_EQ(variables[3].image, "");
}

TEST(NextReload, IsEmptyInAFormThatIsNotKnown) {
    EXPECT_THAT(parse_next_reload("boot image: nxos.bin\n"), IsEmpty());
    EXPECT_THAT(parse_next_reload(""), IsEmpty());
}

/// `show boot` with these lines in both halves.
std::string both_halves(const std::string& lines) {
    return "Current Boot Variables:\n\nsup-1\n" + lines + "\n\nBoot Variables on next reload:\n\nsup-1\n" +
           lines;
}

TEST(NamesEverywhere, TakesBothHalvesAndEverySupervisor) {
    const BootImages images{*FileName::parse("new.bin"), {}};
    const std::string set = "NXOS variable = bootflash:/new.bin\n";
    EXPECT_TRUE(names_everywhere(both_halves(set), images));
    EXPECT_TRUE(
        names_everywhere(both_halves(set + "sup-2\nNXOS variable = bootflash:///new.bin\r\n"), images));
    EXPECT_FALSE(names_everywhere(both_halves(set + "sup-2\nNXOS variable = bootflash:/old.bin\n"), images));
    EXPECT_FALSE(names_everywhere(both_halves(set + "sup-2\nNXOS variable not set\n"), images));
    EXPECT_FALSE(names_everywhere(show_boot(set), images)) << "its first half has old.bin";
    EXPECT_FALSE(names_everywhere("Boot Variables on next reload:\n" + set, images))
        << "it has no first half";
    EXPECT_FALSE(names_everywhere(set, images)) << "a form not known";
}

TEST(NamesEverywhere, TakesBothImagesOfAPair) {
    const BootImages images{*FileName::parse("s.bin"), FileName::parse("k.bin")};
    const std::string pair = "kickstart variable = bootflash:/k.bin\nsystem variable = bootflash:/s.bin\n";
    EXPECT_TRUE(names_everywhere(both_halves(pair), images));
    EXPECT_FALSE(names_everywhere(both_halves("system variable = bootflash:/s.bin\n"), images));
}

TEST(PerpetualPoap, IsReadFromShowBoot) {
    EXPECT_TRUE(boots_into_poap(both_halves("NXOS variable = bootflash:/a.bin\nBoot POAP Enabled\r\n")));
    EXPECT_FALSE(boots_into_poap(show_boot("")));
    EXPECT_FALSE(boots_into_poap("POAP permanently disabled using 'system no poap'\n"));
}

TEST(BootCommands, AreOneForOneImageAndTwoForThePair) {
    const FileName system = *FileName::parse("s.bin");
    EXPECT_THAT(boot_commands({system, {}}), ElementsAre("boot nxos bootflash:///s.bin"));
    EXPECT_THAT(boot_commands({system, FileName::parse("k.bin")}),
                ElementsAre("boot kickstart bootflash:///k.bin", "boot system bootflash:///s.bin"));
}

class BootVariableTest : public testing::Test {
  protected:
    /// Whether a boot variable may name an image once the switch was asked to.
    void set() {
        accepted_ = true;  // whatever ends the call
        const BootVariableChange change = set_boot_variable(cli_, images_, supervisors_, log_.log);
        accepted_ = change.may_be_set;
        if (change.failure) throw *change.failure;
    }
    Error failure() {
        return thrown_by([this] { set(); });
    }

    FakeCli cli_;
    BootImages images_{*FileName::parse("new.bin"), {}};
    Supervisors supervisors_ = Supervisors::One;
    bool accepted_ = false;
    RecordingLog log_;
};

const std::string kSet =
    "terminal dont-ask ; configure terminal ; boot nxos bootflash:///new.bin ; end ; show boot";
const std::string kNew = show_boot("NXOS variable = bootflash:/new.bin\n");

TEST_F(BootVariableTest, IsSetAndReadBackInOneCall) {
    cli_.on(kSet, kNew);
    set();
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_TRUE(accepted_);
    EXPECT_EQ(log_.count(Level::Warning), 0U);
    EXPECT_TRUE(log_.says("new.bin"));
    EXPECT_TRUE(log_.says("minutes"));
}

TEST_F(BootVariableTest, OfThePairIsSetAndReadBackInOneCall) {
    images_.kickstart = FileName::parse("k.bin");
    cli_.on(
        "terminal dont-ask ; configure terminal ; boot kickstart bootflash:///k.bin ; "
        "boot system bootflash:///new.bin ; end ; show boot",
        show_boot("kickstart variable = bootflash:/k.bin\nsystem variable = bootflash:/new.bin\n"));
    set();
}

TEST_F(BootVariableTest, RepeatsARefusedChainCommandByCommand) {
    cli_.on(kSet, kUnknown, 16)
        .on("terminal dont-ask ; configure terminal ; boot nxos bootflash:///new.bin")
        .on("terminal dont-ask ; show boot", kNew);
    set();
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_TRUE(accepted_);
}

TEST_F(BootVariableTest, ThatIsRefusedNamesTheCommandAndTheReason) {
    cli_.answers("Invalid image\n", 16).answers("Invalid image\n", 16);
    const Error error = failure();
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(), "the switch refused `boot nxos bootflash:///new.bin`: Invalid image");
    EXPECT_FALSE(accepted_);
}

TEST_F(BootVariableTest, ThatCannotBeShownIsNoRefusedBootCommand) {
    cli_.answers(kUnknown, 16).answers("").answers(kUnknown, 16);
    EXPECT_STREQ(failure().what(), "the switch refused `show boot`: % Invalid command at '^' marker.");
    EXPECT_TRUE(accepted_);
}

TEST_F(BootVariableTest, MayHoldTheImageWhereTheSwitchDidNotAnswerInTime) {
    const auto no_answer = []() -> CliAnswer { throw Error(ExitCode::Switch, "no answer", ""); };
    cli_.does(no_answer);
    failure();
    EXPECT_TRUE(std::exchange(accepted_, false));
    cli_.answers(kUnknown, 16).does(no_answer);
    failure();
    EXPECT_TRUE(accepted_) << "the second time";
}

TEST_F(BootVariableTest, MayHoldOneOfAPairOfWhichTheOtherWasRefused) {
    images_.kickstart = FileName::parse("k.bin");
    cli_.answers("Invalid image\n").answers("Invalid image\n");
    EXPECT_THAT(failure().what(), HasSubstr("`boot kickstart bootflash:///k.bin`"));
    EXPECT_TRUE(accepted_) << "the chain may have gone on to `boot system`";
}

TEST_F(BootVariableTest, OfThePairIsNamedWhereTheSecondIsRefused) {
    images_.kickstart = FileName::parse("k.bin");
    cli_.answers("Invalid image\n").answers("").answers("Invalid image\n");
    EXPECT_THAT(failure().what(), HasSubstr("`boot system bootflash:///new.bin`"));
    EXPECT_TRUE(accepted_);
}

TEST_F(BootVariableTest, IsReadBackInEachForm) {
    for (const char* form :
         {"NXOS variable = bootflash:/new.bin\n", "NXOS variable = bootflash:///new.bin\n",
          "NXOS variable = bootflash:new.bin\n", "NXOS variable = bootflash://sup-1/new.bin\n",
          "NXOS variable = bootflash:/new.bin;bootflash:/old.bin\n", "NXOS variable = bootflash:/new.bin\r\n",
          "NXOS variable = bootflash:/new.bin\nsup-2\nNXOS variable = bootflash:/new.bin\n"}) {
        cli_.answers(show_boot(form));
        set();
        EXPECT_EQ(log_.count(Level::Warning), 0U) << form;
    }
}

TEST_F(BootVariableTest, IsAnErrorWhereItNamesAnotherImage) {
    for (const char* form :
         {"NXOS variable = bootflash:/old.bin\n", "NXOS variable = bootflash:/new.bin.upg\n",
          "NXOS variable = bootflash:/x/new.bin\n", "NXOS variable = slot0:/new.bin\n",
          "NXOS variable = bootflash:/old.bin;bootflash:/new.bin\n", "NXOS variable =\n",
          "NXOS variable not set\n"}) {
        cli_.answers(show_boot(form));
        const Error error = failure();
        EXPECT_EQ(error.code(), ExitCode::Switch) << form;
        EXPECT_THAT(error.what(), HasSubstr("not new.bin"));
        EXPECT_TRUE(std::exchange(accepted_, false));
    }
}

TEST_F(BootVariableTest, OfAnotherKindIsNotTheOneThatWasSet) {
    images_.kickstart = FileName::parse("k.bin");
    cli_.answers(
        show_boot("kickstart variable = bootflash:/old-k.bin\nsystem variable = bootflash:/new.bin\n"));
    EXPECT_THAT(failure().what(), HasSubstr("not k.bin"));
}

TEST_F(BootVariableTest, InAFormThatIsNotKnownIsAWarning) {
    cli_.answers("boot image: new.bin\n");
    set();
    EXPECT_EQ(log_.count(Level::Warning), 1U);
    EXPECT_TRUE(log_.says("not read back"));
}

TEST_F(BootVariableTest, ThatTheSecondSupervisorDoesNotNameIsAWarningOrAnErrorWhereThereAreTwo) {
    for (const char* second :
         {"NXOS variable = bootflash:/old.bin\n", "NXOS variable =\n", "NXOS variable not set\n"}) {
        const std::string both = show_boot(concat("NXOS variable = bootflash:/new.bin\nsup-2\n", second));
        log_.lines.clear();
        supervisors_ = Supervisors::One;
        cli_.answers(both);
        set();
        EXPECT_EQ(log_.count(Level::Warning), 1U) << second;
        accepted_ = false;
        supervisors_ = Supervisors::Two;
        cli_.answers(both);
        const Error error = failure();
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_THAT(error.what(), HasSubstr("of one of the two supervisors names"));
        EXPECT_TRUE(accepted_);
    }
}

TEST_F(BootVariableTest, IsReadBackAfterAnotherCommandHasSetIt) {
    cli_.answers(show_boot("NXOS variable = bootflash:/new.bin\n"));
    check_boot_variable(cli_, images_, supervisors_, log_.log);
    EXPECT_THAT(cli_.lines, ElementsAre("terminal dont-ask ; show boot"));
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
    cli_.answers(show_boot("NXOS variable = bootflash:/old.bin\n"));
    const Error error = thrown_by([this] { check_boot_variable(cli_, images_, supervisors_, log_.log); });
    EXPECT_THAT(error.what(), HasSubstr("names bootflash:/old.bin, not new.bin"));
}

}  // namespace
}  // namespace poap::test
