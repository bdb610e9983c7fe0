#include "transfer/tftp/request_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "support/named_case.hpp"
#include "support/recording_log.hpp"

namespace poap::tftp {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::HasSubstr;
using How = Ended::How;

const std::string kAll = "with all options";
const std::string kAll1428 = "with all options, in blocks of at most 1428 bytes";
const std::string kAll512 = "with all options, in blocks of at most 512 bytes";
const std::string kAllButSize = "with all options, without tsize";
const std::string kWithoutWindow = "without windowsize and timeout";
const std::string kNone = "without any options";

/// What becomes of a request.
using Outcome = std::function<Attempt(const Choice&)>;

Attempt ended(Ended end, const Choice& asked, std::uint64_t delivered = 0) {
    const std::size_t block =
        asked.options == OptionSet::None ? kPlainBlock : std::min<std::size_t>(asked.largest_block, 1468);
    return {std::move(end), asked.options, {16, block, delivered, 0, 0, std::nullopt}};
}

Outcome ends(How how, const std::string& reason, std::uint64_t delivered = 0) {
    return [=](const Choice& asked) { return ended({how, reason}, asked, delivered); };
}

const Outcome kWhole = ends(How::Whole, "", 5000);
const Outcome kBreaks = ends(How::Broken, "the server ended it in the middle", 4000);
const Outcome kStalls = ends(How::Stalled, "no progress for 10 s");
const Outcome kNoAnswer = ends(How::NoAnswer, "no answer for 10 s");
const Outcome kImpossible = ends(How::Unusable, "the server granted impossible options");
const Outcome kTooLong = ends(How::TooLong, "more came than the 10 bytes announced", 8);
const Outcome kCutShort = ends(How::CutShort, "cut short: 5 of 9 bytes came", 5);

Outcome refuses(std::uint16_t code) {
    return [=](const Choice& asked) {
        return ended({How::Refused, "no (error " + std::to_string(code) + ")", ErrorCode{code}}, asked);
    };
}

/// To a request with these options, once those with more were not answered.
Outcome only_with(OptionSet options, const Outcome& outcome) {
    return [=](const Choice& asked) {
        Attempt attempt = outcome(asked);
        attempt.options = options;
        return attempt;
    };
}

Outcome answers_late(OptionSet options) {
    return only_with(options, ends(How::LateAnswer, ""));
}

Attempt stalls_after_an_odd_grant(const Choice& asked) {
    Attempt attempt = kStalls(asked);
    attempt.odd_grant = true;
    return attempt;
}

/// A request, and what becomes of it.
struct Turn {
    std::string file;
    std::string asked;
    Outcome outcome;
};

struct Choosing : testing::Test {
    test::RecordingLog log;
    RequestChoice choice{"10.0.0.1", OptionSet::All, log.log};
    bool in_a_try = false;

