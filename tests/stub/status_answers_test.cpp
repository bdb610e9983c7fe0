#include "status/status_answers.hpp"

#include <gmock/gmock.h>

#include "refusal.hpp"

namespace poap::stub {
namespace {

struct StatusAnswersTest : testing::Test {
    std::shared_ptr<const Inventory> inventory = std::make_shared<const Inventory>(
        parse_inventory("pod: {protocol: http}\nswitches: [{id: LISTED}]\n"));
    SwitchBoard board{[this] { return inventory; }};

    void change() { board.take({{FileName::parse("LISTED"), {}}, true, "10.0.0.1", "registered"}); }
};

TEST_F(StatusAnswersTest, AreSharedByAllThatAskInAShortTime) {
    StatusAnswers answers(
        board, [] { return SiteStatus{}; }, std::chrono::hours(1));
    const StatusAnswer first = answers.switches();
    change();
    EXPECT_EQ(answers.switches().json, first.json);
    StatusAnswers at_once(
        board, [] { return SiteStatus{}; }, std::chrono::hours(0));
    const StatusAnswer before = at_once.switches();
    EXPECT_EQ(at_once.switches().json, before.json) << "nothing has changed";
    change();
    EXPECT_NE(at_once.switches().etag, before.etag);
}

TEST_F(StatusAnswersTest, AreLimitedWhileClientsStillReadOldOnes) {
    StatusAnswers answers(
        board, [] { return SiteStatus{}; }, std::chrono::hours(0));
    std::vector<StatusAnswer> read;
    const auto next = [&] {
        change();
        read.push_back(answers.switches());
    };
    for (int i = 0; i < 8; ++i) next();
    EXPECT_THROW(next(), Refusal);
    read.erase(read.begin());
    EXPECT_NO_THROW(next());
}

}  // namespace
}  // namespace poap::stub
