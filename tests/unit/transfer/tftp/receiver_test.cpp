#include "transfer/tftp/receiver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/collector.hpp"
#include "support/named_case.hpp"
#include "support/tftp_packets.hpp"

namespace poap::tftp {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::CaseName;
using test::Collector;
using test::data_packet;
using test::error_packet;
using test::in_words;
using test::NamedCase;
using test::option_ack_packet;
using test::udp_address;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Words = std::vector<std::string>;

constexpr std::size_t kBlock = 8;
constexpr char kWhole[] = "eight...";  // a block that is full

std::string block(int number, std::string_view bytes) {
    return data_packet(static_cast<std::uint16_t>(number), bytes);
}

struct ReceiverTest : testing::Test {
    const Address port69 = udp_address("192.0.2.1", 69);
    const Address server = udp_address("192.0.2.1", 4000);
    Time now{hours(1)};
    Collector sink;
    std::optional<Receiver> receiver;

    static Request request(std::size_t window = 1) {
        return {"f", OptionSet::All, kBlock, window, seconds(10)};
    }

    /// What it sends first.
    Words start(const Request& request, InWindowAck in_window_ack = InWindowAck::GoesBack) {
        receiver.emplace(port69, request, in_window_ack, sink, now);
        return sent();
    }

    Words sent() {
        Words words;
        for (const auto& datagram : receiver->take_outgoing()) words.push_back(in_words(datagram.bytes));
        return words;
    }

    /// What it sends when this comes, and 1 ms has passed.
    Words take(const std::string& datagram) { return take_from(server, datagram); }
    Words take_from(const Address& from, const std::string& datagram) {
        now += milliseconds(1);
        receiver->take(from, datagram, now);
        return sent();
    }

    /// What it sends when nothing comes until it wakes up.
    Words sleep() {
        now = receiver->wake_at();
        receiver->tick(now);
        return sent();
    }

    /// Begins a transfer of blocks of 8 bytes.
    void grant(std::size_t window, std::optional<int> size = std::nullopt,
               InWindowAck in_window_ack = InWindowAck::GoesBack) {
        start(request(window), in_window_ack);
        Options options = {{"blksize", "8"}};
        if (window > 1) options.emplace_back("windowsize", std::to_string(window));
        if (size) options.emplace_back("tsize", std::to_string(*size));
        EXPECT_THAT(take(option_ack_packet(options)), ElementsAre("ACK 0"));
    }

