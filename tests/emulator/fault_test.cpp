// What faults do to a command, as far as one process shows it; process_test.cpp has the others.

#include <gmock/gmock.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <thread>
#include <vector>

#include "faults.hpp"
#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::EndsWith, ::testing::HasSubstr, testing::Reply, ::testing::StartsWith, testing::TestSwitch;

constexpr const char* kSave = "terminal dont-ask ; copy running-config startup-config";

const std::string kDone =
    "[########################################] 100%\n"
    "Copy complete, now saving to disk (please wait)...\nCopy complete.\n";

struct FaultCase {
    std::string fault;
    int exit_code;
    std::string text;
    bool saved;
};

const FaultCase kFaults[] = {
    {"copy => answer 3 No space left on device", 3, "No space left on device\n", false},
    {"copy => answer 1", 1, "", false},
    {"copy => answer 0 ERROR: no", 0, "ERROR: no\n", false},
    {"copy => answer 1 a\\nb\\e[1mc\\\\n", 1, "a\nb\x1b[1mc\\n\n", false},
    {"copy running-config startup-config => coming-up", 16,
     "Configuration update aborted: the system is not fully online yet\n", false},
    {"copy => password", 16,
     "The admin password must be set before the configuration can be saved\n"
     "Enter the password for \"admin\": \n",
     false},
    {"copy => pretend", 0, kDone, false},
    {"copy => then 1 ERROR: timed out", 1, kDone + "ERROR: timed out\n", true},
    {"copy => then 0 Invalid image", 0, kDone + "Invalid image\n", true},
    {"copy => escapes", 0, "\x1b[2J\x1b[1;31mswitch\x1b[0m\x1b]0;owned\x07\n" + kDone, true},
    {"copy => cut 40", 16, kDone.substr(0, kDone.size() * 40 / 100), false},
    {"* => answer 5 no", 5, "no\n", false},
    {"write => answer 5 no", 0, kDone, true},
    {"0x copy => answer 5 no", 0, kDone, true}};

TEST(Faults, AnswerInPlaceOfTheCommandOrAfterIt) {
    for (const auto& [fault, exit_code, text, saved] : kFaults) {
        SCOPED_TRACE(fault);
        const TestSwitch device;
        device.open().state.write("faults", "# one\n\n" + fault + '\n');
        const auto reply = device.run(kSave);
        EXPECT_EQ(reply.exit_code, exit_code);
        EXPECT_EQ(reply.text, text);
        EXPECT_EQ(device.open().state.has("startup-config"), saved);
    }
}

TEST(Faults, StrikeAsOftenAsCountedThenNeverAgain) {
    const TestSwitch device;
    device.open().state.write("faults", "2x copy => coming-up\n");
    EXPECT_EQ(device.run(kSave).exit_code, 16);
    EXPECT_EQ(device.run(kSave).exit_code, 16);
    EXPECT_EQ(device.run(kSave).exit_code, 0);
    EXPECT_EQ(device.open().state.read("fired"), "2x copy => coming-up\n2x copy => coming-up\n");
}

TEST(Faults, StrikeNotOnceTooOftenWhenManyClaimThem) {
    constexpr unsigned kMany = 20;
    const TestSwitch device;
    auto state = device.open().state;
    // Much to read makes counting long: without a lock the claimants would count side by side.
    state.write("fired", std::string(100'000, '\n'));
    std::string text;
    for (unsigned i = 0; i < kMany; ++i) {
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
    EXPECT_EQ(struck, kMany);
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

TEST(Faults, AreRefusedWhereTheyAreMalformed) {
    for (const char* line : {"copy answer 1", " => answer 1", "copy => explode", "copy => answer no",
                             "copy => slow", "copy => slow -1", "copy => hang now"})
        EXPECT_THROW(parse_faults(line), SetupError) << line;
}

}  // namespace
}  // namespace poap::emulator
