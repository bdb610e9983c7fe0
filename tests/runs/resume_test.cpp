// What comes of half an image: in the same run, and in the next one.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>

#include "base/text.hpp"
#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "rig/pod.hpp"
#include "support/named_case.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kImageStage = "stage the image";
constexpr std::size_t kHalf = 400'000;
const std::string kGetRest = kGetImage + " bytes=400000-";

constexpr time_t kModified = 784111777;
const std::string kVersion = "ETag: \"v1\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

std::string half_an_image() {
    return http_answer_cut_short(made_up_image().substr(0, kHalf), made_up_image().size(), kVersion);
}

std::string rest_of_the_image(const std::string& content_range, const std::string& headers = {}) {
    return http_answer_with(206, concat("Content-Range: ", content_range, "\r\n", headers),
                            made_up_image().substr(kHalf));
}

void set_date(const std::string& path, time_t date) {
    const timespec times[2] = {{date, 0}, {date, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

/// A server whose first answer ends in the middle of the image.
struct BreakingServer : MadeUpServer {
    BreakingServer() {
        answers[kGetImage] = {half_an_image(), http_answer_with(200, kVersion, made_up_image())};
    }

    std::vector<std::string> where_tried_again() const {
        auto arguments = where();
        arguments.insert(arguments.end(), {"--retries", "2"});
        return arguments;
    }
    std::vector<std::string> image_requests() const {
        std::vector<std::string> all = requests();
        std::erase_if(all, [](const std::string& request) { return !request.starts_with(kGetImage); });
        return all;
    }
};

void expect_good(const EmulatedSwitch& device, const Before& before, const Ended& ended) {
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
}

TEST(Break, IsFollowedByTheRestAlone) {
    BreakingServer server;
    server.answers_with(kGetRest, rest_of_the_image("bytes 400000-899999/900000", kVersion));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(server.where_tried_again());
    expect_good(device, before, ended);
    EXPECT_THAT(server.image_requests(), ElementsAre(kGetImage, kGetRest));
    EXPECT_THAT(ended.err, HasSubstr(kNewImage + ": going on behind the 400.0 kB that are there"));
}

TEST(Break, IsFollowedByTheWholeFileWhereItHasChanged) {
    BreakingServer server;
    server.answers_with(kGetRest, http_answer_with(200, "ETag: \"v2\"\r\n", made_up_image()));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_good(device, before, device.run_agent(server.where_tried_again()));
    EXPECT_THAT(server.image_requests(), ElementsAre(kGetImage, kGetRest));
}

TEST(Break, IsFollowedByAnAnswerThatThisWasAll) {
    MadeUpServer server;
    // It announces a byte more than there is.
    server.answers[kGetImage] = {
        http_answer_cut_short(made_up_image(), made_up_image().size() + 1, kVersion)};
    const std::string rest = kGetImage + " bytes=900000-";
    server.answers_with(rest, http_answer_with(416, "Content-Range: bytes */900000\r\n", ""));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--retries", "1"});
    expect_good(device, before, device.run_agent(arguments));
    EXPECT_THAT(server.requests(), Contains(rest));
}

TEST(Break, OfAnImageWithoutADigestIsFollowedByTheWholeFile) {
    BreakingServer server;
    server.plan.erase("system_image_md5");
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_good(device, before, device.run_agent(server.where_tried_again()));
    EXPECT_THAT(server.image_requests(), ElementsAre(kGetImage + ".md5", kGetImage, kGetImage));
}

/// An answer to the request for the rest that does not fit.
struct Unfit : NamedCase {
    std::string answer;
};

class BreakThen : public testing::TestWithParam<Unfit> {};

TEST_P(BreakThen, StartsOver) {
    BreakingServer server;
    server.answers_with(kGetRest, GetParam().answer);
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_good(device, before, device.run_agent(server.where_tried_again()));
    EXPECT_THAT(server.image_requests(), ElementsAre(kGetImage, kGetRest, kGetImage));
}

INSTANTIATE_TEST_SUITE_P(
    , BreakThen,
    testing::Values(
        Unfit{{"AFault"}, http_answer(500, "<html>no ranges here</html>")},
        Unfit{{"NoSuchRange"}, http_answer_with(416, "Content-Range: bytes */300000\r\n", "")},
        Unfit{{"APartFromAnotherPlace"}, rest_of_the_image("bytes 399999-899998/900000")},
        Unfit{{"APartOfAnotherSize"}, rest_of_the_image("bytes 400000-899999/1000000")},
        Unfit{{"APartOfAnotherVersion"}, rest_of_the_image("bytes 400000-899999/900000", "ETag: \"v2\"\r\n")},
        Unfit{{"SeveralParts"},
              http_answer_with(206, "",
                               "--b\r\nContent-Range: bytes 400000-400001/900000\r\n\r\nxx\r\n--b--")}),
    CaseName());

TEST(Break, WithARestOfOtherBytesIsFoundOutAndFetchedOnceMore) {
    BreakingServer server;
    const std::string other(made_up_image().size() - kHalf, 'x');
    server.answers_with(kGetRest,
                        http_answer_with(206, "Content-Range: bytes 400000-899999/900000\r\n", other));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(server.where_tried_again());
    expect_good(device, before, ended);
    EXPECT_THAT(server.image_requests(), ElementsAre(kGetImage, kGetRest, kGetImage));
    EXPECT_THAT(ended.err, HasSubstr("it came in pieces, and is fetched once more from its start"));
}

TEST(Break, WithARestOfOtherBytesForGoodIsAWrongDigest) {
    BreakingServer server;
    const std::string other(made_up_image().size() - kHalf, 'x');
    server.answers[kGetImage] = {half_an_image()};
    server.answers_with(kGetRest,
                        http_answer_with(206, "Content-Range: bytes 400000-899999/900000\r\n", other));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(device.run_agent(server.where_tried_again()),
                   {ExitCode::Digest, kImageStage, "the MD5 of"});
    expect_unchanged(device, before);
    EXPECT_THAT(server.image_requests(), ElementsAre(kGetImage, kGetRest, kGetImage, kGetRest));
}

/// A run that was killed in the middle of an image, and then the real server.
struct NextRun : testing::Test {
    EmulatedSwitch device;
    Before before{device};
    Pod pod;

    NextRun() {
        MadeUpServer server;
        server.answers_with(kGetImage, half_an_image());
        server.stalls = {kGetImage};
        server.start();
        Process agent = device.start_agent(server.where());
        EXPECT_TRUE(eventually([&] { return part().size() > 200'000 && date_of_part() == kModified; }));
        agent.send(SIGKILL);
        agent.wait();
    }

    std::string part() const {
        const Snapshot bootflash = device.bootflash();
        return bootflash.contains(kPart) ? bootflash.at(kPart) : "";
    }

    /// None as long as it is that of a write, with its fraction of a second.
    std::optional<time_t> date_of_part() const {
        struct stat status {};
        const std::string path = device.bootflash_folder() + "/" + kPart;
        if (stat(path.c_str(), &status) != 0 || status.st_mtim.tv_nsec != 0) return std::nullopt;
        return status.st_mtim.tv_sec;
    }

    Ended run(time_t date_on_the_server) {
        pod.files().write(kNewImage, made_up_image());
        set_date(pod.files().path_of(kNewImage), date_on_the_server);
        pod.start({kSerial, kNewImage});
        return device.run_agent(pod.where());
    }

    void expect_provisioned_now(const Ended& ended) const {
        ASSERT_EQ(ended.exit_code, 0) << ended.err;
        EXPECT_EQ(device.state("boot.saved"), boots(kNewImage));
        EXPECT_THAT(names_in(without_logs(device.bootflash())), ElementsAre(kNewImage));
        EXPECT_TRUE(device.bootflash().at(kNewImage) == made_up_image());
    }
};

const std::string kSentRest = kGetImage + " 206";
const std::string kSentAll = kGetImage + " 200";

TEST_F(NextRun, AfterASuddenDeathFetchesTheRestAlone) {
    const Ended ended = run(kModified);
    expect_provisioned_now(ended);
    EXPECT_THAT(pod.log(), HasSubstr(kSentRest));
    EXPECT_THAT(pod.log(), Not(HasSubstr(kSentAll)));
}

TEST_F(NextRun, FetchesAllOfAFileThatHasAnotherDate) {
    const Ended ended = run(kModified + 1);
    expect_provisioned_now(ended);
    EXPECT_THAT(pod.log(), HasSubstr(kSentAll));
    EXPECT_THAT(pod.log(), Not(HasSubstr(kSentRest)));
}

TEST_F(NextRun, FindsOutADamagedPart) {
    std::string damaged = part();
    damaged[damaged.size() / 2] ^= 1;
    device.flash(kPart, damaged);
    set_date(device.bootflash_folder() + "/" + kPart, kModified);
    const Ended ended = run(kModified);
    expect_provisioned_now(ended);
    EXPECT_THAT(pod.log(), HasSubstr(kSentRest));
    EXPECT_THAT(pod.log(), HasSubstr(kSentAll));
}

TEST_F(NextRun, FetchesAllWhereTheServerFailsToSendTheRest) {
    const std::string get_rest = concat(kGetImage, " bytes=", part().size(), "-");
    MadeUpServer server;
    server.answers_with(get_rest, http_answer(500, "<html>no ranges here</html>"));
    server.start();
    expect_provisioned_now(device.run_agent(server.where()));
    EXPECT_THAT(server.requests(), Contains(get_rest));
}

TEST_F(NextRun, FetchesAllWhereThePartIsNotWhatItSays) {
    device.flash(kPart, part());  // written by somebody: its date is that of the writing
    const Ended ended = run(kModified);
    expect_provisioned_now(ended);
    EXPECT_THAT(pod.log(), Not(HasSubstr(kSentRest)));
}

TEST(HalfAnImage, StaysAloneAfterASignal) {
    MadeUpServer server;
    server.answers_with(kGetImage, half_an_image());
    server.stalls = {kGetImage};
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    Process agent = device.start_agent(server.where());
    ASSERT_TRUE(eventually([&] {
        const Snapshot bootflash = device.bootflash();
        return bootflash.contains(kPart) && !bootflash.at(kPart).empty();
    }));
    agent.send(SIGTERM);
    expect_failure(agent.wait(), {ExitCode::Interrupted, kImageStage, "stopped by a signal"});
    expect_unchanged(device, before, {kPart});
}

TEST(WholeImage, OfARunThatFailedIsNotFetchedAgain) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults("boot nxos => answer 16 ERROR: not now\n");
    const Before before(device);
    EXPECT_EQ(device.run_agent(server.where()).exit_code, static_cast<int>(ExitCode::Switch));
    EXPECT_THAT(names_in(without_logs(device.bootflash())), ElementsAre(kPart));

    device.set_faults("");
    const Ended ended = device.run_agent(server.where());
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(kNewImage + " was downloaded by an earlier run: not fetched again"));
    EXPECT_THAT(server.requests(), Contains(kGetImage).Times(1));
}

}  // namespace
}  // namespace poap::rig
