#include "nxos/boot_variable.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "support/fake_cli.hpp"
#include "support/named_case.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

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

TEST_F(BootVariableTest, IsSetAndReadBackInOneCall) {
    cli_.answers(show_boot("NXOS variable = bootflash:/new.bin\n"));
    set();
    EXPECT_THAT(cli_.lines, ElementsAre("terminal dont-ask ; configure terminal ; boot nxos "
                                        "bootflash:///new.bin ; end ; show boot"));
    EXPECT_TRUE(accepted_);
    EXPECT_EQ(log_.count(Level::Warning), 0U);
}

TEST_F(BootVariableTest, OfThePairIsSetAndReadBackInOneCall) {
    images_.kickstart = FileName::parse("k.bin");
    cli_.answers(show_boot("kickstart variable = bootflash:/k.bin\nsystem variable = bootflash:/new.bin\n"));
    set();
    EXPECT_THAT(cli_.lines,
                ElementsAre("terminal dont-ask ; configure terminal ; boot kickstart bootflash:///k.bin ; "
                            "boot system bootflash:///new.bin ; end ; show boot"));
}

TEST_F(BootVariableTest, IsSetWithoutASignalComingBetween) {
    cli_.answers(kUnknown, 16).answers("").answers(show_boot("NXOS variable = bootflash:/new.bin\n"));
    set();
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
}

TEST_F(BootVariableTest, TellsThatTheSwitchTakesItsTime) {
    cli_.answers(show_boot("NXOS variable = bootflash:/new.bin\n"));
    set();
    EXPECT_TRUE(log_.says("new.bin"));
    EXPECT_TRUE(log_.says("minutes"));
}

TEST_F(BootVariableTest, RepeatsARefusedChainCommandByCommand) {
    cli_.answers(kUnknown, 16).answers("").answers(show_boot("NXOS variable = bootflash:/new.bin\n"));
    set();
    EXPECT_THAT(cli_.lines,
                ElementsAre(HasSubstr("show boot"),
                            "terminal dont-ask ; configure terminal ; boot nxos bootflash:///new.bin",
                            "terminal dont-ask ; show boot"));
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
    cli_.does([]() -> CliAnswer { throw Error(ExitCode::Switch, "no answer", ""); });
    failure();
    EXPECT_TRUE(accepted_);
}

TEST_F(BootVariableTest, MayHoldTheImageWhereTheSwitchDidNotAnswerTheSecondTime) {
    cli_.answers(kUnknown, 16).does([]() -> CliAnswer { throw Error(ExitCode::Switch, "no answer", ""); });
    failure();
    EXPECT_TRUE(accepted_);
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

struct ReadBackCase : NamedCase {
    std::string next;
};

class ReadBack : public BootVariableTest, public testing::WithParamInterface<ReadBackCase> {};

TEST_P(ReadBack, NamesTheImage) {
    cli_.answers(show_boot(GetParam().next));
    set();
    EXPECT_EQ(log_.count(Level::Warning), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    InTheForm, ReadBack,
    testing::Values(ReadBackCase{{"OfOneSlash"}, "NXOS variable = bootflash:/new.bin\n"},
                    ReadBackCase{{"OfThreeSlashes"}, "NXOS variable = bootflash:///new.bin\n"},
                    ReadBackCase{{"OfNoSlash"}, "NXOS variable = bootflash:new.bin\n"},
                    ReadBackCase{{"OnANamedSupervisor"}, "NXOS variable = bootflash://sup-1/new.bin\n"},
                    ReadBackCase{{"OfAList"}, "NXOS variable = bootflash:/new.bin;bootflash:/old.bin\n"},
                    ReadBackCase{{"WithCrLf"}, "NXOS variable = bootflash:/new.bin\r\n"},
                    ReadBackCase{{"OfTwoSupervisors"},
                                 "NXOS variable = bootflash:/new.bin\nsup-2\n"
                                 "NXOS variable = bootflash:/new.bin\n"}),
    CaseName());

class ReadBackOfAnother : public BootVariableTest, public testing::WithParamInterface<ReadBackCase> {};

TEST_P(ReadBackOfAnother, EndsThePass) {
    cli_.answers(show_boot(GetParam().next));
    const Error error = failure();
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("not new.bin"));
    EXPECT_TRUE(accepted_);
}

INSTANTIATE_TEST_SUITE_P(
    Image, ReadBackOfAnother,
    testing::Values(ReadBackCase{{"AltogetherDifferent"}, "NXOS variable = bootflash:/old.bin\n"},
                    ReadBackCase{{"WithALongerName"}, "NXOS variable = bootflash:/new.bin.upg\n"},
                    ReadBackCase{{"InAFolder"}, "NXOS variable = bootflash:/x/new.bin\n"},
                    ReadBackCase{{"OnAnotherDevice"}, "NXOS variable = slot0:/new.bin\n"},
                    ReadBackCase{{"SecondInAList"},
                                 "NXOS variable = bootflash:/old.bin;bootflash:/new.bin\n"},
                    ReadBackCase{{"ThatIsNone"}, "NXOS variable =\n"},
                    ReadBackCase{{"ThatIsNotSet"}, "NXOS variable not set\n"}),
    CaseName());

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

TEST_F(BootVariableTest, ThatOneOfTwoSupervisorsDoesNotNameIsAWarning) {
    cli_.answers(
        show_boot("NXOS variable = bootflash:/new.bin\nsup-2\nNXOS variable = bootflash:/old.bin\n"));
    set();
    EXPECT_EQ(log_.count(Level::Warning), 1U);
    EXPECT_TRUE(log_.says("old.bin"));
}

TEST_F(BootVariableTest, ThatIsNotSetOnTheSecondSupervisorIsAWarning) {
    cli_.answers(show_boot("NXOS variable = bootflash:/new.bin\nsup-2\nNXOS variable =\n"));
    set();
    EXPECT_EQ(log_.count(Level::Warning), 1U);
}

struct SupervisorCase : NamedCase {
    std::string second;  ///< what the second one's variable holds
};

class OfTwoSupervisors : public BootVariableTest, public testing::WithParamInterface<SupervisorCase> {
  protected:
    void SetUp() override {
        supervisors_ = Supervisors::Two;
        cli_.answers(show_boot("NXOS variable = bootflash:/new.bin\nsup-2\n" + GetParam().second));
    }
};

TEST_P(OfTwoSupervisors, EachHasToNameTheImage) {
    const Error error = failure();
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("of one of the two supervisors names"));
    EXPECT_TRUE(accepted_);
}

INSTANTIATE_TEST_SUITE_P(ASecond, OfTwoSupervisors,
                         testing::Values(SupervisorCase{{"ThatNamesAnother"},
                                                        "NXOS variable = bootflash:/old.bin\n"},
                                         SupervisorCase{{"ThatNamesNone"}, "NXOS variable =\n"},
                                         SupervisorCase{{"ThatIsNotSet"}, "NXOS variable not set\n"}),
                         CaseName());

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
