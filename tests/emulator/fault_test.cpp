// What faults do to a command, as far as one process shows it; process_test.cpp has the others.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <thread>
#include <vector>

#include "faults.hpp"
#include "testing/named_case.hpp"
#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using testing::Reply;
using ::testing::StartsWith;
using testing::TestSwitch;

constexpr const char* kSave = "terminal dont-ask ; copy running-config startup-config";

struct FaultCase : testing::NamedCase {
    std::string fault;
    int exit_code;
    std::string text;
    bool saved;
};

class SaveFault : public ::testing::TestWithParam<FaultCase> {};

TEST_P(SaveFault, AnswersAsTold) {
    const TestSwitch device;
    device.open().state.write("faults", "# one\n\n" + GetParam().fault + '\n');
    const auto reply = device.run(kSave);
    EXPECT_EQ(reply.exit_code, GetParam().exit_code);
    EXPECT_EQ(reply.text, GetParam().text);
    EXPECT_EQ(device.open().state.has("startup-config"), GetParam().saved);
}

const std::string kDone =
    "[########################################] 100%\n"
    "Copy complete, now saving to disk (please wait)...\nCopy complete.\n";

INSTANTIATE_TEST_SUITE_P(
    Faults, SaveFault,
    ::testing::Values(
        FaultCase{"FailsWithText", "copy => answer 3 No space left on device", 3, "No space left on device\n",
                  false},
        FaultCase{"FailsWithoutText", "copy => answer 1", 1, "", false},
        FaultCase{"FailsAlthoughItExitsZero", "copy => answer 0 ERROR: no", 0, "ERROR: no\n", false},
        FaultCase{"TextHasEscapes", "copy => answer 1 a\\nb\\e[1mc\\\\n", 1, "a\nb\x1b[1mc\\n\n", false},
        FaultCase{"IsComingUp", "copy running-config startup-config => coming-up", 16,
                  "Configuration update aborted: the system is not fully online yet\n", false},
        FaultCase{"WantsAPassword", "copy => password", 16,
                  "The admin password must be set before the configuration can be saved\n"
                  "Enter the password for \"admin\": \n",
                  false},
        FaultCase{"OnlyPretends", "copy => pretend", 0, kDone, false},
        FaultCase{"IsDoneAndSaysItFailed", "copy => then 1 ERROR: timed out", 1, kDone + "ERROR: timed out\n",
                  true},
        FaultCase{"IsDoneAndExitsZeroWithAnError", "copy => then 0 Invalid image", 0,
                  kDone + "Invalid image\n", true},
        FaultCase{"PrintsEscapes", "copy => escapes", 0,
                  "\x1b[2J\x1b[1;31mswitch\x1b[0m\x1b]0;owned\x07\n" + kDone, true},
        FaultCase{"IsCutShort", "copy => cut 40", 16, kDone.substr(0, kDone.size() * 40 / 100), false},
        FaultCase{"StrikesEveryCommand", "* => answer 5 no", 5, "no\n", false},
        FaultCase{"StrikesOthersOnly", "write => answer 5 no", 0, kDone, true},
        FaultCase{"NeverStrikes", "0x copy => answer 5 no", 0, kDone, true}),
    testing::CaseName());

TEST(Faults, StrikeAsOftenAsCountedThenNeverAgain) {
    const TestSwitch device;
    device.open().state.write("faults", "2x copy => coming-up\n");
    EXPECT_EQ(device.run(kSave).exit_code, 16);
    EXPECT_EQ(device.run(kSave).exit_code, 16);
    EXPECT_EQ(device.run(kSave).exit_code, 0);
    EXPECT_EQ(device.open().state.read("fired"), "2x copy => coming-up\n2x copy => coming-up\n");
}

TEST(Faults, StrikeNotOnceTooOftenWhenManyClaimThem) {
    constexpr unsigned kFaults = 20;
    const TestSwitch device;
    auto state = device.open().state;
    // Much to read makes counting long: without a lock the claimants would count side by side.
    state.write("fired", std::string(100'000, '\n'));
    std::string text;
    for (unsigned i = 0; i < kFaults; ++i) {
        text += "1x copy bootflash:" + std::to_string(i) + " => coming-up\n";
    }
    const auto faults = parse_faults(text);
    std::atomic<unsigned> struck = 0;
    std::barrier abreast(4);
    {
        std::vector<std::jthread> claimants(4);
        for (auto& claimant : claimants) {
            claimant = std::jthread([&] {
                for (const auto& fault : faults) {
                    abreast.arrive_and_wait();
                    struck += claim(fault, state) ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(struck, kFaults);
}

TEST(Faults, OfOneCommandStrikeInOrderUntilOneAnswers) {
    const TestSwitch device;
    device.open().state.write("faults", "1x copy => coming-up\ncopy => password\n");
    EXPECT_THAT(device.run(kSave).text, HasSubstr("not fully online"));
    EXPECT_THAT(device.run(kSave).text, HasSubstr("password"));
}

TEST(Faults, KnowAnAbbreviatedConfigureByItsFullWords) {
    const TestSwitch device;
    device.open().state.write("faults", "configure terminal => answer 16 no\n");
    EXPECT_EQ(device.run("conf t").text, "no\n");
}

TEST(Faults, MakeACommandSlow) {
    const TestSwitch device;
    device.open().state.write("faults", "copy => slow 50\n");
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(device.run(kSave).text, kDone);
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(50));
}

TEST(Faults, MakeShowBootLieAboutTheNextReloadOnly) {
    const TestSwitch device;
    device.open().state.write("faults", "show boot => lie nxos.1.2.3.bin\n");
    const auto text = device.run("show boot").text;
    EXPECT_THAT(text,
                HasSubstr("Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.10.bin\n"));
    EXPECT_THAT(text, HasSubstr("next reload:\n\nsup-1\nNXOS variable = bootflash:/nxos.1.2.3.bin\n"));
}

TEST(Faults, MakeBootOnlyPretend) {
    const TestSwitch device;
    device.open().state.write("faults", "boot nxos => pretend\n");
    const auto reply = device.run("conf t ; boot nxos bootflash:///nxos.9.3.12.bin ; end");
    EXPECT_EQ(reply.exit_code, 0);
    EXPECT_EQ(device.open().state.read("boot"), "nxos bootflash:///nxos.9.3.10.bin\n");
}

struct BadFaultCase : testing::NamedCase {
    std::string line;
};

class BadFault : public ::testing::TestWithParam<BadFaultCase> {};

TEST_P(BadFault, IsNoSwitchsAnswer) {
    EXPECT_THROW(parse_faults(GetParam().line), SetupError);
}

INSTANTIATE_TEST_SUITE_P(Faults, BadFault,
                         ::testing::Values(BadFaultCase{"NoArrow", "copy answer 1"},
                                           BadFaultCase{"NoPrefix", " => answer 1"},
                                           BadFaultCase{"UnknownAction", "copy => explode"},
                                           BadFaultCase{"NoExitCode", "copy => answer no"},
                                           BadFaultCase{"NoDelay", "copy => slow"},
                                           BadFaultCase{"NegativeDelay", "copy => slow -1"},
                                           BadFaultCase{"TooMuch", "copy => hang now"}),
                         testing::CaseName());

}  // namespace
}  // namespace poap::emulator
