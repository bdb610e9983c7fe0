#include "transfer/tftp/request_choice.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>
#include <sstream>
#include <string>

#include "support/recording_log.hpp"

namespace poap::tftp {
namespace {

using testing::HasSubstr;
using How = Ended::How;

/// Short names of choices.
const std::map<std::string, std::string> kChoices = {
    {"all", "with all options"},
    {"all-1428", "with all options, in blocks of at most 1428 bytes"},
    {"all-512", "with all options, in blocks of at most 512 bytes"},
    {"all-but-size", "with all options, without tsize"},
    {"fewer", "without windowsize and timeout"},
    {"fewer-1428", "without windowsize and timeout, in blocks of at most 1428 bytes"},
    {"none", "without any options"}};

/// What becomes of a request.
using Outcome = std::function<Attempt(const Choice&)>;

Outcome ends(const Ended& end, std::uint64_t delivered = 0, std::optional<OptionSet> answered = {}) {
    return [=](const Choice& asked) -> Attempt {
        const std::size_t block =
            asked.options == OptionSet::None ? kPlainBlock : std::min<std::size_t>(asked.largest_block, 1468);
        return {end, answered.value_or(asked.options), {16, block, delivered, 0, 0, std::nullopt}};
    };
}

const Ended kStall = {How::Stalled, "no progress for 10 s"};

Attempt stalls_after_an_odd_grant(const Choice& asked) {
    Attempt attempt = ends(kStall)(asked);
    attempt.odd_grant = true;
    return attempt;
}

Ended refusal(std::uint16_t code) {
    return {How::Refused, "no (error " + std::to_string(code) + ")", ErrorCode{code}};
}

/// Those named -fewer and -none answer a request with fewer options, once those with more were not answered.
const std::map<std::string, Outcome> kOutcomes = {
    {"whole", ends({How::Whole, ""}, 5000)},
    {"whole-fewer", ends({How::Whole, ""}, 5000, OptionSet::WithoutWindow)},
    {"late-fewer", ends({How::LateAnswer, ""}, 0, OptionSet::WithoutWindow)},
    {"late-none", ends({How::LateAnswer, ""}, 0, OptionSet::None)},
    {"error-1-fewer", ends(refusal(1), 0, OptionSet::WithoutWindow)},
    {"breaks", ends({How::Broken, "the server ended the transfer"}, 4000)},
    {"gives-up", ends({How::Broken, "the server gave up", ErrorCode{4}})},
    {"stalls", ends(kStall)},
    {"stalls-oddly", stalls_after_an_odd_grant},
    {"no-answer", ends({How::NoAnswer, "no answer for 10 s"})},
    {"impossible", ends({How::Unusable, "the server granted impossible options"})},
    {"too-long", ends({How::TooLong, "received more than the 10 bytes announced"}, 8)},
    {"cut-at-5", ends({How::CutShort, "cut short: 5 of 9 bytes received"}, 5)},
    {"cut-at-6", ends({How::CutShort, "cut short: 6 of 9 bytes received"}, 6)}};

Outcome outcome(const std::string& name) {
    const bool is_error = name.starts_with("error-") && name.size() <= sizeof "error-99";
    return is_error ? ends(refusal(static_cast<std::uint16_t>(std::stoi(name.substr(6)))))
                    : kOutcomes.at(name);
}

struct Requests {
    test::RecordingLog log;
    RequestChoice choice{"10.0.0.1", OptionSet::All, log.log};
    bool in_a_try = false;

