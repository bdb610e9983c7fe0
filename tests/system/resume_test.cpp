// Interrupted downloads resume: in the same run, and in the next one.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kHalf = 400'000;
const std::string kGetRest = kGetImage + " bytes=400000-";
const std::string kRestOfAll = "bytes 400000-899999/900000";

constexpr time_t kModified = 784111777;
const std::string kVersion = "ETag: \"v1\"\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
const std::string kOtherVersion = "ETag: \"v2\"\r\n";

std::string half_an_image() {
    return http_answer_cut_short(fake_image().substr(0, kHalf), fake_image().size(), kVersion);
}

std::string rest_of_the_image(const std::string& content_range, const std::string& headers = {},
                              const std::string& bytes = fake_image().substr(kHalf)) {
    return http_answer_with(206, concat("Content-Range: ", content_range, "\r\n", headers), bytes);
}

/// A server whose first answer ends in the middle of the image.
const Step kBreaks =
    answer(kGetImage, {half_an_image(), http_answer_with(200, kVersion, fake_image())}) + retries(2);

Step rest(const std::string& answered) {
    return answer(kGetRest, {answered});
}

Cases breaks() {
    const Words fetched = {kPut, kGetConfig, kGetImage, kGetRest};
    const End rest_only = recovers().requesting(fetched);
    const End over_again = recovers().requesting(fetched + Words{kGetImage});
    const std::string other(fake_image().size() - kHalf, 'x');
    const std::string rest_of_all = kGetImage + " bytes=900000-";
    return {
        Case("IsFollowedByTheRestAlone", kBreaks + rest(rest_of_the_image(kRestOfAll, kVersion)),
             rest_only.reporting({"400.0 kB"})),
        Case("IsFollowedByTheWholeFileWhereItHasChanged",
             kBreaks + rest(http_answer_with(200, kOtherVersion, fake_image())), rest_only),
        // The first answer announces a byte more than there is.
        Case("IsFollowedByAnAnswerThatThisWasAll",
             answer(kGetImage, {http_answer_cut_short(fake_image(), fake_image().size() + 1, kVersion)}) +
                 answer(rest_of_all, {http_answer_with(416, "Content-Range: bytes */900000\r\n", "")}) +
                 retries(1),
             recovers().requesting({kPut, kGetConfig, kGetImage, rest_of_all})),
        Case("OfAnImageWithoutADigestIsFollowedByTheWholeFile", kBreaks + plan_without({"system_image_md5"}),
             recovers().requesting({kPut, kGetConfig, kGetImage + ".md5", kGetImage, kGetImage})),
        Case("ThenAnErrorStartsOver", kBreaks + rest(http_answer(500, "<html>no ranges here</html>")),
             over_again),
        Case("ThenNoSuchRangeStartsOver",
             kBreaks + rest(http_answer_with(416, "Content-Range: bytes */300000\r\n", "")), over_again),
        Case("ThenAPartFromAnotherPlaceStartsOver",
             kBreaks + rest(rest_of_the_image("bytes 399999-899998/900000")), over_again),
        Case("ThenAPartOfAnotherSizeStartsOver",
             kBreaks + rest(rest_of_the_image("bytes 400000-899999/1000000")), over_again),
        Case("ThenAPartOfAnotherVersionStartsOver",
             kBreaks + rest(rest_of_the_image(kRestOfAll, kOtherVersion)), over_again),
        Case("ThenSeveralPartsStartOver",
             kBreaks + rest(http_answer_with(
                           206, "", "--b\r\nContent-Range: bytes 400000-400001/900000\r\n\r\nxx\r\n--b--")),
             over_again),
        Case("WithARestOfOtherBytesIsFoundOutAndFetchedOnceMore",
             kBreaks + rest(rest_of_the_image(kRestOfAll, "", other)),
             over_again.reporting({"it arrived in pieces; downloading it once more from the start"})),
        Case("WithARestOfOtherBytesForGoodIsAWrongDigest",
             kBreaks + answer(kGetImage, {half_an_image()}) + rest(rest_of_the_image(kRestOfAll, "", other)),
             fails(ExitCode::Digest, kStageImage, "the MD5 of")
                 .requesting(fetched + Words{kGetImage, kGetRest})),
    };
}

