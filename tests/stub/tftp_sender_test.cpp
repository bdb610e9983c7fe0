// The sending side of a TFTP transfer, packet by packet.

#include "sender_rig.hpp"

namespace poap::stub::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

TEST(TftpSender, StartsWithTheFirstBlockWhereNoOptionIsGranted) {
    Rig rig(3, 1, false);
    EXPECT_THAT(rig.words(), IsEmpty());
    EXPECT_THAT(rig.blocks(), ElementsAre(1));
}

TEST(TftpSender, WaitsForTheAcknowledgementOfItsOptions) {
    Rig rig(3, 1);
    EXPECT_THAT(rig.words(), ElementsAre("OACK"));
    EXPECT_THAT(rig.blocks(), IsEmpty());
    rig.ack(1);
    EXPECT_THAT(rig.blocks(), IsEmpty());
    rig.ack(0);
    EXPECT_THAT(rig.blocks(), ElementsAre(1));
}

TEST(TftpSender, RepeatsItsOptionsEachTimeLater) {
    Rig rig(3, 1);
    rig.words();
    rig.pass(999ms);
    EXPECT_THAT(rig.words(), IsEmpty());
    rig.pass(1ms);
    EXPECT_THAT(rig.words(), ElementsAre("OACK"));
    rig.pass(1999ms);
    EXPECT_THAT(rig.words(), IsEmpty());
    rig.pass(1ms);
    EXPECT_THAT(rig.words(), ElementsAre("OACK"));
    rig.ack(0);
    EXPECT_THAT(rig.blocks(), ElementsAre(1));
}

TEST(TftpSender, SendsItsFirstPacketFourTimesToWhoeverSaysNothing) {
    for (const bool with_options : {true, false}) {
        Rig rig(1000, with_options ? 64 : 1, with_options);
        std::size_t sent = 0;
        for (int second = 0; second < 60; ++second) {
            sent += rig.words().size() + rig.blocks().size();
            rig.pass(1s);
        }
        EXPECT_EQ(sent, 4U) << "with options: " << with_options;
        EXPECT_TRUE(rig.sender.ended());
    }
}

TEST(TftpSender, TakesAFirstAcknowledgementThatComesAfterItsLastRepeat) {
    Rig rig(3, 1);
    for (int second = 0; second < 20; ++second) rig.pass(1s);
    rig.words();
    rig.ack(0);
    EXPECT_TRUE(rig.sender.heard());
    EXPECT_THAT(rig.blocks(), ElementsAre(1));
}

TEST(TftpSender, RepeatsMoreOnceItWasHeard) {
    Rig rig(3, 1);
    rig.started();
    std::size_t sent = 0;
    for (int times = 0; times < 8; ++times) {
        sent += rig.blocks().size();
        rig.pass(usual_wait * (1 << times));
    }
    EXPECT_EQ(sent, 8U);
}

TEST(TftpSender, WaitsNoLongerThanTheTimeoutThatWasAgreedOn) {
    Grant grant = Rig::terms(1, true);
    grant.longest_wait = 1s;
    Sender sender(client, grant, 0, tftp::Time(1h));
    sender.tick(tftp::Time(1h) + 1s);
    EXPECT_EQ(sender.wake_at(), tftp::Time(1h) + 2s);
}

TEST(TftpSender, GoesInLockstepWithoutAWindow) {
    Rig rig(3, 1);
    rig.started();
    for (std::uint64_t block = 1; block <= 3; ++block) {
        EXPECT_FALSE(rig.sender.ended());
        EXPECT_THAT(rig.blocks(), ElementsAre(block));
        rig.ack(block);
    }
    EXPECT_TRUE(rig.sender.ended());
    EXPECT_EQ(rig.sender.failure(), std::nullopt);
    EXPECT_EQ(rig.sender.delivered(), 200U);
}

TEST(TftpSender, SendsNothingTwiceForALateAcknowledgementInLockstep) {
    Rig rig(5, 1);
    rig.started().advance_to(2, 1);
    for (int times = 0; times < 3; ++times) {
        rig.ack(2);
        rig.ack(1);
        EXPECT_THAT(rig.blocks(), IsEmpty());
    }
}

TEST(TftpSender, RepeatsABlockOfWhichNothingIsHeard) {
    Rig rig(3, 1);
    rig.started();
    EXPECT_THAT(rig.blocks(), ElementsAre(1));
    rig.pass(usual_wait);
    EXPECT_THAT(rig.blocks(), ElementsAre(1));
    rig.pass(usual_wait);
    EXPECT_THAT(rig.blocks(), IsEmpty()) << "the second time takes twice as long";
    rig.pass(usual_wait);
    EXPECT_THAT(rig.blocks(), ElementsAre(1));
}

TEST(TftpSender, GivesUpAfterHalfAMinuteWithoutProgress) {
    Rig rig(20, 4);
    rig.started().blocks();
    const auto begun = rig.now;
    while (!rig.sender.ended()) {
        rig.pass(rig.sender.wake_at() - rig.now);
        rig.ack(0);
        rig.blocks();
    }
    EXPECT_EQ(rig.now - begun, 30s);
    EXPECT_THAT(rig.words(), ElementsAre("ERROR 0 no progress for 30 s"));
    EXPECT_THAT(*rig.sender.failure(), HasSubstr("no progress"));
}

TEST(TftpSender, EndsAtAnErrorOfTheClient) {
    Rig rig(20, 4);
    rig.started().blocks();
    rig.take(poap::test::error_packet(3, "no\nspace"));
    EXPECT_TRUE(rig.sender.ended());
    EXPECT_THAT(*rig.sender.failure(), HasSubstr("no space (error 3)"));
    EXPECT_THAT(rig.words(), IsEmpty());
}

TEST(TftpSender, AnswersStrangersAndGoesOn) {
    Rig rig(20, 4);
    rig.started().blocks();
    rig.take(tftp::acknowledgement(4), udp_address("192.0.2.7", 3001));
    rig.take(tftp::acknowledgement(4), udp_address("192.0.2.8", 3000));
    EXPECT_THAT(rig.words(), ElementsAre(HasSubstr("ERROR 5"), HasSubstr("ERROR 5")));
    EXPECT_THAT(rig.blocks(), IsEmpty());
    rig.take(poap::test::error_packet(0, "end"), udp_address("192.0.2.8", 3000));
    EXPECT_THAT(rig.words(), IsEmpty()) << "an error is never answered with an error";
    EXPECT_FALSE(rig.sender.ended());
}

TEST(TftpSender, EndsAtWhatIsNoWordOfAClients) {
    for (const std::string& bad : {std::string("x"), poap::test::data_packet(1, "bytes"),
                                   tftp::read_request("again", {}), std::string("\0\2a\0octet\0", 10)}) {
        Rig rig(20, 4);
        rig.started().blocks();
        rig.take(bad);
        EXPECT_THAT(rig.words(), ElementsAre(HasSubstr("ERROR 4")));
        EXPECT_TRUE(rig.sender.ended());
    }
}

TEST(TftpSender, EndsWhereTheClientsPortIsClosedAndNowhereElse) {
    Rig rig(20, 4);
    rig.started().blocks();
    rig.sender.unreachable({});
    rig.sender.unreachable(std::make_error_code(std::errc::host_unreachable));
    EXPECT_FALSE(rig.sender.ended());
    rig.sender.unreachable(std::make_error_code(std::errc::connection_refused));
    EXPECT_TRUE(rig.sender.ended());
}

}  // namespace
}  // namespace poap::stub::test
