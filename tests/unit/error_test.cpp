#include "base/error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace poap::test {
namespace {

TEST(Error, SaysWhatHappenedAndWhatToDo) {
    const Error error(ExitCode::Transfer, "cut short", "look at the server");
    EXPECT_STREQ(error.what(), "cut short");
    EXPECT_EQ(error.advice(), "look at the server");
    EXPECT_EQ(error.code(), ExitCode::Transfer);
}

TEST(Error, IsFinalUnlessItSaysThatItMayPass) {
    EXPECT_FALSE(Error(ExitCode::Server, "", "").is_retryable());
    EXPECT_TRUE(Error(ExitCode::Server, "", "", Retryable::Yes).is_retryable());
}

TEST(Error, HasTheExitCodesThatScriptsRelyOn) {
    EXPECT_EQ(static_cast<int>(ExitCode::Provisioned), 0);
    EXPECT_EQ(static_cast<int>(ExitCode::Unexpected), 1);
    EXPECT_EQ(static_cast<int>(ExitCode::Usage), 2);
    EXPECT_EQ(static_cast<int>(ExitCode::Switch), 3);
    EXPECT_EQ(static_cast<int>(ExitCode::Server), 4);
    EXPECT_EQ(static_cast<int>(ExitCode::Transfer), 5);
    EXPECT_EQ(static_cast<int>(ExitCode::Digest), 6);
    EXPECT_EQ(static_cast<int>(ExitCode::NoSpace), 7);
    EXPECT_EQ(static_cast<int>(ExitCode::Interrupted), 8);
    EXPECT_EQ(static_cast<int>(ExitCode::Busy), 9);
}

TEST(InStage, GivesBackWhatItsStepMade) {
    EXPECT_EQ(name_stage("any", [] { return 42; }), 42);
}

TEST(InStage, NamesItselfInAFailure) {
    try {
        name_stage("stage the image", [] { throw Error(ExitCode::Digest, "", ""); });
        FAIL() << "the failure was swallowed";
    } catch (const Error& error) {
        EXPECT_EQ(error.stage(), "stage the image");
        EXPECT_EQ(error.code(), ExitCode::Digest);
    }
}

TEST(InStage, LeavesTheInnermostNameStanding) {
    try {
        name_stage("outer", [] { name_stage("inner", [] { throw Error(ExitCode::Digest, "", ""); }); });
        FAIL() << "the failure was swallowed";
    } catch (const Error& error) {
        EXPECT_EQ(error.stage(), "inner");
    }
}

TEST(InStage, LetsOtherFailuresThroughAsTheyAre) {
    EXPECT_THROW(name_stage("any", []() -> int { throw std::logic_error("bug"); }), std::logic_error);
}

}  // namespace
}  // namespace poap::test
