// Networks between a TFTP server and the switch that are bad.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tftp_cases.hpp"

namespace poap::rig {
namespace {

using test::option_ack_packet;

template <typename In>
Script in(In in) {
    return [in] { return TftpScript{.in = in}; };
}

std::string raw(std::initializer_list<int> bytes) {
    std::string packet;
    for (const int byte : bytes) packet += static_cast<char>(byte);
    return packet;
}

/// Ways that lose, double and swap packets, and packets that are not of the transfer.
Cases bad_ways() {
    const auto swapped = [] {
        // Of each two the second is sent first; a last one without a second is sent when it is repeated.
        return TftpScript{.out = [kept = std::string()](const std::string& packet, std::size_t sent) mutable {
            if (sent % 2 == 1 || packet == kept) return Packets{{packet}, {std::exchange(kept, packet)}};
            kept = packet;
            return Packets{};
        }};
    };
    const std::string wrong = data_packet(1, "wrong");
    const std::string not_found = error_packet(1, "no");
    const std::string options = option_ack_packet({{"tsize", "0"}, {"blksize", "8"}});
    const Packets strange = {{raw({0, 0, 0, 1, 'x'})},
                             {raw({0, 7, 0, 1, 'x'})},
                             {raw({255, 255, 0, 1, 'x'})},
                             {raw({3, 0, 1, 0, 'x'})},
                             {tftp::read_request("/etc/passwd", {})},
                             {raw({0, 2, 'x', 0, 'o', 'c', 't', 'e', 't', 0})},
                             {tftp::acknowledgement(1)},
                             {""},
                             {raw({0})},
                             {raw({0, 3})},
                             {raw({0, 3, 0})}};
    const std::vector<std::pair<std::string, Script>> ways = {
        {"RequestLost", [] { return TftpScript{.requests_lost = 1}; }},
        {"FirstPacketLost", replacing(0, {})},
        {"SecondPacketLost", replacing(1, {})},
        {"SixthPacketLost", replacing(5, {})},
        {"EachSeventhPacketLost", out([](const std::string& packet, std::size_t sent) {
             return sent % 7 == 3 ? Packets{} : Packets{{packet}};
         })},
        {"EachPacketTwice", each([](const std::string& packet) {
             return Packets{{packet}, {packet}};
         })},
        {"PacketsSwapped", swapped},
        {"FirstAcknowledgementLost", in([](const std::string&, std::size_t got) { return got != 1; })},
        {"EachSecondAcknowledgementLost",
         in([](const std::string&, std::size_t got) { return got % 2 == 0; })},
        {"OptionsGrantedAgainInTheMiddle", each([options](const std::string& packet) {
             return is_data(packet) ? Packets{{packet}, {options}} : Packets{{packet}};
         })},
        {"DataOfAnotherPort", with_after_each({wrong, From::OtherPort})},
        {"DataOfAnotherHost", with_before_each({{wrong, From::OtherHost}})},
        {"ErrorOfAnotherPort", with_after_each({not_found, From::OtherPort})},
        {"ErrorOfAnotherHost", with_before_each({{not_found, From::OtherHost}})},
        {"OptionsOfAnotherHost",
         with_before_each({{option_ack_packet({{"blksize", "8"}}), From::OtherHost}})},
        {"DataOfBlock0", with_before_each({{data_packet(0, "wrong")}})},
        {"PacketsThatAreNotOfATransfer", with_before_each(strange)},
    };
    Cases rows;
    for (const Kind& kind : kKinds) {
        // So small that a configuration, too, is many packets.
        const std::string block_size = kind.name == "Config" ? "8" : "1000";
        for (const auto& [name, script] : ways) {
            // A window of seven blocks that is sent again and again loses the same one each time.
            if (kind.name == "Config" && name == "EachSeventhPacketLost") continue;
            rows.push_back(over_tftp(name, kind, script, recovers(), {"--tftp-blksize", block_size}));
        }
    }
    return rows;
}

CASES(TftpWay, bad_ways());

TEST(TftpStray, IsAnsweredWithAnError) {
    const auto tftp = run_by(with_after_each({data_packet(1, "wrong"), From::OtherPort}));
    EXPECT_THAT(tftp->errors_sent_to_others(),
                testing::Contains(static_cast<int>(tftp::ErrorCode::UnknownTransferId)));
}

}  // namespace
}  // namespace poap::rig
