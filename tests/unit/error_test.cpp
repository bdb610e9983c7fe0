#include "base/error.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/thrown.hpp"

namespace poap::test {
namespace {

TEST(Error, SaysWhatHappenedAndWhatToDoAndIsFinalUnlessItSaysSo) {
    const Error error(ExitCode::Transfer, "cut short", "look at the server");
    EXPECT_STREQ(error.what(), "cut short");
    EXPECT_EQ(error.advice(), "look at the server");
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_FALSE(error.is_retryable());
    EXPECT_TRUE(Error(ExitCode::Server, "", "", Retryable::Yes).is_retryable());
}

TEST(Error, HasTheExitCodesThatScriptsRelyOn) {
    int expected = 0;
    for (const ExitCode code :
         {ExitCode::Provisioned, ExitCode::Unexpected, ExitCode::Usage, ExitCode::Switch, ExitCode::Server,
          ExitCode::Transfer, ExitCode::Digest, ExitCode::NoSpace, ExitCode::Interrupted, ExitCode::Busy})
        EXPECT_EQ(static_cast<int>(code), expected++);
}

TEST(InStage, ReturnsTheResultOfItsStep) {
    EXPECT_EQ(name_stage("any", [] { return 42; }), 42);
    EXPECT_THROW(name_stage("any", []() -> int { throw std::logic_error("bug"); }), std::logic_error);
}

TEST(InStage, AddsTheInnermostNameToAFailure) {
    const auto fail = [] { throw Error(ExitCode::Digest, "", ""); };
    const Error error = thrown_by([&] { name_stage("outer", [&] { name_stage("inner", fail); }); });
    EXPECT_EQ(error.stage(), "inner");
    EXPECT_EQ(error.code(), ExitCode::Digest);
}

}  // namespace
}  // namespace poap::test
