#include "status/switch_board.hpp"

#include <gmock/gmock.h>

#include <set>

#include "base/text.hpp"

namespace poap::stub {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre, testing::SizeIs;

std::optional<FileName> name(const std::string& text) {
    return FileName::parse(text);
}

const auto mac_1 = MacAddress::parse("5e01.4002.0001");
const auto mac_9 = MacAddress::parse("5e01.4002.0009");
const std::string run_a = "000000000000000a";
const std::string run_b = "000000000000000b";

ReportEvent line(const std::string& message) {
    return LogReport{Level::Info, message};
}

ReportEvent result(int exit_code, bool hop = false) {
    return ResultReport{exit_code, hop, {}, {}, {}};
}

Report report_of(const std::string& serial, const std::string& run, std::uint64_t sequence,
                 std::vector<ReportEvent> events) {
    return {name(serial), {}, {}, "0.2.0", run, sequence, std::move(events)};
}

struct SwitchBoardTest : testing::Test {
    Time now = Time{} + 1000h;
    std::shared_ptr<const Inventory> inventory = read("{id: LISTED, hostname: leaf1}, {id: 5e0140020001}");
    SwitchBoard board{[this] { return inventory; }, [this] { return now; }};

    static std::shared_ptr<const Inventory> read(const std::string& switches) {
        return std::make_shared<const Inventory>(
            parse_inventory("pod: {protocol: http}\nswitches: [" + switches + "]\n"));
    }

    void report(const std::string& serial, std::uint64_t sequence, std::vector<ReportEvent> events,
                const std::string& run = run_a) {
        board.take(report_of(serial, run, sequence, std::move(events)), "10.0.0.1");
    }

    BoardDetail detail(const std::string& serial) { return board.detail(*name(serial)).value(); }
    std::string state(const std::string& serial) { return detail(serial).row.status.state(); }

    std::vector<std::string> lines(const std::string& serial) {
        std::vector<std::string> lines;
        for (const LogLine& one : detail(serial).log) lines.push_back(one.message);
        return lines;
    }

