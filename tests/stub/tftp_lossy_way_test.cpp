// The agent's receiving side against the server's sending side, over a way that loses, on a virtual clock.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>
#include <string>

#include "support/collector.hpp"
#include "support/tftp_packets.hpp"
#include "tftp/option_grant.hpp"
#include "tftp/sender.hpp"
#include "transfer/tftp/receiver.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using poap::test::Collector;
using poap::test::telling_bytes;
using poap::test::udp_address;

constexpr std::size_t block_size = 100;
constexpr tftp::Duration delay = 500us;  // each way
constexpr tftp::Duration each = 12us;    // 1500 bytes at 1 Gbit/s
const tftp::Address server = udp_address("192.0.2.1", 69);
const tftp::Address server_transfer = udp_address("192.0.2.1", 4000);
const tftp::Address client = udp_address("192.0.2.7", 3000);

struct Outcome {
    bool whole;
    std::string bytes;
    tftp::Duration took;
    std::uint64_t blocks_sent;
};

/// One transfer from its request to both ends.
class LossyTransfer {
  public:
    LossyTransfer(const std::string& file, std::size_t window, double loss, unsigned seed)
        : file_(file),
          loss_(loss),
          random_(seed),
          receiver_(server, {"file", tftp::OptionSet::All, block_size, window, 60s},
                    tftp::InWindowAck::MovesOn, sink_, now_),
          grant_(granted(receiver_, file)),
          sender_(client, grant_, file.size(), now_) {}

    Outcome run() {
        const auto begun = now_;
        while (!receiver_.ended()) {
            collect();
            now_ =
                std::max(now_, std::min({next_arrival(), next_block(), receiver_.wake_at(), sender_wakes()}));
            deliver();
            if (next_block() <= now_) send_block();
            receiver_.tick(now_);
            sender_.tick(now_);
        }
        return {receiver_.ended()->how == tftp::Ended::How::Whole, sink_.bytes, now_ - begun, blocks_sent_};
    }

  private:
    struct Flight {
        tftp::Address to;
        std::string bytes;
    };

    static Grant granted(tftp::Receiver& receiver, const std::string& file) {
        const auto request = tftp::parse_client_packet(receiver.take_outgoing().front().bytes);
        return grant(std::get<tftp::ReadRequest>(*request).options, file.size());
    }

    void carry(const tftp::Address& to, std::string bytes) {
        if (std::uniform_real_distribution<>(0, 1)(random_) < loss_) return;
        flights_.emplace(now_ + delay, Flight{to, std::move(bytes)});
    }
    tftp::Time next_arrival() const { return flights_.empty() ? tftp::Time::max() : flights_.begin()->first; }
    tftp::Time next_block() const { return sender_.next_blocks() ? line_free_at_ : tftp::Time::max(); }

    tftp::Time sender_wakes() const { return sender_.ended() ? tftp::Time::max() : sender_.wake_at(); }

    void collect() {
        for (const Word& word : sender_.take_words()) carry(client, word.bytes);
        for (const tftp::Outgoing& datagram : receiver_.take_outgoing()) carry(datagram.to, datagram.bytes);
    }

    void deliver() {
        while (next_arrival() <= now_) {
            const Flight flight = flights_.extract(flights_.begin()).mapped();
            if (flight.to == client) {
                receiver_.take(server_transfer, flight.bytes, now_);
            } else if (flight.to == server_transfer) {
                sender_.take(client, flight.bytes, now_);
            } else if (!sender_.heard()) {
                sender_ = Sender(client, grant_, file_.size(), now_);  // a request once more
            }
        }
    }

    void send_block() {
        const std::uint64_t block = sender_.next_blocks()->first;
        const auto header = tftp::data_header(static_cast<std::uint16_t>(block));
        carry(client,
              std::string(header.begin(), header.end()) + file_.substr((block - 1) * block_size, block_size));
        sender_.sent(1, now_);
        line_free_at_ = now_ + each;
        ++blocks_sent_;
    }

    const std::string& file_;
    double loss_;
    std::mt19937 random_;
    Collector sink_;
    tftp::Time now_{1h};
    tftp::Time line_free_at_;
    std::uint64_t blocks_sent_ = 0;
    std::multimap<tftp::Time, Flight> flights_;
    tftp::Receiver receiver_;
    Grant grant_;
    Sender sender_;
};

Outcome transfer(const std::string& file, std::size_t window, double loss, unsigned seed = 1) {
    return LossyTransfer(file, window, loss, seed).run();
}

TEST(TftpLossyWay, BringsTheFileWhole) {
    for (const std::size_t size : {0, 99, 100, 101, 40000, 40001}) {
        const std::string file = telling_bytes(size);
        for (const std::size_t window : {1, 2, 3, 16, 64, 1024}) {
            for (const double loss : {0.0, 0.01, 0.1, 0.3}) {
                SCOPED_TRACE(testing::Message() << size << " bytes, window " << window << ", loss " << loss);
                const auto outcome = transfer(file, window, loss, static_cast<unsigned>(size + window));
                EXPECT_TRUE(outcome.whole);
                EXPECT_TRUE(outcome.bytes == file);
            }
        }
    }
}

TEST(TftpLossyWay, TakesTheWrapOfBlockNumbers) {
    const std::string file = telling_bytes(block_size * 70000);
    for (const std::size_t window : {64, 1024}) {
        const auto outcome = transfer(file, window, 0.01);
        EXPECT_TRUE(outcome.whole);
        EXPECT_TRUE(outcome.bytes == file);
    }
}

TEST(TftpLossyWay, SendsNothingTwiceWhereNothingIsLost) {
    const std::string file = telling_bytes(block_size * 10000);
    for (const std::size_t window : {1, 16, 256}) EXPECT_EQ(transfer(file, window, 0).blocks_sent, 10001U);
}

TEST(TftpLossyWay, SendsLittleMoreThanWhatWasLost) {
    const std::string file = telling_bytes(block_size * 20000);
    for (unsigned seed = 1; seed <= 3; ++seed)
        EXPECT_LT(transfer(file, 256, 0.01, seed).blocks_sent, 20000U * 105 / 100) << "seed " << seed;
}

TEST(TftpLossyWay, LeavesAWindowAFourthOfTheLine) {
    const std::string file = telling_bytes(block_size * 20000);
    for (const std::size_t window : {64, 256, 1024})
        EXPECT_LT(transfer(file, window, 0.01).took, 20000 * each * 4) << "window " << window;
}

}  // namespace
}  // namespace poap::stub::test
