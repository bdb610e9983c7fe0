// The sending side of a TFTP transfer, packet by packet.

#include <gmock/gmock.h>

#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include "support/tftp_packets.hpp"
#include "tftp/sender.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using poap::test::error_packet, poap::test::udp_address, testing::ElementsAre, testing::HasSubstr,
    testing::IsEmpty;

const Address client = udp_address("192.0.2.7", 3000);

Grant terms(std::size_t window, bool with_options) {
    Grant grant{100, window, {}, {}};
    if (with_options) grant.options = {{"blksize", "100"}};
    return grant;
}

/// A transfer of so many blocks of 100 bytes, the last one empty, over a round trip of 1 ms.
struct Transfer {
    explicit Transfer(std::uint64_t blocks, std::size_t window, bool with_options = true)
        : sender(client, terms(window, with_options), (blocks - 1) * 100, now) {}

    void take(const std::string& datagram, const Address& from = client) { sender.take(from, datagram, now); }
    void ack(std::uint64_t block) {
        now += 1ms;
        take(tftp::acknowledgement(static_cast<std::uint16_t>(block)));
    }
    /// Sends all that is to be sent: `OACK`, `E5` for an error, `>1-4` for these blocks.
    std::string sent() {
        std::string sent;
        for (const Word& word : sender.take_words())
            sent += word.bytes[1] == 6 ? " OACK" : " E" + poap::test::in_words(word.bytes).substr(6, 1);
        while (const auto run = sender.next_blocks()) {
            const std::uint64_t last = run->first + run->count - 1;
            sent += " >" + std::to_string(run->first) + (run->count > 1 ? "-" + std::to_string(last) : "");
            sender.sent(run->count, now);
        }
        return sent;
    }
    /// Nothing comes for so long. What is sent meanwhile.
    std::string pass(tftp::Duration time) {
        const tftp::Time end = now + time;
        std::string all;
        while (!sender.ended() && sender.wake_at() <= end) {
            now = sender.wake_at();
            sender.tick(now);
            all += sent();
        }
        now = end;
        return all;
    }
    /// Begins, and acknowledges up to this block.
    Transfer& advanced_to(std::uint64_t block, std::uint64_t step) {
        for (std::uint64_t at = 0; at <= block; at += step) {
            sent();
            ack(at);
        }
        sent();
        return *this;
    }

    tftp::Time now{1h};
    Sender sender;
};

struct Course {
    const char* name;
    std::uint64_t blocks;
    std::size_t window;
    /// What comes, `a3` an acknowledgement, `9ms` nothing for so long; and what is sent then.
    std::string events;
    std::uint64_t delivered;  ///< bytes
    bool with_options = true;
};

const Course courses[] = {
    {"no options", 3, 1, ">1 a1 >2 a2 >3 a3 end", 200, false},
    {"options", 3, 1, "OACK a1 a0 >1 a1 >2 a2 >3 a3 end", 200},
    {"lost options", 3, 1, "OACK 999ms 1ms OACK 1999ms 1ms OACK a0 >1", 0},
    {"nobody, with options", 1000, 64, "OACK 60000ms OACK OACK OACK end", 0},
    {"nobody, without", 1000, 1, ">1 60000ms >1 >1 >1 end", 0, false},
    {"a first acknowledgement after the last repeat", 3, 1, "OACK 20000ms OACK OACK OACK a0 >1", 0},
    {"a lost block, waited for twice as long each time", 3, 1,
     "OACK a0 >1 9ms 1ms >1 19ms 1ms >1 40ms >1 80ms >1 160ms >1 320ms >1 640ms >1", 0},
    {"late acknowledgements in lockstep", 5, 1, "OACK a0 >1 a1 >2 a2 >3 a2 a1 a2 a1", 200},
    {"a window that moves on", 10, 4, "OACK a0 >1-4 a1 >5 a4 >6-8 a8 >9-10 a10 end", 900},
    {"acknowledgements of what was not sent", 10, 4, "OACK a0 >1-4 a5 a40000", 0},
    {"a hole, filled once", 20, 8, "OACK a0 >1-8 a4 >9-12 a4 >5 a4 a4 a4", 400},
    {"a hole, and a client that kept the rest", 40, 8, "OACK a0 >1-8 a4 >9-12 a4 >5 a12 >13-20", 1200},
    {"another hole, filled at once", 40, 8, "OACK a0 >1-8 a4 >9-12 a4 >5 a7 >13-15 a7 >8", 700},
    {"a lost burst, filled by twice as many blocks each time", 80, 32,
     "OACK a0 >1-32 a4 >33-36 a4 >5 a5 >37 a5 >6-7 a7 >38-39 a7 >8-11 a20 >40-52 a20 >21", 2000},
    {"a hole that one block did not fill", 20, 8, "OACK a0 >1-8 a4 >9-12 a4 >5 9ms 1ms >5-12", 400},
    {"a hole, filled twice for a client that keeps later blocks", 40, 8,
     "OACK a0 >1-8 a4 >9-12 a4 >5 a9 >13-17 a9 >10 10ms >10 20ms >10-17", 900}};

