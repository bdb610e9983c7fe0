#include "log/reporter.hpp"

#include <gmock/gmock.h>

#include <deque>

#include "base/json.hpp"
#include "support/fake_clock.hpp"

namespace poap::test {
namespace {

using std::chrono::milliseconds, std::chrono::seconds;
using testing::ElementsAre, testing::MatchesRegex, testing::SizeIs;

constexpr auto kTaken = Delivery::State::Taken;
constexpr auto kKept = Delivery::State::Kept;
constexpr auto kRefused = Delivery::State::Refused;

/// A server that answers as told, and takes everything after that.
struct FakeSender : ReportSender {
    Delivery post(const std::string&, const std::string& json) override {
        bodies.push_back(json);
        const auto state = answers.empty() ? kTaken : answers.front();
        if (!answers.empty()) answers.pop_front();
        during();
        return {state, "it is busy", "ask it later"};
    }
    void cancel() override {}

    std::deque<Delivery::State> answers;
    std::vector<std::string> bodies;
    std::function<void()> during = [] {};
};

struct ReporterTest : testing::Test {
    /// Sends what is due. Returns the time until the next try in milliseconds: -1 if it waits for events, -2
    /// if it is done.
    std::int64_t send() {
        const Reporter::Next next = reporter.send_due("http://h/reports", sender);
        if (next.done) return -2;
        return next.at ? std::chrono::duration_cast<milliseconds>(*next.at - clock.now()).count() : -1;
    }
    void add(const std::string& name) { reporter.add("\"" + name + "\""); }
    /// Number of the first event and all events of each report.
    std::vector<std::string> sent() const {
        std::vector<std::string> reports;
        for (const std::string& body : sender.bodies) {
            const Json json = Json::parse(body);
            reports.push_back(json.at("sequence").dump() + json.at("events").dump());
        }
        return reports;
    }

    void add_many(int count) {
        for (int i = 0; i < count; ++i) add(std::string(1000, 'x'));
    }
    void progress(const std::string& file, const std::string& name) {
        reporter.add("\"" + name + "\"", file);
    }
    /// The reports have each event from `first` to `last` once.
    void expect_numbers(std::size_t first, std::size_t last) const {
        for (const std::string& body : sender.bodies) {
            const Json report = Json::parse(body);
            EXPECT_EQ(report.at("sequence"), first);
            first += report.at("events").size();
        }
        EXPECT_EQ(first, last + 1);
    }

