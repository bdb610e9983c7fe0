#include "wanlink/arguments.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace poap::bench {
namespace {

Arguments parse(std::vector<const char*> words) {
    CLI::App app;
    words.insert(words.begin(), "wanlink");
    words.insert(words.end(), {"wan0", "client", "server"});
    return parse_arguments(app, static_cast<int>(words.size()), words.data());
}

TEST(WanlinkArguments, NameTheDeviceAndTheNamespaces) {
    const Arguments arguments = parse({});
    EXPECT_EQ(arguments.device, "wan0");
    EXPECT_EQ(arguments.namespaces[0], "client");
    EXPECT_EQ(arguments.namespaces[1], "server");
}

TEST(WanlinkArguments, DescribeAGigabitLinkWithoutDelayOrLossUnlessTold) {
    const LineSpec line = parse({}).line;
    EXPECT_EQ(line.delay, std::chrono::microseconds(0));
    EXPECT_EQ(line.rate_mbit, 1000);
    EXPECT_EQ(line.loss, 0);
    EXPECT_EQ(line.queue, 1'500'000U);
}

TEST(WanlinkArguments, AreTakenInTheirUnits) {
    const LineSpec line = parse({"--delay-us", "700", "--rate-mbit", "0.5", "--loss-percent", "0.1",
                                 "--queue-kb", "64", "--seed", "9"})
                              .line;
    EXPECT_EQ(line.delay, std::chrono::microseconds(700));
    EXPECT_EQ(line.rate_mbit, 0.5);
    EXPECT_DOUBLE_EQ(line.loss, 0.001);
    EXPECT_EQ(line.queue, 64'000U);
    EXPECT_EQ(line.seed, 9U);
}

TEST(WanlinkArguments, ThatMakeNoLinkAreRefused) {
    EXPECT_THROW(parse({"--loss-percent", "101"}), CLI::ParseError);
    EXPECT_THROW(parse({"--delay-us", "-1"}), CLI::ParseError);
    EXPECT_THROW(parse({"--rate-mbit", "0"}), CLI::ParseError);
    EXPECT_THROW(parse({"one name too many"}), CLI::ParseError);
}

}  // namespace
}  // namespace poap::bench
