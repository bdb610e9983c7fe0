#include "rig/expect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace poap::rig {

namespace {

using testing::AllOf;
using testing::ElementsAreArray;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

/// The text of the newest log. Runs of one second share one.
std::string log_of(const EmulatedSwitch& device) {
    const Snapshot bootflash = device.bootflash();
    const auto logs = logs_in(bootflash);
    EXPECT_FALSE(logs.empty());
    return logs.empty() ? "" : bootflash.at(logs.back());
}

}  // namespace

void expect_failure(const Ended& ended, const Failure& failure) {
    EXPECT_EQ(ended.exit_code, static_cast<int>(failure.code)) << ended.err;
    EXPECT_THAT(ended.last_line(), StartsWith("ERROR: " + failure.stage + ": ")) << ended.err;
    EXPECT_THAT(ended.last_line(), HasSubstr(failure.cause));
    EXPECT_THAT(ended.last_line(), HasSubstr(". What to do: "));
    EXPECT_THAT(ended.err, Not(HasSubstr(kSecret)));
}

void expect_unchanged(const EmulatedSwitch& device, const Before& before,
                      const std::vector<std::string>& parts, std::size_t logs) {
    EXPECT_EQ(device.memory(), before.memory);
    const Snapshot bootflash = device.bootflash();
    // Runs of one second share a log.
    EXPECT_THAT(logs_in(bootflash), AllOf(SizeIs(Le(logs)), SizeIs(Ge(std::min<std::size_t>(logs, 1)))));
    Snapshot rest = without_logs(bootflash);
    for (const std::string& part : parts) EXPECT_EQ(rest.erase(part), 1U) << "no " << part;
    EXPECT_THAT(names_in(rest), ElementsAreArray(names_in(before.bootflash)));
    EXPECT_TRUE(rest == before.bootflash) << "a file on bootflash has other bytes";
    EXPECT_TRUE(device.standby_flash() == before.standby_flash) << "the standby's flash is another";
}

void expect_provisioned(const EmulatedSwitch& device, const Before& before, const Ended& ended,
                        const Goal& goal) {
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(device.scheduled(), scheduled_as(goal.config, goal.plans_image ? goal.boot : ""));
    const auto saved = before.memory.at("running-config");
    EXPECT_EQ(device.state("startup-config"), device.runs_in_poap() ? std::nullopt : std::optional(saved));
    EXPECT_EQ(device.state("boot.saved"), goal.boot);
    EXPECT_EQ(device.state("running-config"), before.memory.at("running-config"));
    const Snapshot bootflash = without_logs(device.bootflash());
    EXPECT_THAT(names_in(bootflash), ElementsAreArray(names_in(goal.bootflash)));
    EXPECT_TRUE(bootflash == goal.bootflash) << "a file on bootflash has other bytes";
    EXPECT_THAT(log_of(device) + ended.err, Not(HasSubstr(kSecret)));
    EXPECT_TRUE(device.is_quiet());
}

std::string scheduled_as(std::string config, const std::string& boot) {
    if (!config.ends_with('\n')) config += '\n';
    std::string end;
    if (config == "end\n" || config.ends_with("\nend\n")) {
        end = "end\n";
        config.resize(config.size() - end.size());
    }
    for (const std::string_view line : lines_of(boot)) config += concat("boot ", line, "\n");
    return config + end;
}

void expect_in_order(const std::string& text, const std::vector<std::string>& lines,
                     const std::string& where) {
    std::size_t from = 0;
    for (const std::string& line : lines) {
        const auto at = text.find(line, from);
        ASSERT_NE(at, std::string::npos) << where << " lacks, or has too early: " << line << "\n" << text;
        from = text.find('\n', at);
    }
}

void expect_told_in_order(const EmulatedSwitch& device, const Ended& ended,
                          const std::vector<std::string>& lines) {
    expect_in_order(ended.err, lines, "standard error");
    expect_in_order(log_of(device), lines, "the log");
}

std::string identity_call() {
    return "terminal dont-ask ; terminal width 511 ; show version ; show inventory ; show interface mgmt0 ; "
           "show module";
}

std::string boot_call(const std::string& image) {
    return concat("terminal dont-ask ; configure terminal ; boot nxos bootflash:///", image,
                  " ; end ; show boot");
}

std::string save_call() {
    return "terminal dont-ask ; copy running-config startup-config ; write erase";
}

std::string schedule_call() {
    return concat("terminal dont-ask ; copy bootflash:", kSerial, ".cfg scheduled-config");
}

std::string show_boot_call() {
    return "terminal dont-ask ; show boot";
}

std::string boots(const std::string& image) {
    return concat("nxos bootflash:///", image, "\n");
}

}  // namespace poap::rig