    FakeClock clock;
    Reporter reporter{[this] { return clock.now(); }};
    FakeSender sender;
};

TEST_F(ReporterTest, NamesSwitchAgentAndRun) {
    add("a");
    send();
    reporter.identify({Serial::parse("FDO24161XKB").value(), Mac::parse_plain("700F6A9103C0").value(), {}});
    add("b");
    clock.advance(seconds(1));
    send();
    ASSERT_THAT(sender.bodies, SizeIs(2));
    EXPECT_THAT(sender.bodies[0],
                MatchesRegex("\\{\"serial\":null,\"mac\":null,\"agent\":\"[0-9.]+\","
                             "\"run\":\"[0-9a-f]{16}\",\"sequence\":1,\"events\":\\[\"a\"\\]\\}"));
    const Json second = Json::parse(sender.bodies[1]);
    EXPECT_EQ(second.at("serial"), "FDO24161XKB");
    EXPECT_EQ(second.at("mac"), "700f.6a91.03c0");
    EXPECT_EQ(second.at("run"), Json::parse(sender.bodies[0]).at("run"));
    EXPECT_NE(second.at("run"), [] {
        Reporter other;
        FakeSender server;
        other.add("1");
        other.set_host_name(FileName::parse("leaf1").value());
        other.send_due("", server);
        EXPECT_EQ(Json::parse(server.bodies[0]).at("hostname"), "leaf1");
        return Json::parse(server.bodies[0]).at("run");
    }());
}

TEST_F(ReporterTest, SendsWhatHasGatheredOnceASecond) {
    EXPECT_EQ(send(), -1);
    add("a");
    add("b");
    EXPECT_EQ(send(), 1000);
    add("c");
    clock.advance(milliseconds(400));
    EXPECT_EQ(send(), 600);
    add("d");
    clock.advance(milliseconds(600));
    send();
    EXPECT_THAT(sent(), ElementsAre("1[\"a\",\"b\"]", "3[\"c\",\"d\"]"));
}

TEST_F(ReporterTest, TriesAgainAfterGrowingPausesAndWarnsOnce) {
    sender.answers = {kKept, kKept, kKept, kKept, kKept, kKept, kKept, kTaken, kKept};
    add("a");
    std::int64_t bound = 2000;
    for (int i = 0; i < 7; ++i) {
        const std::int64_t pause = send();
        EXPECT_GE(pause, bound / 2);
        EXPECT_LE(pause, bound);
        bound = std::min<std::int64_t>(bound * 2, 30'000);
        clock.advance(milliseconds(pause));
        if (i == 0) add("b");
    }
    send();
    EXPECT_EQ(sent().front(), "1[\"a\"]");
    EXPECT_EQ(sent().back(), "1[\"a\",\"b\"]");
    clock.advance(seconds(1));
    add("c");
    EXPECT_LE(send(), 2000);
    const Reporter::Notes notes = reporter.take_notes();
    EXPECT_EQ(notes.warning, "cannot report to http://h/reports: it is busy; trying again. Ask it later");
    EXPECT_EQ(notes.debug, "reports arrive at http://h/reports");
    EXPECT_EQ(reporter.take_notes().warning, "");
}

TEST_F(ReporterTest, StopsForAServerThatRefuses) {
    sender.answers = {kRefused};
    add("a");
    EXPECT_EQ(send(), -2);
    add("b");
    EXPECT_EQ(send(), -2);
    EXPECT_THAT(sender.bodies, SizeIs(1));
    const Reporter::Notes notes = reporter.take_notes();
    EXPECT_EQ(notes.warning,
              "cannot report to http://h/reports: it is busy. Sending no more reports: ask it later");
    EXPECT_EQ(notes.debug, "");
}

TEST_F(ReporterTest, KeepsAllEventsOfAFailedReportAndThoseThatCameDuringIt) {
    sender.answers = {kKept, kTaken};
    sender.during = [this] { add("during"); };
    add("a");
    clock.advance(milliseconds(send()));
    send();
    clock.advance(seconds(1));
    send();
    EXPECT_THAT(sent(), ElementsAre("1[\"a\"]", "1[\"a\",\"during\"]", "3[\"during\"]"));
}

TEST_F(ReporterTest, SendsManyEventsInBatches) {
    add_many(100);
    EXPECT_EQ(send(), 1000);
    clock.advance(milliseconds(200));
    add("result");
    reporter.close();
    while (send() != -2) {
    }
    EXPECT_THAT(sender.bodies, SizeIs(4));
    for (const std::string& body : sender.bodies) EXPECT_LE(body.size(), 33U * 1024);
    expect_numbers(1, 101);
    EXPECT_EQ(Json::parse(sender.bodies.back()).at("events").back(), "result");
}

TEST_F(ReporterTest, DropsTheOldestEventsOfTooManyAndNumbersTheRest) {
    add_many(400);
    add("result");
    reporter.close();
    while (send() != -2) {
    }
    const auto first = Json::parse(sender.bodies.at(0)).at("sequence").get<std::size_t>();
    EXPECT_EQ(first, 401 - (255 * 1024 - std::string("\"result\"\n").size()) / 1003);
    expect_numbers(first, 401);
}

TEST_F(ReporterTest, CountsEventsThatWereDroppedDuringAReport) {
    sender.during = [this] {
        add_many(400);
        sender.during = [] {};
    };
    add("a");
    add("b");
    send();
    reporter.close();
    while (send() != -2) {
    }
    sender.bodies.erase(sender.bodies.begin());
    const auto first = Json::parse(sender.bodies.at(0)).at("sequence").get<std::size_t>();
    EXPECT_GT(first, 3U);
    expect_numbers(first, 402);
}

TEST_F(ReporterTest, DropsAnEventThatIsLargerThanABatch) {
    const std::string large(40'000, 'x');
    add(large);
    add("a");
    add(large);
    add(large);
    add("b");
    add(large);
    reporter.close();
    while (send() != -2) {
    }
    EXPECT_THAT(sent(), ElementsAre("2[\"a\"]", "5[\"b\"]"));
}

TEST_F(ReporterTest, KeepsTheNewestProgressOfAFileOnly) {
    progress("x", "x1");
    progress("x", "x2");
    progress("y", "y1");
    add("a");
    progress("y", "y2");
    progress("y", "y3");
    send();
    EXPECT_THAT(sent(), ElementsAre("1[\"x2\",\"y1\",\"a\",\"y3\"]"));
}

TEST_F(ReporterTest, ReplacesNoProgressThatWasInAReport) {
    sender.answers = {kKept, kTaken};
    sender.during = [this] {
        progress("x", "x2");
        progress("x", "x3");
        sender.during = [] {};
    };
    progress("x", "x1");
    clock.advance(milliseconds(send()));
    progress("x", "x4");
    send();
    clock.advance(seconds(1));
    progress("x", "x5");
    send();
    EXPECT_THAT(sent(), ElementsAre("1[\"x1\"]", "1[\"x1\",\"x4\"]", "3[\"x5\"]"));
}

TEST_F(ReporterTest, SendsTheLastEventsAtOnceAndThenIsDone) {
    add("a");
    send();
    add("result");
    reporter.close();
    EXPECT_EQ(send(), -2);
    EXPECT_THAT(sent(), ElementsAre("1[\"a\"]", "2[\"result\"]"));
}

TEST_F(ReporterTest, TriesTheLastEventsAFewTimes) {
    sender.answers = {kKept, kKept, kKept, kTaken};
    add("result");
    reporter.close();
    EXPECT_EQ(send(), 500);
    clock.advance(milliseconds(500));
    EXPECT_EQ(send(), 500);
    clock.advance(milliseconds(500));
    EXPECT_EQ(send(), -2);
    EXPECT_THAT(sender.bodies, SizeIs(3));
}

TEST_F(ReporterTest, TriesTheLastEventsOnceIfTheServerHasFailedForLong) {
    sender.answers = {kKept, kKept, kKept, kKept, kKept};
    add("a");
    for (int i = 0; i < 3; ++i) clock.advance(milliseconds(send()));
    reporter.close();
    EXPECT_EQ(send(), -2);
    EXPECT_THAT(sender.bodies, SizeIs(4));
}

}  // namespace
}  // namespace poap::test
