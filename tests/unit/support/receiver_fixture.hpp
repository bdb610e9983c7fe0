#pragma once

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <vector>

#include "support/collector.hpp"
#include "support/tftp_packets.hpp"
#include "transfer/tftp/receiver.hpp"

namespace poap::tftp {

using std::chrono::hours, std::chrono::milliseconds, std::chrono::seconds, test::data_packet,
    test::option_ack_packet, test::udp_address;

using Words = std::vector<std::string>;

inline constexpr std::size_t kBlock = 8;
inline constexpr char kWhole[] = "eight...";  // a block that is full

inline std::string block(int number, std::string_view bytes) {
    return data_packet(static_cast<std::uint16_t>(number), bytes);
}

/// A receiver that asks 192.0.2.1, on a clock of its own.
struct ReceiverTest : testing::Test {
    const Address port69 = udp_address("192.0.2.1", 69);
    const Address server = udp_address("192.0.2.1", 4000);
    Time now{hours(1)};
    test::Collector sink;
    std::optional<Receiver> receiver;

    static Request request(std::size_t window = 1) {
        return {"f", OptionSet::All, kBlock, window, seconds(10)};
    }

    /// What it sends first.
    Words start(const Request& request, InWindowAck in_window_ack = InWindowAck::GoesBack) {
        sink = {};
        receiver.emplace(port69, request, in_window_ack, sink, now);
        return sent();
    }

    Words sent() {
        Words words;
        for (const auto& datagram : receiver->take_outgoing())
            words.push_back(test::in_words(datagram.bytes));
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
        EXPECT_THAT(take(option_ack_packet(options)), testing::ElementsAre("ACK 0"));
    }

    void expect_ended(Ended::How how, const std::string& reason) const {
        ASSERT_TRUE(receiver->ended());
        EXPECT_EQ(receiver->ended()->how, how) << receiver->ended()->reason;
        EXPECT_THAT(receiver->ended()->reason, testing::HasSubstr(reason));
    }
};

}  // namespace poap::tftp
