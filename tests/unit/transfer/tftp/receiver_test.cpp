// What a receiver asks for and accepts.

#include "transfer/tftp/receiver.hpp"

#include "support/receiver_fixture.hpp"

namespace poap::tftp {
namespace {

using test::error_packet, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

TEST_F(ReceiverTest, AsksForTheFileWithTheOptionsThatAreNotTheDefault) {
    EXPECT_THAT(start({"nxos.bin", OptionSet::All, 1468, 64, seconds(10)}),
                ElementsAre("RRQ nxos.bin octet tsize=0 timeout=1 blksize=1468 windowsize=64"));
    EXPECT_THAT(start({"f", OptionSet::All, 512, 1, seconds(10)}),
                ElementsAre("RRQ f octet tsize=0 timeout=1"));
    EXPECT_THAT(start({"f", OptionSet::None, 1468, 64, seconds(10)}), ElementsAre("RRQ f octet"));
}

TEST_F(ReceiverTest, LeavesOutTheSizeWhereItIsToldTo) {
    Request sizeless = request(4);
    sizeless.size = false;
    EXPECT_THAT(start(sizeless), ElementsAre("RRQ f octet timeout=1 blksize=8 windowsize=4"));
    take(option_ack_packet({{"blksize", "8"}, {"tsize", "3"}}));
    EXPECT_EQ(sink.size, std::nullopt);
    take(data_packet(1, kWhole));
    take(data_packet(2, ""));
    expect_ended(Ended::How::Whole, "");
}

TEST_F(ReceiverTest, RepeatsTheRequestEachTimeAfterTwiceAsLongAndGivesUp) {
    start(request());
    const Time asked = now;
    std::vector<seconds> after;
    while (!receiver->ended()) {
        sleep();
        after.push_back(std::chrono::duration_cast<seconds>(now - asked));
    }
    EXPECT_THAT(after, ElementsAre(seconds(1), seconds(3), seconds(7), seconds(10)));
    expect_ended(Ended::How::NoAnswer, "no answer for 10 s");
}

TEST_F(ReceiverTest, TakesAFileInBlocksAndAcknowledgesEach) {
    grant(1, 13);
    EXPECT_THAT(take(data_packet(1, kWhole)), ElementsAre("ACK 1"));
    EXPECT_FALSE(receiver->ended());
    EXPECT_THAT(take(data_packet(2, "five.")), ElementsAre("ACK 2"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "eight...five.");
    EXPECT_EQ(sink.size, 13);
}

TEST_F(ReceiverTest, EndsAFileOfWholeBlocksWithAnEmptyOne) {
    grant(1, 16);
    take(data_packet(1, kWhole));
    take(data_packet(2, kWhole));
    EXPECT_FALSE(receiver->ended());
    EXPECT_THAT(take(data_packet(3, "")), ElementsAre("ACK 3"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "eight...eight...");
}

TEST_F(ReceiverTest, TakesAServerThatPassesOverTheOptions) {
    start(request(16));
    const std::string block(512, 'x');
    EXPECT_THAT(take(data_packet(1, block)), ElementsAre("ACK 1"));
    EXPECT_THAT(take(data_packet(2, "end")), ElementsAre("ACK 2"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, block + "end");
    EXPECT_EQ(sink.size, std::nullopt);
}

// What is granted

TEST_F(ReceiverTest, RefusesAGrantThatIsImpossibleOrMalformed) {
    const std::pair<std::string, std::string> kRows[] = {
        {option_ack_packet({{"blksize", "9"}}), "impossible options: blksize is `9`, not 8 to 8"},
        {option_ack_packet({{"blksize", "\x1b[2J"}}), "blksize is `?[2J`"},
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

TEST_F(ReceiverTest, AcceptsAHarmlessGrantAndKeepsItForTheLog) {
    start(request(4));
    const auto answer = option_ack_packet({{"blksize", "8"}, {"rollover", "0"}, {"timeout", "255"}});
    EXPECT_THAT(take(answer + std::string(4, '\0')), ElementsAre("ACK 0")) << "zero bytes are padding";
    EXPECT_THAT(receiver->oddities(), ElementsAre("rollover `0`", "timeout `255`"));
}

TEST_F(ReceiverTest, AcceptsAGrantThatWasNotAskedFor) {
    Request plain = request();
    plain.options = OptionSet::None;
    EXPECT_THAT(start(plain), ElementsAre("RRQ f octet"));
    EXPECT_THAT(take(option_ack_packet({{"blksize", "512"}, {"tsize", "1"}})), ElementsAre("ACK 0"));
    EXPECT_THAT(take(data_packet(1, std::string(512, 'x'))), ElementsAre("ACK 1"));
}

TEST_F(ReceiverTest, FindsLargeBlocksThatWereNotGranted) {
    start({"f", OptionSet::All, 1000, 1, seconds(10)});
    EXPECT_THAT(take(data_packet(1, std::string(1000, 'x'))), ElementsAre(HasSubstr("ERROR 4 ")));
    expect_ended(Ended::How::Unusable, "a block of more than the 512 bytes agreed on");
}

TEST_F(ReceiverTest, BlamesTheOptionsForBlocksOf512AlthoughLargeOnesWereGranted) {
    for (const auto& [size, how] :
         {std::pair(512, Ended::How::Unusable), std::pair(500, Ended::How::CutShort)}) {
        start({"f", OptionSet::All, 1000, 1, seconds(10)});
        take(option_ack_packet({{"blksize", "1000"}, {"tsize", "2000"}}));
        take(data_packet(1, std::string(static_cast<std::size_t>(size), 'x')));
        expect_ended(how, "cut short: " + std::to_string(size) + " of 2000 bytes came");
        EXPECT_THAT(receiver->ended()->advice, HasSubstr("tftp_no_options"));
    }
}

TEST_F(ReceiverTest, KeepsAnOddGrantThatNothingFollows) {
    start(request());
    take(option_ack_packet({{"multicast", "239.0.0.1,1758,1"}}));
    while (!receiver->ended()) sleep();
    expect_ended(Ended::How::Stalled, "no progress for 10 s");
    EXPECT_THAT(receiver->oddities(), ElementsAre("multicast `239.0.0.1,1758,1`"));
}

// Silence

struct Asked {
    seconds after;
    std::string request;

    friend bool operator==(const Asked&, const Asked&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Asked& asked) {
        return out << asked.after.count() << " s: " << asked.request;
    }
};

TEST_F(ReceiverTest, AsksWithFewerOptionsInEachThirdOfItsPatience) {
    Request patient = request(4);
    patient.patience = seconds(12);
    patient.silence = Silence::TryFewer;
    const Time begun = now;
    std::vector<Asked> asked = {{seconds(0), start(patient)[0]}};
    while (!receiver->ended()) {
        for (const auto& words : sleep()) {
            asked.push_back({std::chrono::duration_cast<seconds>(now - begun), words});
        }
    }
    const std::string all = "RRQ f octet tsize=0 timeout=1 blksize=8 windowsize=4";
    const std::string without_window = "RRQ f octet tsize=0 blksize=8";
    EXPECT_THAT(asked, ElementsAre(Asked{seconds(0), all}, Asked{seconds(1), all}, Asked{seconds(3), all},
                                   Asked{seconds(4), without_window}, Asked{seconds(5), without_window},
                                   Asked{seconds(7), without_window}, Asked{seconds(8), "RRQ f octet"},
                                   Asked{seconds(9), "RRQ f octet"}, Asked{seconds(11), "RRQ f octet"}));
    expect_ended(Ended::How::NoAnswer, "no answer for 12 s");
}

struct SilentReceiver : ReceiverTest {
    /// Waits until the request has lost its window.
    void wait_in_vain(Silence silence) {
        Request patient = request(4);
        patient.silence = silence;
        start(patient);
        while (receiver->options() == OptionSet::All) sleep();
        EXPECT_EQ(receiver->options(), OptionSet::WithoutWindow);
    }
};

TEST_F(SilentReceiver, GoesOnWithAServerThatAnswersFewerOptions) {
    wait_in_vain(Silence::TryFewer);
    EXPECT_THAT(take(option_ack_packet({{"blksize", "8"}})), ElementsAre("ACK 0"));
    EXPECT_EQ(receiver->options(), OptionSet::WithoutWindow);
}

TEST_F(SilentReceiver, EndsWhereTheServerMayJustHaveComeUp) {
    wait_in_vain(Silence::CheckFewer);
    EXPECT_THAT(take(option_ack_packet({{"blksize", "8"}})), ElementsAre(HasSubstr("ERROR 0 ")));
    expect_ended(Ended::How::LateAnswer, "");
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(SilentReceiver, AcceptsALateAnswerToItsFirstRequest) {
    wait_in_vain(Silence::CheckFewer);
    const auto answer = option_ack_packet({{"blksize", "8"}, {"windowsize", "4"}});
    EXPECT_THAT(take(answer), ElementsAre("ACK 0"));
    EXPECT_EQ(receiver->options(), OptionSet::All);
    EXPECT_EQ(receiver->pace().window, 4);
}

TEST_F(SilentReceiver, IsRefusedByALateError) {
    wait_in_vain(Silence::CheckFewer);
    take(error_packet(1, "no such file"));
    expect_ended(Ended::How::Refused, "no such file");
}

TEST_F(ReceiverTest, IgnoresASizeThatCannotBe) {
    for (const char* tsize :
         {"0", "-1947483648", "", "many", "99999999999999999999", "18446744071762067968"}) {
        start(request());
        take(option_ack_packet({{"blksize", "8"}, {"tsize", tsize}}));
        sink = {};
        take(data_packet(1, kWhole));
        take(data_packet(2, "end"));
        expect_ended(Ended::How::Whole, "");
        EXPECT_EQ(sink.size, std::nullopt) << tsize;
        EXPECT_EQ(sink.bytes, "eight...end");
    }
}

TEST_F(ReceiverTest, TakesAnEmptyFileOfAnnouncedSizeZero) {
    start(request());
    take(option_ack_packet({{"tsize", "0"}}));
    take(data_packet(1, ""));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.begins, 1);
    EXPECT_EQ(sink.bytes, "");
}

// The length

TEST_F(ReceiverTest, IsBrokenByAShortBlockBeforeTheAnnouncedSize) {
    grant(1, 24);
    take(data_packet(1, kWhole));
    EXPECT_THAT(take(data_packet(2, "cut")), ElementsAre("ERROR 0 cut short: 11 of 24 bytes came"));
    expect_ended(Ended::How::CutShort, "cut short: 11 of 24 bytes came");
}

TEST_F(ReceiverTest, IsBrokenByMoreThanTheAnnouncedSize) {
    grant(1, 12);
    take(data_packet(1, kWhole));
    EXPECT_THAT(take(data_packet(2, kWhole)), ElementsAre(HasSubstr("ERROR 0 ")));
    expect_ended(Ended::How::TooLong, "more came than the 12 bytes announced");
    EXPECT_EQ(sink.bytes, kWhole) << "what was not announced is not written";
}

TEST_F(ReceiverTest, WritesNoMoreThanTheAnnouncedSizeWhereAWindowWaits) {
    grant(4, 24);
    take(data_packet(2, kWhole));
    take(data_packet(4, kWhole));
    expect_ended(Ended::How::TooLong, "more came than the 24 bytes announced");
    EXPECT_EQ(sink.bytes, "");
}

TEST_F(ReceiverTest, IgnoresBlocksFarAheadAlsoWhereTheyAreBehindTheAnnouncedSize) {
    grant(4, 24);
    take(data_packet(1000, kWhole));
    EXPECT_FALSE(receiver->ended());
}

TEST_F(ReceiverTest, IsBrokenByAShortBlockBeforeAnother) {
    grant(4);
    take(data_packet(3, kWhole));
    EXPECT_THAT(take(data_packet(2, "short")), ElementsAre(HasSubstr("ERROR 4 ")));
    expect_ended(Ended::How::Broken, "ended the file in the middle");
    grant(4);
    take(data_packet(2, "short"));
    take(data_packet(3, kWhole));
    expect_ended(Ended::How::Broken, "ended the file in the middle");
}

TEST_F(ReceiverTest, IsBrokenByABlockLargerThanAgreedOn) {
    grant(1);
    EXPECT_THAT(take(data_packet(1, "nine.....")), ElementsAre(HasSubstr("ERROR 4 ")));
    expect_ended(Ended::How::Unusable, "a block of more than the 8 bytes agreed on");
    EXPECT_EQ(sink.bytes, "");
}

}  // namespace
}  // namespace poap::tftp