    /// Expects that request. What the try ends with.
    std::optional<Ended> take(const std::string& file, const std::string& asked, const std::string& what) {
        if (!in_a_try) choice.begin(file);
        EXPECT_EQ(in_words(choice.next()), kChoices.at(asked)) << "for " << file;
        auto end = choice.end_after(outcome(what)(choice.next()));
        in_a_try = !end;
        return end;
    }
};

struct RequestChoices : testing::Test, Requests {};

struct Server {
    const char* name;
    std::string requests;  ///< after each file's name and colon: a choice and its outcome, and so on
    std::string usual;     ///< how it is asked for one file more
};

const Server kServers[] = {
    // What is certain is remembered at once.
    {"takes all options", "a: all whole", "all"},
    {"denies a window", "a: all error-8 fewer whole", "fewer"},
    {"denies a window and breaks", "a: all error-4 fewer breaks fewer whole", "fewer"},
    {"denies each option", "a: all error-8 fewer error-8 none whole", "none"},
    {"denies a window and has no sidecar", "a: all error-8 fewer error-1", "all"},
    {"gives up after its grant", "a: all gives-up fewer whole", "fewer"},
    {"grants the impossible", "a: all impossible fewer impossible none whole", "none"},
    {"can be used by no request", "a: all impossible fewer impossible none impossible", "all"},
    {"drops windows", "a: all late-fewer all whole-fewer", "fewer"},
    {"drops windows and has no sidecar", "a: all error-1-fewer", "all"},
    {"comes up late", "a: all no-answer all late-none all whole", "all"},
    // What may pass is not remembered for another file.
    {"has no such file", "a: all error-1", "all"},
    {"denies access", "a: all error-2", "all"},
    {"is busy", "a: all error-3", "all"},
    {"is busy once and has no sidecar", "a: all error-0 fewer error-1", "all"},
    {"refuses every request", "a: all error-0 fewer error-0 none error-0", "all"},
    {"is busy once", "a: all error-0 fewer whole b: all whole c: all error-0", "all"},
    {"hangs", "a: all stalls all-1428 stalls all-512 stalls none whole b: all whole", "all"},
    {"hangs without an end", "a: all stalls all-1428 stalls all-512 stalls none stalls all stalls", "all"},
    {"hangs after an odd grant", "a: all stalls-oddly fewer stalls-oddly none whole", "all"},
    {"hangs after a refusal", "a: all error-8 fewer stalls all-1428 error-8 fewer-1428 whole", "all"},
    {"is silent for a while", "a: all whole b: all whole-fewer c: all whole d: all whole-fewer", "all"},
    {"denies a window after all", "a: all whole b: all error-8 fewer whole", "all"},
    {"announces too small a size", "a: all too-long all too-long all-but-size breaks all-but-size whole",
     "all"},
    // It is remembered once two files needed it.
    {"has error 99 for options", "a: all error-99 fewer whole b: all error-99 fewer whole", "fewer"},
    {"has error 5 or 6 for options", "a: all error-5 fewer whole b: all error-6 fewer whole", "fewer"},
    {"has error 0 or 7 for each option",
     "a: all error-0 fewer error-7 none whole b: all error-0 fewer error-0 none whole", "none"},
    {"drops large blocks", "a: all stalls all-1428 whole b: all stalls all-1428 whole", "all-1428"},
    {"drops all but small blocks",
     "a: all stalls all-1428 stalls all-512 breaks all-512 whole b: all stalls all-512 whole", "all-512"},
    {"drops ever smaller blocks", "a: all stalls all-1428 whole b: all stalls all-1428 stalls all-512 whole",
     "all-512"},
    {"drops larger windows", "a: all whole b: all whole-fewer c: all whole-fewer", "fewer"},
    {"denies a window from now on", "a: all whole b: all error-8 fewer whole c: all error-8 fewer whole",
     "fewer"}};

TEST(RequestChoice, FindsWhatEachServerNeedsAndRemembersIt) {
    for (const Server& server : kServers) {
        SCOPED_TRACE(server.name);
        Requests requests;
        std::istringstream words(server.requests);
        std::string file;
        for (std::string asked, what; words >> asked;) {
            if (asked.ends_with(':')) {
                file = asked;
            } else if (words >> what) {
                requests.take(file, asked, what);
            }
        }
        EXPECT_FALSE(requests.in_a_try);
        requests.choice.begin("one more");
        EXPECT_EQ(in_words(requests.choice.next()), kChoices.at(server.usual));
        EXPECT_EQ(requests.log.count("using that for its other files too"), server.usual == "all" ? 0 : 1);
    }
}

TEST_F(RequestChoices, AreLogged) {
    take("a", "all", "late-fewer");
    EXPECT_TRUE(log.says(
        " answered a request without windowsize and timeout, but no earlier one. Requesting again "));
    take("a", "all", "error-0");
    EXPECT_TRUE(log.says("10.0.0.1: no (error 0). Requesting again without windowsize and timeout"));
    take("a", "fewer", "stalls");
    EXPECT_TRUE(log.says(
        "no progress for 10 s. Requesting at the next attempt with all options, in blocks of at most 1428"));
    take("a", "all-1428", "whole");
    EXPECT_TRUE(log.says("10.0.0.1 sent this file for a request " + kChoices.at("all-1428") +
                         ". Requesting the next one with all options again"));
    take("b", "all", "too-long");
    take("b", "all", "too-long");
    EXPECT_TRUE(log.says("received more than the 10 bytes announced. Requesting again without tsize"));
}

TEST_F(RequestChoices, WaitForAServerThatHasSentAFile) {
    EXPECT_EQ(choice.silence(), Silence::CheckFewer);
    take("a", "all", "late-fewer");
    EXPECT_EQ(choice.silence(), Silence::TryFewer) << "the answer is checked";
    take("a", "all", "whole");
    EXPECT_EQ(choice.silence(), Silence::Repeat);
    take("b", "all", "whole-fewer");
    EXPECT_EQ(choice.silence(), Silence::CheckFewer) << "it may drop windows now";
}

TEST_F(RequestChoices, EndWithAnEarlierRefusalWhereNoDataCame) {
    for (const char* silence : {"stalls", "no-answer"}) {
        EXPECT_FALSE(take(silence, "all", "error-8"));
        const auto end = take(silence, "fewer", silence);
        ASSERT_TRUE(end);
        EXPECT_EQ(end->error, std::nullopt) << "which might be final";
        EXPECT_TRUE(end->is_retryable);
        EXPECT_THAT(end->reason, HasSubstr(" for 10 s; it refused an earlier request: no (error 8)"));
    }
    take("b", "all", "error-8");
    EXPECT_EQ(take("b", "fewer", "breaks")->reason, "the server ended the transfer");
}

TEST_F(RequestChoices, EndForGoodWhereAFileIsCutTwiceAtTheSamePlace) {
    EXPECT_TRUE(take("a", "all", "cut-at-5")->is_retryable);
    EXPECT_TRUE(take("a", "all", "cut-at-6")->is_retryable);
    EXPECT_TRUE(take("a", "all", "cut-at-5")->is_retryable);
    EXPECT_FALSE(take("a", "all", "cut-at-5")->is_retryable);
    EXPECT_TRUE(take("b", "all", "cut-at-5")->is_retryable) << "of another file";
}

}  // namespace
}  // namespace poap::tftp