    void expect_ended(Ended::How how, const std::string& reason) const {
        ASSERT_TRUE(receiver->ended());
        EXPECT_EQ(receiver->ended()->how, how) << receiver->ended()->reason;
        EXPECT_THAT(receiver->ended()->reason, HasSubstr(reason));
    }
};

TEST_F(ReceiverTest, AsksForTheFileWithItsOptions) {
    EXPECT_THAT(start({"nxos.bin", OptionSet::All, 1468, 64, seconds(10)}),
                ElementsAre("RRQ nxos.bin octet tsize=0 timeout=1 blksize=1468 windowsize=64"));
}

TEST_F(ReceiverTest, LeavesOutWhatIsTheDefault) {
    EXPECT_THAT(start({"f", OptionSet::All, 512, 1, seconds(10)}),
                ElementsAre("RRQ f octet tsize=0 timeout=1"));
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

TEST_F(ReceiverTest, AsksPlainlyAServerThatTakesNoOptions) {
    EXPECT_THAT(start({"f", OptionSet::None, 1468, 64, seconds(10)}), ElementsAre("RRQ f octet"));
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

TEST_F(ReceiverTest, TakesLessThanWasAskedFor) {
    start({"f", OptionSet::All, 1468, 64, seconds(10)});
    take(option_ack_packet({{"BLKSIZE", "16"}, {"windowsize", "2"}}));
    EXPECT_THAT(take(data_packet(1, std::string(16, 'x'))), IsEmpty());
    EXPECT_THAT(take(data_packet(2, std::string(16, 'x'))), ElementsAre("ACK 2"));
}

TEST_F(ReceiverTest, HasBlocksOf512AndNoWindowWhereTheAnswerNamesNone) {
    start({"f", OptionSet::All, 1468, 64, seconds(10)});
    EXPECT_THAT(take(option_ack_packet({{"tsize", "600"}})), ElementsAre("ACK 0"));
    EXPECT_THAT(take(data_packet(1, std::string(512, 'x'))), ElementsAre("ACK 1"));
    EXPECT_THAT(take(data_packet(2, std::string(88, 'x'))), ElementsAre("ACK 2"));
    expect_ended(Ended::How::Whole, "");
}

// What is granted

struct Grant : NamedCase {
    std::string answer;
    std::string fault;
};

class ReceiverRefuses : public ReceiverTest, public testing::WithParamInterface<Grant> {};

TEST_P(ReceiverRefuses, AnImpossibleGrant) {
    start(request(4));
    EXPECT_THAT(take(GetParam().answer), ElementsAre(HasSubstr("ERROR 8 ")));
    expect_ended(Ended::How::Unusable, GetParam().fault);
    EXPECT_EQ(sink.begins, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Each, ReceiverRefuses,
    testing::Values(
        Grant{{"LargerBlocks"},
              option_ack_packet({{"blksize", "9"}}),
              "impossible options: blksize is `9`, not 8 to 8"},
        Grant{{"NoWindow"}, option_ack_packet({{"windowsize", "0"}}), "windowsize is `0`, not 1 to 4"},
        Grant{{"ControlCharacters"}, option_ack_packet({{"blksize", "\x1b[2J"}}), "blksize is `?[2J`"},
        Grant{{"ANameWithoutValue"}, option_ack_packet({}) + "blksize" + '\0', "malformed"},
        Grant{{"NoEnd"}, option_ack_packet({}) + "blksize" + '\0' + "8", "malformed"},
        Grant{{"NoName"}, option_ack_packet({{"", "8"}}), "malformed"}),
    CaseName());

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

TEST_F(ReceiverTest, FindsBlocksOf512WhereLargeOnesWereGranted) {
    start({"f", OptionSet::All, 1000, 1, seconds(10)});
    take(option_ack_packet({{"blksize", "1000"}, {"tsize", "2000"}}));
    take(data_packet(1, std::string(512, 'x')));
    expect_ended(Ended::How::Unusable, "cut short: 512 of 2000 bytes came");
}

TEST_F(ReceiverTest, DoesNotBlameTheOptionsForAFileThatIsCutShort) {
    start({"f", OptionSet::All, 1000, 1, seconds(10)});
    take(option_ack_packet({{"blksize", "1000"}, {"tsize", "2000"}}));
    take(data_packet(1, std::string(500, 'x')));
    expect_ended(Ended::How::CutShort, "cut short: 500 of 2000 bytes came");
    EXPECT_THAT(receiver->ended()->advice, HasSubstr("tftp_no_options"));
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

struct AnnouncedSize : NamedCase {
    std::string tsize;
};

class ReceiverDoubts : public ReceiverTest, public testing::WithParamInterface<AnnouncedSize> {};

TEST_P(ReceiverDoubts, ASizeThatCannotBe) {
    start(request());
    take(option_ack_packet({{"blksize", "8"}, {"tsize", GetParam().tsize}}));
    EXPECT_EQ(sink.size, std::nullopt);
    take(data_packet(1, kWhole));
    take(data_packet(2, "end"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "eight...end");
}

INSTANTIATE_TEST_SUITE_P(Each, ReceiverDoubts,
                         testing::Values(AnnouncedSize{{"Zero"}, "0"},
                                         AnnouncedSize{{"Negative"}, "-1947483648"},
                                         AnnouncedSize{{"Empty"}, ""}, AnnouncedSize{{"Words"}, "many"},
                                         AnnouncedSize{{"TooManyDigits"}, "99999999999999999999"},
                                         AnnouncedSize{{"NegativePrintedUnsigned"}, "18446744071762067968"}),
                         CaseName());

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

TEST_F(ReceiverTest, IsBrokenByAShortBlockBehindWhichAnotherCame) {
    grant(4);
    take(data_packet(3, kWhole));
    EXPECT_THAT(take(data_packet(2, "short")), ElementsAre(HasSubstr("ERROR 4 ")));
    expect_ended(Ended::How::Broken, "ended the file in the middle");
}

TEST_F(ReceiverTest, IsBrokenByABlockBehindTheShortOne) {
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

// Who speaks

TEST_F(ReceiverTest, SendsAStrangerAwayAndGoesOn) {
    grant(1, 11);
    const Address stranger = server.with_port(4001);
    now += milliseconds(1);
    receiver->take(stranger, data_packet(1, "stranger"), now);
    const auto outgoing = receiver->take_outgoing();
    ASSERT_EQ(outgoing.size(), 1);
    EXPECT_EQ(outgoing[0].to, stranger);
    EXPECT_EQ(in_words(outgoing[0].bytes), "ERROR 5 not of this transfer");
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

struct Stranger : NamedCase {
    std::string datagram;
};

class ReceiverNames : public ReceiverTest, public testing::WithParamInterface<Stranger> {};

TEST_P(ReceiverNames, TheAddressThatAnsweredInstead) {
    Request patient = request();
    patient.silence = Silence::CheckFewer;
    start(patient);
    take_from(udp_address("192.0.2.2", 4000), GetParam().datagram);
    while (!receiver->ended()) sleep();
    expect_ended(Ended::How::NoAnswer,
                 "192.0.2.2 answered for 192.0.2.1: packets from another address are refused (no answer for "
                 "10 s)");
    EXPECT_THAT(receiver->ended()->advice, HasSubstr("name 192.0.2.2 as the TFTP server"));
    EXPECT_EQ(receiver->options(), OptionSet::All) << "the options are not to blame";
}

INSTANTIATE_TEST_SUITE_P(Each, ReceiverNames,
                         testing::Values(Stranger{{"Data"}, data_packet(1, "x")},
                                         Stranger{{"OptionAck"}, option_ack_packet({{"blksize", "8"}})},
                                         Stranger{{"Error"}, error_packet(1, "no such file")}),
                         CaseName());

class ReceiverDoesNotName : public ReceiverTest, public testing::WithParamInterface<Stranger> {
  public:
    const Address stranger = udp_address("192.0.2.2", 4000);
};

TEST_P(ReceiverDoesNotName, AStrangerThatAnswersNoRequest) {
    Request patient = request();
    patient.silence = Silence::CheckFewer;
    start(patient);
    take_from(stranger, GetParam().datagram);
    while (!receiver->ended()) sleep();
    expect_ended(Ended::How::NoAnswer, "no answer for 10 s");
    EXPECT_EQ(receiver->ended()->reason.find("192.0.2.2"), std::string::npos);
    EXPECT_EQ(receiver->options(), OptionSet::None) << "the server may have dropped the options";
}

TEST_P(ReceiverDoesNotName, AStrangerInATransfer) {
    grant(1);
    take_from(stranger, GetParam().datagram);
    take_from(stranger, data_packet(1, "x"));
    while (!receiver->ended()) sleep();
    expect_ended(Ended::How::Stalled, "no progress for 10 s");
    EXPECT_EQ(receiver->ended()->reason.find("192.0.2.2"), std::string::npos);
}

TEST_P(ReceiverDoesNotName, AStrangerThatAnsweredTooWhereTheServerDid) {
    start(request());
    take_from(stranger, data_packet(1, "x"));
    take(option_ack_packet({{"blksize", "8"}}));
    take_from(stranger, GetParam().datagram);
    while (!receiver->ended()) sleep();
    expect_ended(Ended::How::Stalled, "no progress for 10 s");
    EXPECT_EQ(receiver->ended()->reason.find("192.0.2.2"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Each, ReceiverDoesNotName,
                         testing::Values(Stranger{{"DataOfATransferLongGone"}, data_packet(7, "x")},
                                         Stranger{{"DataOfBlock0"}, data_packet(0, "x")},
                                         Stranger{{"Acknowledgement"}, acknowledgement(0)},
                                         Stranger{{"Request"}, read_request("f", {})}),
                         CaseName());

TEST_F(ReceiverTest, IsNotEndedByAStrangersError) {
    grant(1);
    EXPECT_THAT(take_from(server.with_port(4001), error_packet(0, "go away")), IsEmpty());
    EXPECT_FALSE(receiver->ended());
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

struct Noise : NamedCase {
    std::string datagram;
};

class ReceiverPassesOver : public ReceiverTest, public testing::WithParamInterface<Noise> {};

TEST_P(ReceiverPassesOver, WhatIsNoPacketOfAServers) {
    grant(1, 3);
    EXPECT_THAT(take(GetParam().datagram), IsEmpty());
    EXPECT_THAT(take(data_packet(1, "end")), ElementsAre("ACK 1"));
    expect_ended(Ended::How::Whole, "");
    EXPECT_EQ(sink.bytes, "end");
}

INSTANTIATE_TEST_SUITE_P(Each, ReceiverPassesOver,
                         testing::Values(Noise{{"Empty"}, ""}, Noise{{"OneByte"}, std::string(1, '\0')},
                                         Noise{{"DataWithoutNumber"}, data_packet(1, "").substr(0, 3)},
                                         Noise{{"Request"}, read_request("f", {})},
                                         Noise{{"Acknowledgement"}, acknowledgement(1)},
                                         Noise{{"AnUnknownOpcode"}, std::string("\0\x09\0\1end", 7)}),
                         CaseName());

// Errors

class ReceiverIsRefused : public ReceiverTest, public testing::WithParamInterface<int> {};

TEST_P(ReceiverIsRefused, ByEachCode) {
    start(request());
    const auto code = static_cast<std::uint16_t>(GetParam());
    EXPECT_THAT(take(error_packet(code, "no\nsuch")), IsEmpty()) << "an error is not answered";
    expect_ended(Ended::How::Refused, "no such (error " + std::to_string(code) + ")");
    EXPECT_EQ(receiver->ended()->error, ErrorCode{code});
    EXPECT_EQ(sink.begins, 0);
}

TEST_P(ReceiverIsRefused, InMidTransferToo) {
    grant(1);
    take(data_packet(1, kWhole));
    EXPECT_THAT(take(error_packet(static_cast<std::uint16_t>(GetParam()), "")), IsEmpty());
    expect_ended(Ended::How::Broken, "the server gave up: no reason given");
}

INSTANTIATE_TEST_SUITE_P(Codes, ReceiverIsRefused, testing::Range(0, 10));

TEST_F(ReceiverTest, TellsTheServerWhenItGivesUp) {
    grant(1);
    receiver->give_up(ErrorCode::DiskFull, "bootflash is full");
    EXPECT_THAT(sent(), ElementsAre("ERROR 3 bootflash is full"));
}

TEST_F(ReceiverTest, HasNobodyToTellBeforeTheFirstAnswer) {
    start(request());
    receiver->give_up(ErrorCode::DiskFull, "bootflash is full");
    EXPECT_THAT(sent(), IsEmpty());
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

TEST_F(ReceiverTest, EndsAtOnceWhereNothingReachesTheServer) {
    start(request());
    receiver->unreachable(std::make_error_code(std::errc::host_unreachable));
    expect_ended(Ended::How::NoAnswer, "No route to host");
}

TEST_F(ReceiverTest, IsBrokenWhereTheServersPortIsClosed) {
    grant(1);
    receiver->unreachable(std::make_error_code(std::errc::connection_refused));
    expect_ended(Ended::How::Broken, "Connection refused");
}

TEST_F(ReceiverTest, OutlivesAWayThatIsLostForAMoment) {
    grant(1);
    receiver->unreachable(std::make_error_code(std::errc::host_unreachable));
    EXPECT_FALSE(receiver->ended());
}

// What is lost or comes twice

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
