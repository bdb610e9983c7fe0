#include "wanlink/line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace poap::bench {
namespace {

using std::chrono::microseconds;

const Time kStart{};

void send(Line& line, std::string_view packet, Time at = kStart) {
    std::copy(packet.begin(), packet.end(), line.room().begin());
    line.take(packet.size(), at);
}

std::string receive(Line& line) {
    std::string packet(line.first().begin(), line.first().end());
    line.drop_first();
    return packet;
}

int count(Line& line) {
    int packets = 0;
    for (; line.next_arrival(); line.drop_first()) ++packets;
    return packets;
}

/// 1000 bytes on a line of 8 Mbit/s: each byte takes a microsecond.
const std::string kThousandOnTheWire(1000 - 38, 'x');

TEST(Line, HasNothingOnItsWayAtFirst) {
    EXPECT_FALSE(Line(LineSpec{}).next_arrival());
}

TEST(Line, DelaysAPacketByItsLengthAndTheDistance) {
    Line line({.delay = microseconds(500), .rate_mbit = 8});
    send(line, kThousandOnTheWire);
    EXPECT_EQ(*line.next_arrival(), kStart + microseconds(1500));
    EXPECT_EQ(receive(line), kThousandOnTheWire);
    EXPECT_FALSE(line.next_arrival());
}

TEST(Line, SendsOnePacketAfterTheOther) {
    Line line({.rate_mbit = 8});
    send(line, kThousandOnTheWire);
    send(line, kThousandOnTheWire);
    line.drop_first();
    EXPECT_EQ(*line.next_arrival(), kStart + microseconds(2000));
}

TEST(Line, DoesNotSaveUpWhatItDidNotSend) {
    Line line({.rate_mbit = 8});
    send(line, kThousandOnTheWire);
    send(line, kThousandOnTheWire, kStart + microseconds(5000));
    line.drop_first();
    EXPECT_EQ(*line.next_arrival(), kStart + microseconds(6000));
}

TEST(Line, KeepsOrderAndBytesOfAsManyPacketsAsAreOnTheirWay) {
    Line line({.delay = microseconds(1'000'000)});
    for (int number = 0; number < 40; ++number) send(line, "early " + std::to_string(number));
    for (int number = 0; number < 40; ++number) EXPECT_EQ(receive(line), "early " + std::to_string(number));
    for (int number = 0; number < 300; ++number) send(line, "late " + std::to_string(number));
    for (int number = 0; number < 300; ++number) EXPECT_EQ(receive(line), "late " + std::to_string(number));
    EXPECT_FALSE(line.next_arrival());
}

TEST(Line, DropsWhatItsQueueDoesNotHold) {
    Line line({.delay = microseconds(1'000'000), .rate_mbit = 8, .queue = 10'000});
    for (int number = 0; number < 100; ++number) send(line, kThousandOnTheWire);
    EXPECT_EQ(count(line), 11);  // ten wait, one is being sent
}

TEST(Line, TakesMoreOnceTheQueueIsShorter) {
    Line line({.rate_mbit = 8, .queue = 0});
    send(line, kThousandOnTheWire);
    send(line, kThousandOnTheWire, kStart + microseconds(999));
    send(line, kThousandOnTheWire, kStart + microseconds(1000));
    EXPECT_EQ(count(line), 2);
}

TEST(Line, LosesTheShareItIsTold) {
    Line line({.rate_mbit = 1e9, .loss = 0.1});
    for (int number = 0; number < 10'000; ++number) send(line, "x");
    EXPECT_NEAR(count(line), 9000, 150);
}

TEST(Line, LosesTheSamePacketsForTheSameSeed) {
    const auto survivors = [](std::uint64_t seed) {
        Line line({.rate_mbit = 1e9, .loss = 0.5, .seed = seed});
        for (int number = 0; number < 100; ++number) send(line, std::to_string(number));
        std::string numbers;
        while (line.next_arrival()) numbers += receive(line) + ' ';
        return numbers;
    };
    EXPECT_EQ(survivors(7), survivors(7));
    EXPECT_NE(survivors(7), survivors(8));
}

}  // namespace
}  // namespace poap::bench