CASES(Break, breaks());

/// A run that is killed in the middle of an image, and the next one.
struct NextRun : testing::Test, Bench {
    NextRun() {
        stall(kGetImage, half_an_image())(*this);
        meanwhile = [this](Process& agent) {
            EXPECT_TRUE(eventually([&] { return part().size() > 200'000 && date_of_part() == kModified; }));
            agent.send(SIGKILL);
        };
        run();
    }

    std::string part() const {
        const Snapshot bootflash = device().bootflash();
        return bootflash.contains(kPart) ? bootflash.at(kPart) : "";
    }

    /// None as long as it is that of a write, with its fraction of a second.
    std::optional<time_t> date_of_part() const {
        struct stat status {};
        if (stat(flash_path(kPart).c_str(), &status) != 0 || status.st_mtim.tv_nsec != 0) return std::nullopt;
        return status.st_mtim.tv_sec;
    }

    static void set_date(const std::string& path, time_t date) {
        const timespec times[2] = {{date, 0}, {date, 0}};
        ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
    }

    /// From the real stub.
    void run_next(time_t date_on_the_server) {
        Pod stub;
        stub.files().write(kNewImage, fake_image());
        set_date(stub.files().path_of(kNewImage), date_on_the_server);
        stub.start({kSerial, kNewImage});
        const Ended next = device().run_agent(stub.where());
        ASSERT_EQ(next.exit_code, 0) << next.err;
        EXPECT_EQ(device().state("boot.saved"), boots(kNewImage));
        EXPECT_TRUE(without_logs(device().bootflash()) == (Snapshot{{kNewImage, fake_image()}}));
        const std::string log = stub.log();
        sent_rest = log.find(kGetImage + " 206") != std::string::npos;
        sent_all = log.find(kGetImage + " 200") != std::string::npos;
    }

    bool sent_rest = false;
    bool sent_all = false;
};

TEST_F(NextRun, FetchesTheRestAlone) {
    run_next(kModified);
    EXPECT_TRUE(sent_rest && !sent_all);
}

TEST_F(NextRun, FetchesAllOfAFileThatHasAnotherDate) {
    run_next(kModified + 1);
    EXPECT_TRUE(sent_all && !sent_rest);
}

TEST_F(NextRun, FindsOutADamagedPart) {
    std::string damaged = part();
    damaged[damaged.size() / 2] ^= 1;
    device().flash(kPart, damaged);
    set_date(flash_path(kPart), kModified);
    run_next(kModified);
    EXPECT_TRUE(sent_rest && sent_all);
}

TEST(HalfAnImage, OfAKnownVersionStaysAfterASignal) {
    const Step signal = [](Bench& bench) {
        bench.meanwhile = [&](Process& agent) {
            ASSERT_TRUE(eventually([&] {
                const Snapshot bootflash = bench.device().bootflash();
                return bootflash.contains(kPart) && !bootflash.at(kPart).empty();
            }));
            agent.send(SIGTERM);
        };
    };
    expect_end(Case("Signal", stall(kGetImage, half_an_image()) + signal,
                    fails(ExitCode::Interrupted, kStageImage, "interrupted (").leaving({kPart})));
}

TEST(WholeImage, OfARunThatFailedIsNotFetchedAgain) {
    Bench bench;
    cli("boot nxos => answer 16 ERROR: not now\n")(bench);
    bench.run();
    EXPECT_EQ(bench.ended.exit_code, static_cast<int>(ExitCode::Switch));
    EXPECT_THAT(names_in(without_logs(bench.device().bootflash())), testing::ElementsAre(kPart));
    bench.device().clear_faults();
    const Ended next = bench.device().run_agent(bench.server.where());
    ASSERT_EQ(next.exit_code, 0) << next.err;
    EXPECT_THAT(next.err,
                HasSubstr(kNewImage + " was downloaded by an earlier run: not downloading it again"));
    EXPECT_THAT(bench.server.requests(), Contains(kGetImage).Times(1));
}

}  // namespace
}  // namespace poap::rig
