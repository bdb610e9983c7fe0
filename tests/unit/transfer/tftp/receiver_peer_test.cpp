// Whom a receiver listens to, and how a transfer ends early.

#include "support/receiver_fixture.hpp"

namespace poap::tftp {
namespace {

using test::error_packet, test::in_words, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

TEST_F(ReceiverTest, SendsAStrangerAwayAndGoesOn) {
    grant(1, 11);
    const Address stranger = server.with_port(4001);
    now += milliseconds(1);
    receiver->take(stranger, data_packet(1, "stranger"), now);
    const auto outgoing = receiver->take_outgoing();
    ASSERT_EQ(outgoing.size(), 1);
    EXPECT_EQ(outgoing[0].to, stranger);
    EXPECT_EQ(in_words(outgoing[0].bytes), "ERROR 5 not of this transfer");
    EXPECT_THAT(take_from(stranger, error_packet(0, "go away")), IsEmpty());
    EXPECT_FALSE(receiver->ended());
    take(data_packet(1, kWhole));
    take(data_packet(2, "end"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "eight...end");
}

TEST_F(ReceiverTest, TakesNoWordFromAnotherAddress) {
    start(request());
    const Address other = udp_address("192.0.2.2", 4000);
    EXPECT_THAT(take_from(other, data_packet(1, "stranger")), ElementsAre("ERROR 5 not of this transfer"));
    EXPECT_THAT(take_from(other, error_packet(1, "go away")), IsEmpty());
    EXPECT_FALSE(receiver->ended());
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(ReceiverTest, NamesTheAddressThatAnsweredInstead) {
    for (const std::string& datagram :
         {data_packet(1, "x"), option_ack_packet({{"blksize", "8"}}), error_packet(1, "no such file")}) {
        Request patient = request();
        patient.silence = Silence::CheckFewer;
        start(patient);
        take_from(udp_address("192.0.2.2", 4000), datagram);
        while (!receiver->ended()) sleep();
        expect_ended(
            Ended::How::NoAnswer,
            "192.0.2.2 answered for 192.0.2.1: packets from another address are refused (no answer for "
            "10 s)");
        EXPECT_THAT(receiver->ended()->advice, HasSubstr("name 192.0.2.2 as the TFTP server"));
        EXPECT_EQ(receiver->options(), OptionSet::All) << "the options are not to blame";
    }
}

/// What says nothing about who answers for the server: data of a transfer long gone and of block 0, an
/// acknowledgement, a request.
const std::string kNoAnswers[] = {data_packet(7, "x"), data_packet(0, "x"), acknowledgement(0),
                                  read_request("f", {})};

struct ReceiverDoesNotName : ReceiverTest {
    const Address stranger = udp_address("192.0.2.2", 4000);

    void expect_ended_without_its_name(Ended::How how, const std::string& reason) {
        while (!receiver->ended()) sleep();
        expect_ended(how, reason);
        EXPECT_THAT(receiver->ended()->reason, testing::Not(HasSubstr("192.0.2.2")));
    }
};

TEST_F(ReceiverDoesNotName, AStrangerThatAnswersNoRequest) {
    for (const std::string& datagram : kNoAnswers) {
        Request patient = request();
        patient.silence = Silence::CheckFewer;
        start(patient);
        take_from(stranger, datagram);
        expect_ended_without_its_name(Ended::How::NoAnswer, "no answer for 10 s");
        EXPECT_EQ(receiver->options(), OptionSet::None) << "the server may have dropped the options";
    }
}

TEST_F(ReceiverDoesNotName, AStrangerInATransfer) {
    for (const std::string& datagram : kNoAnswers) {
        grant(1);
        take_from(stranger, datagram);
        take_from(stranger, data_packet(1, "x"));
        expect_ended_without_its_name(Ended::How::Stalled, "no progress for 10 s");
    }
}

TEST_F(ReceiverDoesNotName, AStrangerThatAnsweredTooWhereTheServerDid) {
    for (const std::string& datagram : kNoAnswers) {
        start(request());
        take_from(stranger, data_packet(1, "x"));
        take(option_ack_packet({{"blksize", "8"}}));
        take_from(stranger, datagram);
        expect_ended_without_its_name(Ended::How::Stalled, "no progress for 10 s");
    }
}

TEST_F(ReceiverTest, AnswersThePortThatAnsweredFirst) {
    start(request());
    EXPECT_EQ(receiver->peer(), port69);
    take(option_ack_packet({}));
    EXPECT_EQ(receiver->peer(), server);
}

TEST_F(ReceiverTest, IsNotTakenInByABlockOfATransferLongGone) {
    start(request());
    EXPECT_THAT(take_from(server.with_port(3999), data_packet(7, "stranger")), IsEmpty());
    EXPECT_EQ(sink.begins, 0);
    EXPECT_THAT(take(option_ack_packet({})), ElementsAre("ACK 0"));
}

TEST_F(ReceiverTest, IgnoresWhatIsNotAPacketOfAServers) {
    grant(1, 3);
    for (const std::string& noise :
         {std::string(), std::string(1, '\0'), data_packet(1, "").substr(0, 3), read_request("f", {}),
          acknowledgement(1), std::string("\0\x09\0\1end", 7)})
        EXPECT_THAT(take(noise), IsEmpty());
    EXPECT_THAT(take(data_packet(1, "end")), ElementsAre("ACK 1"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "end");
}

// Errors

TEST_F(ReceiverTest, IsRefusedByAnErrorOfAnyCode) {
    for (std::uint16_t code = 0; code < 10; ++code) {
        start(request());
        EXPECT_THAT(take(error_packet(code, "no\nsuch")), IsEmpty()) << "an error is not answered";
        expect_ended(Ended::How::Refused, "no such (error " + std::to_string(code) + ")");
        EXPECT_EQ(receiver->ended()->error, ErrorCode{code});
        EXPECT_EQ(sink.begins, 0);
    }
    for (std::uint16_t code = 0; code < 10; ++code) {
        grant(1);
        take(data_packet(1, kWhole));
        EXPECT_THAT(take(error_packet(code, "")), IsEmpty());
        expect_ended(Ended::How::Broken, "the server gave up: no reason given");
    }
}

TEST_F(ReceiverTest, SendsAnErrorWhenItGivesUpAfterTheFirstAnswer) {
    start(request());
    receiver->give_up(ErrorCode::DiskFull, "bootflash is full");
    EXPECT_THAT(sent(), IsEmpty());
    grant(1);
    receiver->give_up(ErrorCode::DiskFull, "bootflash is full");
    EXPECT_THAT(sent(), ElementsAre("ERROR 3 bootflash is full"));
}

TEST_F(ReceiverTest, WaitsLongerThanItsPatienceWhereEachBlockIsProgress) {
    grant(1);
    for (int number = 1; number <= 5; ++number) {
        now += seconds(9);
        take(block(number, kWhole));
    }
    EXPECT_FALSE(receiver->ended());
}

TEST_F(ReceiverTest, TellsTheServerWhenItWaitedInVain) {
    grant(1);
    take(data_packet(1, kWhole));
    Words last;
    while (!receiver->ended()) last = sleep();
    EXPECT_THAT(last, ElementsAre("ERROR 0 no progress for 10 s"));
    expect_ended(Ended::How::Stalled, "no progress for 10 s");
}

TEST_F(ReceiverTest, LetsPassWhatTheSinkThrows) {
    struct Full : BodySink {
        void begin(const poap::Arrival&) override {}
        void write(std::string_view) override { throw std::runtime_error("full"); }
    } full;
    Receiver into(port69, request(), InWindowAck::Unknown, full, now);
    EXPECT_THROW(into.take(server, data_packet(1, "x"), now), std::runtime_error);
}

TEST_F(ReceiverTest, EndsWhereTheServerCannotBeReachedButNotInMidTransfer) {
    start(request());
    receiver->unreachable(std::make_error_code(std::errc::host_unreachable));
    expect_ended(Ended::How::NoAnswer, "No route to host");
    grant(1);
    receiver->unreachable(std::make_error_code(std::errc::host_unreachable));
    EXPECT_FALSE(receiver->ended());
    receiver->unreachable(std::make_error_code(std::errc::connection_refused));
    expect_ended(Ended::How::Broken, "Connection refused");
}

}  // namespace
}  // namespace poap::tftp
