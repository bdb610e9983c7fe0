// What a receiver does about blocks that are lost, doubled or out of order.

#include "support/receiver_fixture.hpp"

namespace poap::tftp {
namespace {

using testing::ElementsAre, testing::IsEmpty;

TEST_F(ReceiverTest, RepeatsAnAcknowledgementAfterTheRoundTripsTimeAndBacksOff) {
    grant(1);
    take(data_packet(1, kWhole));
    const Time acknowledged = now;
    std::vector<milliseconds> after;
    for (int times = 0; times < 4; ++times) {
        EXPECT_THAT(sleep(), ElementsAre("ACK 1"));
        after.push_back(std::chrono::duration_cast<milliseconds>(now - acknowledged));
    }
    EXPECT_THAT(after, ElementsAre(milliseconds(10), milliseconds(30), milliseconds(70), milliseconds(150)));
    EXPECT_THAT(take(data_packet(2, "end")), ElementsAre("ACK 2"));
}

TEST_F(ReceiverTest, AnswersARepeatedBlockOnlyAfterAWhileSoThatNothingDoubles) {
    grant(1);
    EXPECT_THAT(take(data_packet(1, kWhole)), ElementsAre("ACK 1"));
    EXPECT_THAT(take(data_packet(1, kWhole)), IsEmpty()) << "a duplicate on the way";
    now += seconds(1);
    EXPECT_THAT(take(data_packet(1, kWhole)), ElementsAre("ACK 1")) << "the acknowledgement was lost";
    EXPECT_EQ(sink.bytes, kWhole);
}

TEST_F(ReceiverTest, AnswersARepeatedOptionAckOnlyAfterAWhile) {
    grant(1);
    EXPECT_THAT(take(option_ack_packet({{"blksize", "8"}})), IsEmpty());
    now += seconds(1);
    EXPECT_THAT(take(option_ack_packet({{"blksize", "8"}})), ElementsAre("ACK 0"));
    take(data_packet(1, kWhole));
    EXPECT_THAT(take(option_ack_packet({{"blksize", "8"}})), IsEmpty()) << "in mid-transfer";
    EXPECT_THAT(take(option_ack_packet({}) + "junk"), IsEmpty());
    EXPECT_FALSE(receiver->ended());
}

TEST_F(ReceiverTest, PutsAWindowInOrder) {
    grant(4, 27);
    for (const int number : {3, 1, 4}) {
        const std::string bytes = number == 4 ? "end" : "block " + std::to_string(number) + ".";
        EXPECT_THAT(take(block(number, bytes)), IsEmpty());
    }
    EXPECT_THAT(take(data_packet(2, "block 2.")), ElementsAre("ACK 4"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "block 1.block 2.block 3.end");
}

TEST_F(ReceiverTest, AcknowledgesAWindowOnce) {
    grant(4);
    Words all;
    for (int number = 1; number <= 8; ++number) {
        for (const auto& words : take(block(number, kWhole))) all.push_back(words);
    }
    EXPECT_THAT(all, ElementsAre("ACK 4", "ACK 8"));
}

TEST_F(ReceiverTest, TellsOfAHoleAtTheEndOfTheWindow) {
    grant(8);
    for (const int number : {1, 2, 4, 5, 6, 7}) {
        EXPECT_THAT(take(block(number, kWhole)), IsEmpty());
    }
    EXPECT_THAT(take(data_packet(8, kWhole)), ElementsAre("ACK 2"));
    for (const int number : {3, 9}) EXPECT_THAT(take(block(number, kWhole)), IsEmpty());
    EXPECT_THAT(take(block(10, kWhole)), ElementsAre("ACK 10")) << "those behind the hole were kept";
}

TEST_F(ReceiverTest, GivesABlockThatWasOvertakenAMoment) {
    grant(8);
    for (const int number : {1, 2, 3, 4, 5, 6}) take(block(number, kWhole));
    EXPECT_THAT(take(data_packet(8, kWhole)), IsEmpty());
    EXPECT_THAT(take(data_packet(7, kWhole)), ElementsAre("ACK 8"));
}

TEST_F(ReceiverTest, TellsOfABlockThatDoesNotComeWithinThatMoment) {
    grant(8);
    for (const int number : {1, 2, 3, 4, 5, 6, 8}) take(block(number, kWhole));
    const Time last = now;
    EXPECT_THAT(sleep(), ElementsAre("ACK 6"));
    EXPECT_LT(now - last, milliseconds(10)) << "not the whole wait for an answer";
}

TEST_F(ReceiverTest, TellsAServerThatMovesOnOfAHoleAtOnceAndTwice) {
    grant(16, std::nullopt, InWindowAck::MovesOn);
    EXPECT_THAT(take(data_packet(1, kWhole)), IsEmpty());
    EXPECT_THAT(take(data_packet(3, kWhole)), IsEmpty());
    EXPECT_THAT(take(data_packet(4, kWhole)), IsEmpty());
    EXPECT_THAT(take(data_packet(5, kWhole)), ElementsAre("ACK 1", "ACK 1"));
    EXPECT_THAT(take(data_packet(6, kWhole)), IsEmpty()) << "it has been told";
    EXPECT_THAT(take(data_packet(2, kWhole)), ElementsAre("ACK 6"));
}

TEST_F(ReceiverTest, AcknowledgesAServerThatMovesOnBeforeTheWindowIsSpent) {
    grant(16, std::nullopt, InWindowAck::MovesOn);
    Words all;
    for (int number = 1; number <= 16; ++number) {
        for (const auto& words : take(block(number, kWhole))) all.push_back(words);
    }
    EXPECT_THAT(all, ElementsAre("ACK 4", "ACK 8", "ACK 12", "ACK 16"));
}

TEST_F(ReceiverTest, PassesOverBlocksFurtherAheadThanAWindow) {
    grant(4, 11);
    EXPECT_THAT(take(data_packet(5, "far away")), IsEmpty());
    take(data_packet(1, kWhole));
    take(data_packet(2, "end"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "eight...end");
}

TEST_F(ReceiverTest, SaysNothingMoreOnceItHasEnded) {
    grant(1, 3);
    take(data_packet(1, "end"));
    EXPECT_THAT(take(data_packet(1, "end")), IsEmpty());
    EXPECT_EQ(sink.bytes, "end");
}

}  // namespace
}  // namespace poap::tftp
