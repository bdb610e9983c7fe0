#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

#include "support/tftp_packets.hpp"
#include "tftp/sender.hpp"

namespace poap::stub::test {

using namespace std::chrono_literals;
using poap::test::in_words, poap::test::udp_address;

inline const tftp::Address client = udp_address("192.0.2.7", 3000);
inline constexpr tftp::Duration round_trip = 1ms;
inline constexpr tftp::Duration usual_wait = 10ms;  // the least there is

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

}  // namespace poap::stub::test
