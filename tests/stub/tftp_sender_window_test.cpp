// The window of a TFTP transfer's sending side: what is sent again, and when.

#include "sender_rig.hpp"

namespace poap::stub::test {
namespace {

using testing::ElementsAre, testing::IsEmpty;

TEST(TftpSender, MovesItsWindowOnWithEveryAcknowledgement) {
    Rig rig(10, 4);
    rig.started();
    EXPECT_THAT(rig.blocks(), ElementsAre(1, 2, 3, 4));
    rig.ack(1);
    EXPECT_THAT(rig.blocks(), ElementsAre(5));
    rig.ack(4);
    EXPECT_THAT(rig.blocks(), ElementsAre(6, 7, 8));
    rig.ack(8);
    EXPECT_THAT(rig.blocks(), ElementsAre(9, 10));
    rig.ack(10);
    EXPECT_TRUE(rig.sender.ended());
}

TEST(TftpSender, IgnoresAcknowledgementsOfWhatItHasNotSent) {
    Rig rig(10, 4);
    rig.started().blocks();
    rig.ack(5);
    rig.ack(40000);
    EXPECT_THAT(rig.blocks(), IsEmpty());
    EXPECT_EQ(rig.sender.delivered(), 0U);
}

TEST(TftpSender, SendsABlockAgainOnceAfterASecondAcknowledgement) {
    Rig rig(20, 8);
    rig.started().advance_to(4, 4);
    for (int times = 0; times < 5; ++times) rig.ack(4);
    EXPECT_THAT(rig.blocks(), ElementsAre(5));
    rig.ack(4);
    EXPECT_THAT(rig.blocks(), IsEmpty());
}

TEST(TftpSender, ContinuesAfterWhatTheClientHasKept) {
    Rig rig(40, 8);
    rig.started().advance_to(4, 4);
    rig.ack(4);
    rig.blocks();
    rig.ack(12);
    EXPECT_THAT(rig.blocks(), ElementsAre(13, 14, 15, 16, 17, 18, 19, 20));
}

TEST(TftpSender, FillsTheNextHoleAtOnce) {
    Rig rig(40, 8);
    rig.started().advance_to(4, 4);
    rig.ack(4);
    rig.blocks();
    rig.ack(7);
    EXPECT_THAT(rig.blocks(), ElementsAre(13, 14, 15));
    rig.ack(7);
    EXPECT_THAT(rig.blocks(), ElementsAre(8));
}

TEST(TftpSender, SendsTwiceAsManyBlocksForTheNextHoleWhereABurstIsLost) {
    Rig rig(80, 32);
    rig.started().advance_to(4, 4);
    rig.ack(4);
    EXPECT_THAT(rig.blocks(), ElementsAre(5));
    rig.ack(5);
    rig.blocks();
    rig.ack(5);
    EXPECT_THAT(rig.blocks(), ElementsAre(6, 7));
    rig.ack(7);
    rig.blocks();
    rig.ack(7);
    EXPECT_THAT(rig.blocks(), ElementsAre(8, 9, 10, 11));
    rig.ack(20);
    rig.blocks();
    rig.ack(20);
    EXPECT_THAT(rig.blocks(), ElementsAre(21)) << "it was over";
}

TEST(TftpSender, SendsTheWholeWindowAgainWhenOneBlockDidNotHelp) {
    Rig rig(20, 8);
    rig.started().advance_to(4, 4);
    rig.ack(4);
    rig.blocks();
    rig.pass(usual_wait);
    EXPECT_THAT(rig.blocks(), ElementsAre(5, 6, 7, 8, 9, 10, 11, 12));
}

TEST(TftpSender, FillsAHoleTwiceForAClientThatKeepsLaterBlocks) {
    Rig rig(40, 8);
    rig.started().advance_to(4, 4);
    rig.ack(4);
    rig.blocks();
    rig.ack(9);  // it has kept 6 to 9
    rig.blocks();
    rig.ack(9);
    EXPECT_THAT(rig.blocks(), ElementsAre(10));
    rig.pass(usual_wait);
    EXPECT_THAT(rig.blocks(), ElementsAre(10));
    rig.pass(2 * usual_wait);
    EXPECT_THAT(rig.blocks(), ElementsAre(10, 11, 12, 13, 14, 15, 16, 17));
}

TEST(TftpSender, StopsSendingAgainWhatIsAcknowledgedMeanwhile) {
    Rig rig(40, 8);
    rig.started().advance_to(4, 4);
    rig.pass(usual_wait);
    rig.sender.sent(2, rig.now);
    rig.ack(9);
    EXPECT_THAT(rig.blocks(), ElementsAre(13, 14, 15, 16, 17));
}

TEST(TftpSender, CountsPast65535ToZero) {
    Rig rig(65540, 4);
    rig.started().advance_to(65536, 2);
    EXPECT_EQ(rig.sender.delivered(), 6'553'600U);
    EXPECT_THAT(rig.blocks(), IsEmpty());
    rig.ack(65536);
    EXPECT_THAT(rig.blocks(), ElementsAre(65537)) << "an acknowledgement repeated at the wrap";
    rig.ack(65540);
    EXPECT_TRUE(rig.sender.ended());
}

TEST(TftpSender, TellsLateAcknowledgementsFromNewOnesAcrossTheWrap) {
    Rig rig(70000, 64);
    rig.started().advance_to(65536, 32);
    rig.ack(65530);
    EXPECT_THAT(rig.blocks(), IsEmpty());
    EXPECT_EQ(rig.sender.delivered(), 6'553'600U);
}

}  // namespace
}  // namespace poap::stub::test