    std::vector<std::string> requests(const std::string& serial) {
        std::vector<std::string> requests;
        for (const SeenRequest& one : detail(serial).row.status.requests) requests.push_back(one.what);
        return requests;
    }
};

TEST_F(SwitchBoardTest, ShowsEveryState) {
    EXPECT_EQ(state("LISTED"), "waiting");
    board.take({{name("LISTED"), mac_9}, true, "10.0.0.1", "registered"});
    EXPECT_EQ(state("LISTED"), "asked");
    report("LISTED", 1, {line("a")});
    EXPECT_EQ(state("LISTED"), "running");
    report("LISTED", 2, {result(0, true)});
    EXPECT_EQ(state("LISTED"), "reloading");
    report("LISTED", 1, {result(5)}, run_b);
    EXPECT_EQ(state("LISTED"), "failed");
    report("LISTED", 1, {result(0)}, "000000000000000c");
    EXPECT_EQ(state("LISTED"), "provisioned");
    EXPECT_EQ(detail("LISTED").row.status.runs, 3u);
    EXPECT_THAT(board.rows(), SizeIs(2));
}

TEST_F(SwitchBoardTest, CountsEachEventOnce) {
    report("LISTED", 1, {line("1"), line("2")});
    const auto revision = board.revision();
    report("LISTED", 1, {line("1"), line("2")});
    EXPECT_EQ(board.revision(), revision) << "a batch that came twice";
    report("LISTED", 2, {line("2"), line("3")});
    EXPECT_NE(board.revision(), revision);
    report("LISTED", 6, {line("6")});
    report("LISTED", 4, {line("4"), line("5")});
    EXPECT_THAT(lines("LISTED"), ElementsAre("1", "2", "3", "6")) << "after a gap, nothing from before it";
    report("LISTED", 1, {line("other run")}, run_b);
    report("LISTED", 7, {result(0)});
    EXPECT_EQ(state("LISTED"), "running") << "a late batch of the run before";
    EXPECT_EQ(detail("LISTED").row.status.runs, 2u);
}

TEST_F(SwitchBoardTest, StartsInTheMiddleOfARun) {
    report("LISTED", 40, {StageReport{"commit", StageReport::State::Done, 1.0}, line("40")});
    const auto status = detail("LISTED").row.status;
    EXPECT_EQ(status.runs, 1u);
    EXPECT_THAT(status.run->stages, SizeIs(1));
    EXPECT_EQ(status.run->started, now);
}

TEST_F(SwitchBoardTest, KnowsWhetherEventsAreMissing) {
    report("LISTED", 1, {line("1"), line("2")});
    EXPECT_TRUE(detail("LISTED").row.status.run->is_complete);
    report("LISTED", 4, {line("4")});
    EXPECT_FALSE(detail("LISTED").row.status.run->is_complete);
    report("LISTED", 2, {line("2")}, run_b);
    EXPECT_FALSE(detail("LISTED").row.status.run->is_complete) << "from the middle on";
}

TEST_F(SwitchBoardTest, LeavesTheLastRunIfTheSwitchRegistersAgain) {
    const SwitchRequest registration{{name("LISTED"), mac_9}, true, "10.0.0.1", "registered", true};
    report("LISTED", 1, {line("cannot download"), result(5)});
    now += 1s;
    board.take(registration);
    EXPECT_EQ(state("LISTED"), "asked");
    EXPECT_EQ(detail("LISTED").row.status.current_run(), nullptr);
    report("LISTED", 1, {StageReport{"a", StageReport::State::Begun, {}}}, run_b);
    EXPECT_EQ(state("LISTED"), "running");
    EXPECT_EQ(detail("LISTED").row.status.message, std::nullopt) << "that was the run before";
    EXPECT_EQ(detail("LISTED").row.status.runs, 2u);
}

TEST_F(SwitchBoardTest, LimitsTheLog) {
    for (std::uint64_t i = 1; i <= 60; ++i) report("LISTED", i, {line(std::string(1000, 'x'))});
    EXPECT_THAT(lines("LISTED"), SizeIs(16));
}

TEST_F(SwitchBoardTest, GivesEachRowAKeyOfItsOwn) {
    inventory = read("{id: SAME}, {id: SAME}");
    for (const std::string& run : {run_a, run_b}) {
        Report unidentified = report_of("", run, 1, {line("a")});
        board.take(unidentified, "10.0.0.1");
    }
    std::set<std::string> keys;
    for (const BoardRow& row : board.rows()) keys.insert(row.key);
    EXPECT_THAT(keys, SizeIs(4));
}

TEST_F(SwitchBoardTest, ForgetsTheAddressOfASwitchThatHasEndedOrIsSilent) {
    const auto fetches = [&] {
        board.take({{}, false, "10.0.0.1", "fetched the boot file"});
        return requests("LISTED").size() > 1;
    };
    const SwitchRequest registration{{name("LISTED"), mac_9}, true, "10.0.0.1", "registered", true};
    board.take(registration);
    now += 14min;
    EXPECT_TRUE(fetches());
    now += 16min;
    const auto before = requests("LISTED").size();
    fetches();
    EXPECT_EQ(requests("LISTED").size(), before);
    board.take(registration);
    report("LISTED", 1, {result(0)});
    const auto ended = requests("LISTED").size();
    fetches();
    EXPECT_EQ(requests("LISTED").size(), ended) << "another switch may have it now";
}

TEST_F(SwitchBoardTest, ReplacesTheBeginningOfAStageByItsEnd) {
    using enum StageReport::State;
    report("LISTED", 1,
           {StageReport{"a", Begun, {}}, StageReport{"a", Done, 1.0}, StageReport{"b", Begun, {}}});
    const auto stages = detail("LISTED").row.status.run->stages;
    ASSERT_THAT(stages, SizeIs(2));
    EXPECT_EQ(stages[0].state, Done);
    EXPECT_EQ(stages[1].state, Begun);
}

TEST_F(SwitchBoardTest, MeasuresTheRateByItsOwnClock) {
    const auto rate_after = [&](std::chrono::seconds wait, std::uint64_t sequence, std::uint64_t bytes) {
        now += wait;
        report("LISTED", sequence,
               {ProgressReport{"a.bin", bytes - 1, 9000}, ProgressReport{"a.bin", bytes, 9000}});
        return detail("LISTED").row.status.run->progress->rate;
    };
    EXPECT_EQ(rate_after(0s, 1, 1000), std::nullopt);
    EXPECT_EQ(rate_after(2s, 3, 3000), 1000u);
    EXPECT_EQ(rate_after(10s, 5, 4000), 100u) << "over the last seconds";
    EXPECT_EQ(rate_after(1s, 7, 500), std::nullopt) << "started over";
    report("LISTED", 9, {DownloadedReport{}});
    EXPECT_FALSE(detail("LISTED").row.status.run->progress);
}

TEST_F(SwitchBoardTest, KeepsALimitedAmount) {
    std::vector<ReportEvent> events;
    for (int i = 0; i < 150; ++i) {
        events.push_back(line(concat(i)));
        events.emplace_back(StageReport{concat(i), StageReport::State::Done, {}});
        board.take({{name("LISTED"), {}}, true, "10.0.0.1", concat(i)});
    }
    report("LISTED", 1, events);
    EXPECT_THAT(detail("LISTED").log, SizeIs(100));
    EXPECT_EQ(lines("LISTED").back(), "149");
    EXPECT_THAT(detail("LISTED").row.status.run->stages, SizeIs(40));
    EXPECT_THAT(requests("LISTED"), SizeIs(10));
    for (int i = 0; i < 1010; ++i) {
        now += 1s;
        board.take({{name(concat('S', i)), {}}, true, "10.0.0.1", "registered"});
        if (i == 500) report("", 1, {line("not identified")}, run_b);
    }
    EXPECT_THAT(board.rows(), SizeIs(2 + 1000));
    EXPECT_FALSE(board.detail(*name("S10")));
    EXPECT_TRUE(board.detail(*name("S11")));
    EXPECT_EQ(state("LISTED"), "running") << "a listed one stays";
}

TEST_F(SwitchBoardTest, FindsTheSwitchOfAnUnnamedRequestByItsAddress) {
    const auto ask = [&](const std::string& file, const std::string& client, const std::string& what) {
        board.take({{name(file), {}}, false, client, what});
    };
    ask("", "10.0.0.1", "too early");
    board.take({{name("A"), mac_9}, true, "10.0.0.1", "registered"});
    board.take({{name("LISTED"), mac_1}, true, "10.0.0.1", "registered"});
    ask("", "10.0.0.1", "image");
    ask("", "10.0.0.2", "of nobody");
    ask("A", "10.0.0.2", "config");
    ask("a-file", "10.0.0.1", "config");
    ask("", "10.0.0.1", "image");
    ask("", "10.0.0.1", "image");
    EXPECT_THAT(requests("LISTED"), ElementsAre("registered", "image", "config", "image"));
    EXPECT_THAT(requests("A"), ElementsAre("registered", "config"));
    EXPECT_THAT(board.rows(), SizeIs(3)) << "no switch is called a-file";
}

TEST_F(SwitchBoardTest, KnowsTheSwitchFromBeforeItWasIdentified) {
    report("", 1, {line("1")});
    EXPECT_THAT(board.rows(), SizeIs(3));
    report("LISTED", 2, {line("2")});
    report("", 1, {line("1")});
    EXPECT_THAT(board.rows(), SizeIs(2));
    EXPECT_THAT(lines("LISTED"), ElementsAre("1", "2"));
    EXPECT_EQ(detail("LISTED").row.status.runs, 1u);
}

TEST_F(SwitchBoardTest, FindsASwitchThatIsListedByItsMac) {
    board.take({{name("SERIAL"), mac_1}, true, "10.0.0.1", "registered"});
    board.take({{name("SERIAL"), {}}, false, "10.0.0.1", "config"});
    report("SERIAL", 1, {line("1")});
    const auto rows = board.rows();
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_EQ(rows[1].status.serial, name("SERIAL"));
    EXPECT_TRUE(rows[1].is_listed);
    EXPECT_THAT(rows[1].status.requests, SizeIs(2));
}

TEST_F(SwitchBoardTest, FollowsTheInventory) {
    report("NEW", 1, {line("1")});
    EXPECT_FALSE(detail("NEW").row.is_listed);
    const auto revision = board.revision();
    inventory = read("{id: NEW, hostname: leaf9}");
    EXPECT_NE(board.revision(), revision);
    const auto rows = board.rows();
    ASSERT_THAT(rows, SizeIs(1)) << "LISTED was not seen";
    EXPECT_EQ(rows[0].hostname, "leaf9");
    EXPECT_STREQ(rows[0].status.state(), "running");
}

}  // namespace
}  // namespace poap::stub
