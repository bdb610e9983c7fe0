// What a receiver asks for and accepts, and how a transfer ends early.

#include "transfer/tftp/receiver.hpp"

#include "support/receiver_fixture.hpp"

namespace poap::tftp {
namespace {

using test::error_packet, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

const std::string kLargeBlock(1000, 'x');

TEST_F(ReceiverTest, AsksForTheFileWithTheOptionsThatAreNotTheDefault) {
    const std::pair<Request, std::string> kRows[] = {
        {{"nxos.bin", OptionSet::All, 1468, 64, seconds(10)},
         "RRQ nxos.bin octet tsize=0 timeout=1 blksize=1468 windowsize=64"},
        {{"f", OptionSet::All, 512, 1, seconds(10)}, "RRQ f octet tsize=0 timeout=1"},
        {{"f", OptionSet::WithoutWindow, 1468, 64, seconds(10)}, "RRQ f octet tsize=0 blksize=1468"},
        {{.file = "f", .window = 4, .size = false}, "RRQ f octet timeout=1 blksize=1468 windowsize=4"},
        {{"f", OptionSet::None, 1468, 64, seconds(10)}, "RRQ f octet"}};
    for (auto [request, words] : kRows) {
        if (!request.size) request.block_size = 1468;
        EXPECT_THAT(start(request), ElementsAre(words));
    }
}

TEST_F(ReceiverTest, AcceptsDataOfAServerWithoutOptions) {
    start(request(16));
    const std::string block(512, 'x');
    EXPECT_THAT(take(data_packet(1, block)), ElementsAre("ACK 1"));
    EXPECT_THAT(take(data_packet(2, "end")), ElementsAre("ACK 2"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, block + "end");
    EXPECT_EQ(sink.size, std::nullopt);
}

TEST_F(ReceiverTest, RefusesAGrantThatIsImpossibleOrMalformed) {
    const std::pair<std::string, std::string> kRows[] = {
        {option_ack_packet({{"blksize", "9"}}), "impossible options: blksize is `9`, not 8 to 8"},
        {option_ack_packet({}) + "blksize" + '\0', "malformed"},
        {option_ack_packet({}) + "blksize" + '\0' + "8", "malformed"},
        {option_ack_packet({{"", "8"}}), "malformed"}};
    for (const auto& [answer, fault] : kRows) {
        start(request(4));
        EXPECT_THAT(take(answer), ElementsAre(HasSubstr("ERROR 8 ")));
        expect_ended(Ended::How::Unusable, fault);
        EXPECT_EQ(sink.begins, 0);
    }
}

TEST_F(ReceiverTest, AcceptsAHarmlessGrantAndKeepsItForTheLogThoughNothingFollows) {
    start(request(4));
    const auto answer = option_ack_packet({{"BLKSIZE", "8"}, {"rollover", "0"}, {"tsize", "20"}});
    EXPECT_THAT(take(answer + std::string(4, '\0')), ElementsAre("ACK 0")) << "zero bytes are padding";
    EXPECT_EQ(receiver->pace().block_size, 8);
    EXPECT_EQ(sink.size, 20);
    while (!receiver->ended()) sleep();
    expect_ended(Ended::How::Stalled, "no progress for 10 s");
    EXPECT_THAT(receiver->oddities(), ElementsAre("rollover `0`"));
}

TEST_F(ReceiverTest, AcceptsAGrantThatWasNotAskedFor) {
    Request plain = request();
    plain.options = OptionSet::None;
    start(plain);
    EXPECT_THAT(take(option_ack_packet({{"blksize", "512"}, {"tsize", "1"}})), ElementsAre("ACK 0"));
    EXPECT_THAT(take(data_packet(1, std::string(512, 'x'))), ElementsAre("ACK 1"));
}

TEST_F(ReceiverTest, BlamesTheOptionsForLargeBlocksThatWereNotGranted) {
    start({"f", OptionSet::All, 1000, 1, seconds(10)});
    EXPECT_THAT(take(data_packet(1, kLargeBlock)), ElementsAre(HasSubstr("ERROR 4 ")));
    expect_ended(Ended::How::Unusable, "a block larger than the agreed 512 bytes");
}

TEST_F(ReceiverTest, BlamesTheOptionsForBlocksOf512AlthoughLargeOnesWereGranted) {
    for (const auto& [size, how] :
         {std::pair(512, Ended::How::Unusable), std::pair(500, Ended::How::CutShort)}) {
        start({"f", OptionSet::All, 1000, 1, seconds(10)});
        take(option_ack_packet({{"blksize", "1000"}, {"tsize", "2000"}}));
        take(data_packet(1, std::string(static_cast<std::size_t>(size), 'x')));
        expect_ended(how, "cut short: " + std::to_string(size) + " of 2000 bytes received");
        EXPECT_THAT(receiver->ended()->advice, HasSubstr("tftp_no_options"));
    }
}

TEST_F(ReceiverTest, AdvisesToNameTheAddressThatAnsweredInstead) {
    start(request());
    EXPECT_EQ(receiver->peer(), port69);
    take_from(udp_address("192.0.2.2", 4000), data_packet(1, "x"));
    while (!receiver->ended()) sleep();
    EXPECT_THAT(receiver->ended()->advice, HasSubstr("use 192.0.2.2 as the TFTP server"));
}

TEST_F(ReceiverTest, IgnoresWhatAServerDoesNotSend) {
    grant(1, 3);
    for (const std::string& noise :
         {std::string(), std::string(1, '\0'), data_packet(1, "").substr(0, 3), read_request("f", {}),
          acknowledgement(1), std::string("\0\x09\0\1end", 7)})
        EXPECT_THAT(take(noise), IsEmpty());
    EXPECT_THAT(take(data_packet(1, "end")), ElementsAre("ACK 1"));
    expect_ended(Ended::How::Whole, "");
}

TEST_F(ReceiverTest, IsRefusedByAnErrorOfAnyCodeThatItDoesNotAnswer) {
    for (std::uint16_t code = 0; code < 10; ++code) {
        const std::string error = " (error " + std::to_string(code) + ")";
        start(request());
        EXPECT_THAT(take(error_packet(code, "no\nsuch")), IsEmpty());
        expect_ended(Ended::How::Refused, "no such" + error);
        EXPECT_EQ(receiver->ended()->error, ErrorCode{code});
        EXPECT_EQ(sink.begins, 0);
        for (const bool with_data : {false, true}) {
            grant(1);
            if (with_data) take(data_packet(1, kWhole));
            EXPECT_THAT(take(error_packet(code, "")), IsEmpty());
            expect_ended(Ended::How::Broken, "the server aborted the transfer: no reason given" + error);
            EXPECT_EQ(receiver->ended()->error.has_value(), !with_data) << "it may be about the options";
        }
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

TEST_F(ReceiverTest, WaitsForItsPatienceAfterEachBlockAndThenTellsTheServer) {
    grant(1);
    for (int number = 1; number <= 5; ++number) {
        now += seconds(9);
        take(block(number, kWhole));
    }
    EXPECT_FALSE(receiver->ended());
    const Time last_block = now;
    Words last;
    while (!receiver->ended()) last = sleep();
    EXPECT_EQ(now - last_block, seconds(10));
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
    start(request());
    receiver->unreachable(std::make_error_code(std::errc::connection_refused));
    expect_ended(Ended::How::NoAnswer, "Connection refused: no TFTP server at this address and port");
    grant(1);
    receiver->unreachable(std::make_error_code(std::errc::host_unreachable));
    EXPECT_FALSE(receiver->ended());
    receiver->unreachable(std::make_error_code(std::errc::connection_refused));
    expect_ended(Ended::How::Broken, "Connection refused");
}

}  // namespace
}  // namespace poap::tftp