TEST(TftpSender, SendsBlocksAndSendsLostOnesAgain) {
    for (const Course& course : courses) {
        SCOPED_TRACE(course.name);
        Transfer transfer(course.blocks, course.window, course.with_options);
        std::string happened = transfer.sent();
        std::istringstream events(course.events);
        for (std::string event; events >> event;) {
            const bool is_time = event.ends_with("ms");
            if (!is_time && event[0] != 'a') continue;
            happened += " " + event;
            if (is_time) {
                happened += transfer.pass(std::chrono::milliseconds(std::stoi(event)));
            } else {
                transfer.ack(std::stoul(event.substr(1)));
                happened += transfer.sent();
            }
            if (transfer.sender.ended()) happened += " end";
        }
        EXPECT_EQ(happened, " " + course.events);
        EXPECT_EQ(transfer.sender.delivered(), course.delivered);
    }
}

TEST(TftpSender, WaitsNoLongerThanTheTimeoutThatWasAgreedOn) {
    Grant grant = terms(1, true);
    grant.longest_wait = 1s;
    Sender sender(client, grant, 0, tftp::Time(1h));
    sender.tick(tftp::Time(1h) + 1s);
    EXPECT_EQ(sender.wake_at(), tftp::Time(1h) + 2s);
}

TEST(TftpSender, GivesUpAfterHalfAMinuteWithoutProgress) {
    Transfer transfer(20, 4);
    transfer.advanced_to(0, 1);
    const auto begun = transfer.now;
    std::vector<Word> last;
    while (!transfer.sender.ended()) {
        transfer.now = std::max(transfer.now, transfer.sender.wake_at());
        transfer.sender.tick(transfer.now);
        last = transfer.sender.take_words();
        transfer.take(tftp::acknowledgement(0));
        transfer.sent();
    }
    EXPECT_EQ(transfer.now - begun, 30s);
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(poap::test::in_words(last[0].bytes), "ERROR 0 no progress for 30 s");
    EXPECT_THAT(*transfer.sender.failure(), HasSubstr("no progress"));
}

TEST(TftpSender, EndsAtAnErrorOfTheClient) {
    Transfer transfer(20, 4);
    transfer.advanced_to(0, 1).take(error_packet(3, "no\nspace"));
    EXPECT_TRUE(transfer.sender.ended());
    EXPECT_THAT(*transfer.sender.failure(), HasSubstr("no space (error 3)"));
    EXPECT_EQ(transfer.sent(), "");
}

TEST(TftpSender, RefusesStrangersAndAnswersNoErrors) {
    Transfer transfer(20, 4);
    transfer.advanced_to(0, 1);
    for (const auto& stranger : {udp_address("192.0.2.7", 3001), udp_address("192.0.2.8", 3000)}) {
        transfer.take(tftp::acknowledgement(4), stranger);
        EXPECT_EQ(transfer.sent(), " E5");
        transfer.take(error_packet(0, "end"), stranger);
        EXPECT_EQ(transfer.sent(), "");
        EXPECT_FALSE(transfer.sender.ended());
    }
}

TEST(TftpSender, EndsAtAPacketThatAClientDoesNotSend) {
    for (const std::string& bad : {std::string("x"), poap::test::data_packet(1, "bytes"),
                                   tftp::read_request("again", {}), std::string("\0\2a\0octet\0", 10)}) {
        Transfer transfer(20, 4);
        transfer.advanced_to(0, 1).take(bad);
        EXPECT_EQ(transfer.sent(), " E4");
        EXPECT_TRUE(transfer.sender.ended());
    }
}

TEST(TftpSender, EndsWhereTheClientsPortIsClosedAndNowhereElse) {
    Transfer transfer(20, 4);
    transfer.advanced_to(0, 1);
    transfer.sender.unreachable({});
    transfer.sender.unreachable(std::make_error_code(std::errc::host_unreachable));
    EXPECT_FALSE(transfer.sender.ended());
    transfer.sender.unreachable(std::make_error_code(std::errc::connection_refused));
    EXPECT_TRUE(transfer.sender.ended());
}

TEST(TftpSender, StopsSendingAgainWhatIsAcknowledgedMeanwhile) {
    Transfer transfer(40, 8);
    transfer.advanced_to(4, 4);
    transfer.now = transfer.sender.wake_at();
    transfer.sender.tick(transfer.now);
    transfer.sender.sent(2, transfer.now);
    transfer.ack(9);
    EXPECT_EQ(transfer.sent(), " >13-17");
}

TEST(TftpSender, CountsPast65535ToZero) {
    Transfer transfer(65540, 4);
    transfer.advanced_to(65536, 2);
    EXPECT_EQ(transfer.sender.delivered(), 6'553'600U);
    transfer.ack(65536);
    EXPECT_EQ(transfer.sent(), " >65537") << "an acknowledgement repeated at the wrap";
    transfer.ack(65540);
    EXPECT_TRUE(transfer.sender.ended());
}

TEST(TftpSender, TellsLateAcknowledgementsFromNewOnesAcrossTheWrap) {
    Transfer transfer(70000, 64);
    transfer.advanced_to(65536, 32).ack(65530);
    EXPECT_EQ(transfer.sent(), "");
    EXPECT_EQ(transfer.sender.delivered(), 6'553'600U);
}

}  // namespace
}  // namespace poap::stub::test
