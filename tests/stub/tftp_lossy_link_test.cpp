// The agent's receiving side against the server's sending side, over a link that loses, on a virtual clock.

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "support/tftp_packets.hpp"
#include "support/tftp_simulation.hpp"
#include "tftp/option_grant.hpp"
#include "tftp/sender.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using poap::test::SimulatedTransfer, poap::test::telling_bytes, poap::test::udp_address;

constexpr std::size_t block_size = 100;
constexpr tftp::Duration each = 12us;  // 1500 bytes at 1 Gbit/s

/// The stub's sender, from the request on.
class SendingSide : public poap::test::TftpSendingSide {
  public:
    explicit SendingSide(const std::string& file) : file_(file) {}

    void take(std::string_view datagram, tftp::Time now) override {
        if (const auto packet = tftp::parse_client_packet(datagram);
            packet && std::holds_alternative<tftp::ReadRequest>(*packet)) {
            if (sender_ && sender_->heard()) return;
            const auto& request = std::get<tftp::ReadRequest>(*packet);
            sender_.emplace(client_, grant(request.options, file_.size()), file_.size(), now);
        } else if (sender_) {
            sender_->take(client_, datagram, now);
        }
        if (sender_) collect();
    }
    tftp::Time wake_at() const override {
        if (!words_.empty()) return {};
        if (!sender_ || sender_->ended()) return tftp::Time::max();
        return sender_->next_blocks() ? line_free_at_ : sender_->wake_at();
    }
    std::string wake(tftp::Time now) override {
        sender_->tick(now);
        collect();
        if (!words_.empty()) {
            const std::string word = words_.front();
            words_.pop_front();
            return word;
        }
        if (sender_->ended() || !sender_->next_blocks()) return {};
        const std::uint64_t block = sender_->next_blocks()->first;
        const auto header = tftp::data_header(static_cast<std::uint16_t>(block));
        sender_->sent(1, now);
        line_free_at_ = now + each;
        ++blocks_sent_;
        return std::string(header.begin(), header.end()) + file_.substr((block - 1) * block_size, block_size);
    }
    std::uint64_t blocks_sent() const override { return blocks_sent_; }
    std::uint64_t blocks_of_file() const override { return file_.size() / block_size + 1; }

  private:
    void collect() {
        for (const Word& word : sender_->take_words()) words_.push_back(word.bytes);
    }

    const std::string& file_;
    const Address client_ = udp_address("192.0.2.7", 3000);
    std::optional<Sender> sender_;
    std::deque<std::string> words_;
    tftp::Time line_free_at_;
    std::uint64_t blocks_sent_ = 0;
};

SimulatedTransfer transfer(const std::string& file, std::size_t window, double loss, unsigned seed = 1) {
    return poap::test::simulate_tftp([&] { return std::make_unique<SendingSide>(file); },
                                     {"file", tftp::OptionSet::All, block_size, window, 60s}, {.loss = loss},
                                     seed, tftp::InWindowAck::MovesOn);
}

void expect_whole(const SimulatedTransfer& transfer, const std::string& file) {
    EXPECT_EQ(transfer.ended.how, tftp::Ended::How::Whole) << transfer.ended.reason;
    EXPECT_TRUE(transfer.bytes == file);
}

TEST(TftpLossyLink, BringsTheFileWhole) {
    for (const std::size_t size : {0, 99, 100, 101, 40000, 40001}) {
        const std::string file = telling_bytes(size);
        for (const std::size_t window : {1, 2, 3, 16, 64, 1024}) {
            for (const double loss : {0.0, 0.01, 0.1, 0.3}) {
                SCOPED_TRACE(testing::Message() << size << " bytes, window " << window << ", loss " << loss);
                expect_whole(transfer(file, window, loss, static_cast<unsigned>(size + window)), file);
            }
        }
    }
    const std::string past_the_wrap = telling_bytes(block_size * 70000);
    for (const std::size_t window : {64, 1024})
        expect_whole(transfer(past_the_wrap, window, 0.01), past_the_wrap);
}

TEST(TftpLossyLink, CostsLittleMoreThanWhatWasLost) {
    constexpr std::uint64_t blocks = 20000;
    const std::string file = telling_bytes(block_size * blocks);
    for (const std::size_t window : {1, 16, 256})
        EXPECT_EQ(transfer(file, window, 0).blocks_sent, blocks + 1);
    for (unsigned seed = 1; seed <= 3; ++seed)
        EXPECT_LT(transfer(file, 256, 0.01, seed).blocks_sent, blocks * 105 / 100) << "seed " << seed;
    for (const std::size_t window : {64, 256, 1024})
        EXPECT_LT(transfer(file, window, 0.01).took, blocks * each * 4)
            << "a fourth of the rate, window " << window;
}

}  // namespace
}  // namespace poap::stub::test
