// The sending side of a TFTP transfer, packet by packet.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "support/tftp_packets.hpp"
#include "tftp/sender.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using poap::test::in_words;
using poap::test::udp_address;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const tftp::Address client = udp_address("192.0.2.7", 3000);
constexpr tftp::Duration round_trip = 1ms;
constexpr tftp::Duration usual_wait = 10ms;  // the least there is

/// A transfer of so many blocks of 100 bytes, the last one empty.
struct Rig {
    explicit Rig(std::uint64_t blocks, std::size_t window, bool with_options = true)
        : sender(client, terms(window, with_options), (blocks - 1) * 100, now) {}

    static Grant terms(std::size_t window, bool with_options) {
        Grant grant{100, window, {}, {}};
        if (with_options) grant.options = {{"blksize", "100"}};
        return grant;
    }

    /// Past the option acknowledgement, so that a round trip was measured.
    Rig& started() {
        sender.take_words();
        now += round_trip;
        ack(0);
        return *this;
    }
    void take(const std::string& datagram, const tftp::Address& from = client) {
        sender.take(from, datagram, now);
    }
    void ack(std::uint64_t block) { take(tftp::acknowledgement(static_cast<std::uint16_t>(block))); }
    void pass(tftp::Duration time) {
        now += time;
        sender.tick(now);
    }
    /// Sends all that is to be sent; the numbers of the blocks.
    std::vector<std::uint64_t> blocks() {
        std::vector<std::uint64_t> sent;
        while (const auto run = sender.next_blocks()) {
            for (std::size_t i = 0; i < run->count; ++i) sent.push_back(run->first + i);
            sender.sent(run->count, now);
        }
        return sent;
    }
    std::vector<std::string> words() {
        std::vector<std::string> said;
        for (const Word& word : sender.take_words())
            said.push_back(word.bytes[1] == 6 ? "OACK" : in_words(word.bytes));
        return said;
    }
    /// Brings it to where this block is acknowledged, and all that the window lets it is sent.
    void advance_to(std::uint64_t block, std::uint64_t step) {
        for (std::uint64_t at = step; at <= block; at += step) {
            blocks();
            now += round_trip;
            ack(at);
        }
        blocks();
    }

    tftp::Time now{1h};
    Sender sender;
};

TEST(TftpSender, BeginsWithTheFirstBlockWhereNoOptionIsGranted) {
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

TEST(TftpSender, SendsABlockAgainThatASecondAcknowledgementTellsIsLost) {
    Rig rig(20, 8);
    rig.started().advance_to(4, 4);
    rig.ack(4);
    EXPECT_THAT(rig.blocks(), ElementsAre(5));
}

TEST(TftpSender, SendsItOnceWhileAnAnswerIsDue) {
    Rig rig(20, 8);
    rig.started().advance_to(4, 4);
    for (int times = 0; times < 5; ++times) rig.ack(4);
    EXPECT_THAT(rig.blocks(), ElementsAre(5));
    rig.ack(4);
    EXPECT_THAT(rig.blocks(), IsEmpty());
}

TEST(TftpSender, GoesOnBehindWhatTheClientHasKept) {
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

TEST(TftpSender, TakesTheNextHoleForTwiceAsLargeWhereABurstIsLost) {
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

TEST(TftpSender, FillsAHoleTwiceForAClientThatIsKnownToKeepWhatIsBehindIt) {
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
