#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

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
        {{"event", "plan"}, {"config", config}, {"files", Json::array()}, {"images", Json::array({image})}},
        progress(9'000'000),
        progress(10'000'000),
        log("warning", "it is slow"),
        progress(95'000'000),
        {{"event", "downloaded"}, {"file", "nxos.9.3.3.bin"}, {"bytes", 100'000'000}, {"rate", 4'000'000}},
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
    EXPECT_EQ(events_of(stdout_of(emit_good_run)), expected);
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

}  // namespace
}  // namespace poap::test