    /// Expects the request, and what the try ends with.
    std::optional<Ended> take(const Turn& turn) {
        if (!in_a_try) choice.begin(turn.file);
        EXPECT_EQ(in_words(choice.next()), turn.asked) << "for " << turn.file;
        auto end = choice.end_after(turn.outcome(choice.next()));
        in_a_try = !end;
        return end;
    }
};

struct Server : NamedCase {
    std::vector<Turn> turns;
    std::string usual;  ///< how it is asked for one file more
};

struct ChoosingFor : Choosing, testing::WithParamInterface<Server> {};

TEST_P(ChoosingFor, AServer) {
    for (const Turn& turn : GetParam().turns) take(turn);
    EXPECT_FALSE(in_a_try);
    choice.begin("one more");
    EXPECT_EQ(in_words(choice.next()), GetParam().usual);
    EXPECT_EQ(log.count("they are used for its other files too"), GetParam().usual == kAll ? 0 : 1);
}

INSTANTIATE_TEST_SUITE_P(
    Sure, ChoosingFor,
    testing::Values(
        Server{{"TakesAllOptions"}, {{"a", kAll, kWhole}}, kAll},
        Server{{"DeniesAWindow"}, {{"a", kAll, refuses(8)}, {"a", kWithoutWindow, kWhole}}, kWithoutWindow},
        Server{{"DeniesAWindowAndBreaks"},
               {{"a", kAll, refuses(4)}, {"a", kWithoutWindow, kBreaks}, {"a", kWithoutWindow, kWhole}},
               kWithoutWindow},
        Server{{"DeniesEachOption"},
               {{"a", kAll, refuses(8)}, {"a", kWithoutWindow, refuses(8)}, {"a", kNone, kWhole}},
               kNone},
        Server{{"DeniesAWindowAndHasNoSidecar"},
               {{"a", kAll, refuses(8)}, {"a", kWithoutWindow, refuses(1)}},
               kAll},
        Server{{"GrantsTheImpossible"},
               {{"a", kAll, kImpossible}, {"a", kWithoutWindow, kImpossible}, {"a", kNone, kWhole}},
               kNone},
        Server{{"DropsWindows"},
               {{"a", kAll, answers_late(OptionSet::WithoutWindow)},
                {"a", kAll, only_with(OptionSet::WithoutWindow, kWhole)}},
               kWithoutWindow},
        Server{{"DropsWindowsAndHasNoSidecar"},
               {{"a", kAll, only_with(OptionSet::WithoutWindow, refuses(1))}},
               kAll},
        Server{{"ComesUpLate"},
               {{"a", kAll, kNoAnswer}, {"a", kAll, answers_late(OptionSet::None)}, {"a", kAll, kWhole}},
               kAll}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    ForOneFile, ChoosingFor,
    testing::Values(Server{{"IsBusyOnceAndHasNoSidecar"},
                           {{"a", kAll, refuses(0)}, {"a", kWithoutWindow, refuses(1)}},
                           kAll},
                    Server{{"IsBusyOnce"},
                           {{"a", kAll, refuses(0)},
                            {"a", kWithoutWindow, kWhole},
                            {"b", kAll, kWhole},
                            {"c", kAll, refuses(0)}},
                           kAll},
                    Server{{"Hangs"},
                           {{"a", kAll, kStalls},
                            {"a", kAll1428, kStalls},
                            {"a", kAll512, kStalls},
                            {"a", kNone, kWhole},
                            {"b", kAll, kWhole}},
                           kAll},
                    Server{{"HangsWithoutAnEnd"},
                           {{"a", kAll, kStalls},
                            {"a", kAll1428, kStalls},
                            {"a", kAll512, kStalls},
                            {"a", kNone, kStalls},
                            {"a", kAll, kStalls}},
                           kAll},
                    Server{{"HangsAfterAnOddGrant"},
                           {{"a", kAll, stalls_after_an_odd_grant},
                            {"a", kWithoutWindow, stalls_after_an_odd_grant},
                            {"a", kNone, kWhole}},
                           kAll},
                    Server{{"IsSilentForAWhile"},
                           {{"a", kAll, kWhole},
                            {"b", kAll, only_with(OptionSet::WithoutWindow, kWhole)},
                            {"c", kAll, kWhole},
                            {"d", kAll, only_with(OptionSet::WithoutWindow, kWhole)}},
                           kAll},
                    Server{{"DeniesAWindowAfterAll"},
                           {{"a", kAll, kWhole}, {"b", kAll, refuses(8)}, {"b", kWithoutWindow, kWhole}},
                           kAll},
                    Server{{"AnnouncesTooLittle"},
                           {{"a", kAll, kTooLong},
                            {"a", kAll, kTooLong},
                            {"a", kAllButSize, kBreaks},
                            {"a", kAllButSize, kWhole}},
                           kAll}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(ForTwoFiles, ChoosingFor,
                         testing::Values(Server{{"CallsOptionsAnUnknownError"},
                                                {{"a", kAll, refuses(0)},
                                                 {"a", kWithoutWindow, kWhole},
                                                 {"b", kAll, refuses(0)},
                                                 {"b", kWithoutWindow, kWhole}},
                                                kWithoutWindow},
                                         Server{{"DropsLargeBlocks"},
                                                {{"a", kAll, kStalls},
                                                 {"a", kAll1428, kWhole},
                                                 {"b", kAll, kStalls},
                                                 {"b", kAll1428, kWhole}},
                                                kAll1428},
                                         Server{{"DropsAllButSmallBlocks"},
                                                {{"a", kAll, kStalls},
                                                 {"a", kAll1428, kStalls},
                                                 {"a", kAll512, kBreaks},
                                                 {"a", kAll512, kWhole},
                                                 {"b", kAll, kStalls},
                                                 {"b", kAll512, kWhole}},
                                                kAll512},
                                         Server{{"DropsEverSmallerBlocks"},
                                                {{"a", kAll, kStalls},
                                                 {"a", kAll1428, kWhole},
                                                 {"b", kAll, kStalls},
                                                 {"b", kAll1428, kStalls},
                                                 {"b", kAll512, kWhole}},
                                                kAll512},
                                         Server{{"DropsLargerWindows"},
                                                {{"a", kAll, kWhole},
                                                 {"b", kAll, only_with(OptionSet::WithoutWindow, kWhole)},
                                                 {"c", kAll, only_with(OptionSet::WithoutWindow, kWhole)}},
                                                kWithoutWindow},
                                         Server{{"DeniesAWindowFromNowOn"},
                                                {{"a", kAll, kWhole},
                                                 {"b", kAll, refuses(8)},
                                                 {"b", kWithoutWindow, kWhole},
                                                 {"c", kAll, refuses(8)},
                                                 {"c", kWithoutWindow, kWhole}},
                                                kWithoutWindow}),
                         CaseName());

TEST_F(Choosing, TellsOfASmallerChoiceThatIsNotKept) {
    take({"a", kAll, kStalls});
    EXPECT_TRUE(log.says("no progress for 10 s. The next try asks " + kAll1428));
    take({"a", kAll1428, kWhole});
    EXPECT_TRUE(log.says("10.0.0.1 sent this file to a request " + kAll1428 +
                         ". The next one is asked for with all options again"));
}

TEST_F(Choosing, WaitsOutAServerThatHasSentAFile) {
    EXPECT_EQ(choice.silence(), Silence::CheckFewer);
    take({"a", kAll, answers_late(OptionSet::WithoutWindow)});
    EXPECT_EQ(choice.silence(), Silence::TryFewer) << "the answer is checked";
    take({"a", kAll, kWhole});
    EXPECT_EQ(choice.silence(), Silence::Repeat);
    take({"b", kAll, only_with(OptionSet::WithoutWindow, kWhole)});
    EXPECT_EQ(choice.silence(), Silence::CheckFewer) << "it may drop windows now";
}

TEST_F(Choosing, LetsSilenceAfterARefusalPass) {
    for (const Outcome& silence : {kStalls, kNoAnswer}) {
        EXPECT_FALSE(take({"a", kAll, refuses(8)}));
        const auto end = take({"a", kWithoutWindow, silence});
        ASSERT_TRUE(end);
        EXPECT_EQ(end->error, std::nullopt) << "which might be final";
        EXPECT_TRUE(end->is_retryable);
        EXPECT_THAT(end->reason, HasSubstr(" for 10 s; it refused an earlier request: no (error 8)"));
        choice.begin("b");
        in_a_try = false;
    }
}

TEST_F(Choosing, AsksInSmallerBlocksAfterARefusalAndAStall) {
    take({"a", kAll, refuses(8)});
    take({"a", kWithoutWindow, kStalls});
    take({"a", kAll1428, refuses(8)});
    EXPECT_TRUE(take({"a", "without windowsize and timeout, in blocks of at most 1428 bytes", kWhole}));
}

TEST_F(Choosing, DoesNotTellOfARefusalWhereDataCame) {
    take({"a", kAll, refuses(8)});
    EXPECT_EQ(take({"a", kWithoutWindow, kBreaks})->reason, "the server ended it in the middle");
}

TEST_F(Choosing, EndsForGoodWhereAFileIsCutTwiceAtTheSamePlace) {
    EXPECT_TRUE(take({"a", kAll, kCutShort})->is_retryable);
    EXPECT_TRUE(take({"a", kAll, ends(How::CutShort, "cut short: 6 of 9 bytes came", 6)})->is_retryable);
    EXPECT_TRUE(take({"a", kAll, kCutShort})->is_retryable);
    EXPECT_FALSE(take({"a", kAll, kCutShort})->is_retryable);
    EXPECT_TRUE(take({"b", kAll, kCutShort})->is_retryable) << "of another file";
}

}  // namespace
}  // namespace poap::tftp
