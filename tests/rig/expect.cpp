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

/// The document's quotations, each cut at its `…`. Line ends, backticks and backslashes do not count.
const std::vector<std::vector<std::string>>& quotations() {
    static const auto kQuotations = [] {
        std::string text = bytes_of(TROUBLESHOOTING_PATH);
        std::erase(text, '\\');
        std::vector<std::vector<std::string>> all;
        bool is_quoted = false;
        for (std::string part : split(text, "`")) {
            std::ranges::replace(part, '\n', ' ');
            if (is_quoted) all.push_back(split(part, "…"));
            is_quoted = !is_quoted;
        }
        return all;
    }();
    return kQuotations;
}

/// Whether a text has the fixed pieces of a quotation in their order, and these are long enough.
bool is_quoted_by(const std::string& text, const std::vector<std::string>& pieces) {
    constexpr std::size_t kEnough = 8;
    std::size_t from = 0;
    std::size_t longest = 0;
    for (const std::string& piece : pieces) {
        const auto at = text.find(piece, from);
        if (at == std::string::npos) return false;
        from = at + piece.size();
        longest = std::max(longest, piece.size());
    }
    return longest >= kEnough;
}

}  // namespace

std::string log_since(const EmulatedSwitch& device, const Before& before) {
    std::string text;
    for (const auto& [name, bytes] : device.bootflash()) {
        if (!is_log(name)) continue;
        const auto old = before.bootflash.find(name);
        text += old == before.bootflash.end() ? bytes : bytes.substr(old->second.size());
    }
    return text;
}

void expect_documented(const std::string& message) {
    std::string text = message;
    std::erase(text, '`');
    const bool is_there =
        std::ranges::any_of(quotations(), [&](const auto& pieces) { return is_quoted_by(text, pieces); });
    EXPECT_TRUE(is_there) << "docs/troubleshooting.md does not explain: " << message;
}

void expect_failure(const Ended& ended, const Failure& failure) {
    EXPECT_EQ(ended.exit_code, static_cast<int>(failure.code)) << ended.err;
    EXPECT_THAT(ended.last_line(), StartsWith("ERROR: " + failure.stage + ": ")) << ended.err;
    EXPECT_THAT(ended.last_line(), HasSubstr(failure.cause));
    EXPECT_THAT(ended.last_line(), HasSubstr(". What to do: "));
    expect_documented(ended.last_line());
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
    EXPECT_THAT(log_since(device, before) + ended.err, Not(HasSubstr(kSecret)));
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

std::string compatibility_call(const std::string& image) {
    return cli_call(concat("terminal width 511 ; show incompatibility-all nxos bootflash:", image));
}

std::string boot_call(const std::string& image) {
    return cli_call(concat("configure terminal ; boot nxos bootflash:///", image, " ; end ; show boot"));
}

std::string boots(const std::string& image) {
    return concat("nxos bootflash:///", image, "\n");
}

}  // namespace poap::rig
