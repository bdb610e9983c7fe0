#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "log/sinks.hpp"
#include "support/put_elsewhere.hpp"
#include "support/sink_calls.hpp"
#include "support/temp_dir.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr, testing::MatchesRegex, testing::Not, testing::SizeIs;
using Json = nlohmann::json;

std::string stdout_of(void (*act)(LogSink&)) {
    const TempDir dir;
    const Descriptor file(open(dir.path_of("out").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    {
        const PutElsewhere elsewhere(STDOUT_FILENO, file.get());
        act(*json_sink());
    }
    return dir.read("out");
}

/// The events in a text, which must be one a line, without their times.
std::vector<Json> events_of(const std::string& text) {
    std::vector<Json> events;
    for (const std::string_view line : lines_of(text)) {
        Json event = Json::parse(line);
        EXPECT_THAT(event.at("time").get<std::string>(),
                    MatchesRegex("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
        event.erase("time");
        events.push_back(event);
    }
    return events;
}

TEST(JsonSink, ReportsAGoodRun) {
    const Json image = {{"name", "nxos.9.3.3.bin"},
                        {"url", "http://****@host/nxos.9.3.3.bin"},
                        {"digest", "MD5 " + std::string(32, 'a')}};
    const Json config = {{"name", "FDO21120U5D.cfg"}, {"url", "http://host/conf"}, {"digest", nullptr}};
    const auto progress = [](std::uint64_t bytes) {
        return Json{
            {"event", "progress"}, {"file", "nxos.9.3.3.bin"}, {"bytes", bytes}, {"size", 100'000'000}};
    };
    const auto stage = [](const char* name, const char* state, const Json& seconds = nullptr) {
        Json event = {{"event", "stage"}, {"stage", name}, {"state", state}};
        if (!seconds.is_null()) event["seconds"] = seconds;
        return event;
    };
    const auto log = [](const char* level, const char* message) {
        return Json{{"event", "log"}, {"level", level}, {"message", message}};
    };
    const std::vector<Json> expected = {
        stage("identify the switch", "begun"),
        log("info", "Collecting system S.No and MAC..."),
        {{"event", "identity"},
         {"serial", "FDO21120U5D"},
         {"mac", "5e01.4002.0001"},
         {"running_image", "nxos.7.0.3.bin"},
         {"kickstart_image", nullptr}},
        stage("identify the switch", "done", 1.23),
        stage("stage the image", "begun"),
        {{"event", "plan"}, {"config", config}, {"images", Json::array({image})}},
        progress(9'000'000),
        progress(10'000'000),
        log("warning", "it is slow"),
        progress(95'000'000),
        log("info", "Verifying the MD5 of nxos.9.3.3.bin..."),
        {{"event", "verified"}, {"file", "nxos.9.3.3.bin"}, {"digest", "MD5 " + std::string(32, 'a')}},
        stage("stage the image", "done", 201.0),
        stage("commit", "begun"),
        {{"event", "change"}, {"command", "boot nxos bootflash:///nxos.9.3.3.bin"}},
        stage("commit", "done", 2.0),
        {{"event", "result"},
         {"exit_code", 0},
         {"hop", false},
         {"stage", nullptr},
         {"cause", nullptr},
         {"advice", "the next reload boots into the new configuration"}},
    };
    EXPECT_EQ(events_of(stdout_of(tell_of_good_pass)), expected);
}

TEST(JsonSink, ReportsAFailureAndItsLeftovers) {
    const auto events = events_of(stdout_of(tell_of_failed_pass));
    ASSERT_THAT(events, SizeIs(19));
    EXPECT_EQ(events[16].at("state"), "failed");
    EXPECT_EQ(events[17], (Json{{"event", "left"}, {"files", {".nxos.9.3.3.bin.part"}}}));
    EXPECT_EQ(events[18], (Json{{"event", "result"},
                                {"exit_code", 3},
                                {"hop", false},
                                {"stage", "commit"},
                                {"cause", "the switch refused `copy` with secret **** in it."},
                                {"advice", "mend what it complains about, then run this again"}}));
}

TEST(JsonSink, HasNoSecretAndNoByteThatIsNotText) {
    const std::string text = stdout_of([](LogSink& sink) {
        const std::string hostile = "\xff\xfe\"\x01\n\xc3\x28 password S3cr3t";
        sink.emit(Result{ExitCode::Switch, hostile, hostile, hostile});
        sink.emit(Left{{hostile}});
        sink.emit(Change{hostile});
        sink.emit(Downloading{hostile, 1, std::nullopt, 1, true});
    });
    EXPECT_THAT(events_of(text), SizeIs(4));
    EXPECT_THAT(text, Not(HasSubstr("S3cr3t")));
    for (const char byte : text) EXPECT_TRUE(byte == '\n' || (byte >= ' ' && byte <= '~'));
}

/// Standard output as a pipe of the size that Linux gives it.
struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
        reader = Descriptor(ends[0]);
        writer = Descriptor(ends[1]);
    }
    std::string read_all() {
        std::string all;
        std::array<char, 65536> buffer{};
        fcntl(reader.get(), F_SETFL, O_NONBLOCK);
        for (ssize_t got = 0; (got = read(reader.get(), buffer.data(), buffer.size())) > 0;) {
            all.append(buffer.data(), static_cast<std::size_t>(got));
        }
        return all;
    }
    Descriptor reader;
    Descriptor writer;
};

TEST(JsonSink, ContinuesWhereNobodyReadsAndGivesALateReaderTheRest) {
    Pipe pipe;
    const PutElsewhere elsewhere(STDOUT_FILENO, pipe.writer.get());
    const auto sink = json_sink();
    const std::string long_line(900, 'x');
    for (int line = 0; line < 1000; ++line) sink->write(Level::Info, long_line);
    std::string text = pipe.read_all();
    for (int more = 0; more < 10; ++more) {
        sink->emit(Result{ExitCode::Provisioned, "", "", "reload"});
        text += pipe.read_all();
    }
    const auto events = events_of(text);
    EXPECT_THAT(events, SizeIs(testing::Gt(100U)));
    EXPECT_EQ(events.back().at("event"), "result");
}

TEST(JsonSink, ContinuesWithoutAReader) {
    signal(SIGPIPE, SIG_IGN);  // as the agent has it
    Pipe pipe;
    pipe.reader.reset();
    const PutElsewhere elsewhere(STDOUT_FILENO, pipe.writer.get());
    tell_of_good_pass(*json_sink());
}

}  // namespace
}  // namespace poap::test
