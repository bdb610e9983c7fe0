#include "base/interrupt.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>

#include "base/error.hpp"
#include "support/named_case.hpp"
#include "support/raised_signal.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::NamedCase;
using test::RaisedSignal;
using test::thrown_by;

TEST(Interrupt, IsSilentWithoutASignal) {
    const Interrupt interrupt;
    EXPECT_FALSE(interrupt.raised());
    EXPECT_NO_THROW(interrupt.check());
}

struct Signal : NamedCase {
    int number;
};

class InterruptBy : public testing::TestWithParam<Signal> {};

TEST_P(InterruptBy, IsRaisedAndStaysSo) {
    const Interrupt interrupt;
    const RaisedSignal signal(GetParam().number);
    signal.raise();
    EXPECT_TRUE(interrupt.raised());
    EXPECT_TRUE(interrupt.raised()) << "asking must not take the signal away";
    pollfd ready{interrupt.fd(), POLLIN, 0};
    EXPECT_EQ(poll(&ready, 1, 0), 1);
    const Error error = thrown_by([&] { interrupt.check(); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
    EXPECT_FALSE(error.is_retryable());
}

INSTANTIATE_TEST_SUITE_P(EachSignal, InterruptBy,
                         testing::Values(Signal{{"Term"}, SIGTERM}, Signal{{"Int"}, SIGINT},
                                         Signal{{"Hup"}, SIGHUP}),
                         CaseName());

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
