#include "base/interrupt.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "support/raised_signal.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::RaisedSignal, test::thrown_by;

TEST(Interrupt, IsRaisedByEachSignalAndStaysSo) {
    const std::pair<int, std::string> kSignals[] = {
        {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"}, {SIGHUP, "SIGHUP"}};
    for (const auto& [number, name] : kSignals) {
        const Interrupt interrupt;
        EXPECT_NO_THROW(interrupt.check());
        const RaisedSignal signal(number);
        signal.raise();
        EXPECT_TRUE(interrupt.raised());
        EXPECT_TRUE(interrupt.raised()) << "asking must not take the signal away";
        pollfd ready{interrupt.fd(), POLLIN, 0};
        EXPECT_EQ(poll(&ready, 1, 0), 1);
        const Error error = thrown_by([&] { interrupt.check(); });
        EXPECT_EQ(error.code(), ExitCode::Interrupted);
        EXPECT_EQ(error.what(), "interrupted (" + name + ")");
        EXPECT_FALSE(error.is_retryable());
    }
}

TEST(Interrupt, TakesBackSignalsThatItsParentIgnored) {
    std::signal(SIGTERM, SIG_IGN);
    const Interrupt interrupt;
    const RaisedSignal signal;
    signal.raise();
    EXPECT_TRUE(interrupt.raised());
}

TEST(Interrupt, LeavesABrokenPipeToBeAnErrorOfWrite) {
    const Interrupt interrupt;
    std::raise(SIGPIPE);
    std::raise(SIGXFSZ);
    EXPECT_FALSE(interrupt.raised());
}

}  // namespace
}  // namespace poap
