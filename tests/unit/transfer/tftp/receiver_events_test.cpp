// Transfers event by event: what the receiver sends, and what it brings.

#include <charconv>
#include <sstream>

#include "support/receiver_fixture.hpp"

namespace poap::tftp {
namespace {

using How = Ended::How;

/// How a transfer begins.
struct Begin {
    std::size_t window = 4;
    std::optional<int> size;  ///< announced
    InWindowAck in_window_ack = InWindowAck::GoesBack;
    std::optional<Silence> asked = std::nullopt;  ///< nothing is granted yet; what to do meanwhile
};

Begin granted(std::size_t window, std::optional<int> size = {},
              InWindowAck in_window_ack = InWindowAck::GoesBack) {
    return {window, size, in_window_ack};
}
Begin asked(Silence silence) {
    return {4, {}, InWindowAck::GoesBack, silence};
}

struct Transfer {
    const char* name;
    Begin begin;
    /// What arrives: `3` a full block 3 of 8 bytes, `3:end` one of these bytes, `OACK` options, `OACK4` with
    /// a window of 4, `OACK!` malformed ones, `ERR` an error, all also from another `port~` or `host~`;
    /// `9ms`: nothing for so long. And what is sent then: `>3` an acknowledgement, `>E4` an error, `>all`,
    /// `>fewer` or `>none` a request with these options.
    std::string events;
    std::string bytes;
    std::optional<How> end = std::nullopt;
    std::string reason = {};
    OptionSet options = OptionSet::All;  ///< of the request that was answered, or of the last one
};

std::string full(int blocks) {
    std::string bytes;
    for (int i = 0; i < blocks; ++i) bytes += kWhole;
    return bytes;
}

const std::string kOtherAnswered =
    "192.0.2.2 answered for 192.0.2.1: packets from another address are refused (no answer for 12 s)";
constexpr auto kMovesOn = InWindowAck::MovesOn;
const std::string kTooLarge = "a block larger than the agreed 8 bytes";

const Transfer kTransfers[] = {
    {"lockstep", granted(1, 13), "1 >1 2:five. >2", "eight...five.", How::Whole},
    {"full blocks, then an empty one", granted(1, 16), "1 >1 2 >2 3: >3", full(2), How::Whole},
    {"an empty file", granted(1, 0), "1: >1", "", How::Whole},
    {"nothing after the end", granted(1, 3), "1:end >1 1:end OACK", "end", How::Whole},
    {"a duplicate, and a block that the server repeats", granted(1), "1 >1 1 8ms 1 >1", full(1)},
    {"repeated options", granted(1), "OACK 8ms OACK >0 1 >1 OACK OACK!", full(1)},
    {"silence, after which it waits twice as long each time", granted(1),
     "1 >1 9ms 1ms >1 19ms 1ms >1 39ms 1ms >1 79ms 1ms >1 2:end >2", full(1) + "end", How::Whole},
    {"a window in any order", granted(4, 27), "3:block-3. 1:block-1. 4:end 2:block-2. >4",
     "block-1.block-2.block-3.end", How::Whole},
    {"one acknowledgement a window", granted(4), "1 2 3 4 >4 5 6 7 8 >8", full(8)},
    {"a hole, reported at the window's end", granted(8), "1 2 4 5 6 7 8 >2 3 9 10 >10", full(10)},
    {"a block that was overtaken", granted(8), "1 2 3 4 5 6 8 7 >8", full(8)},
    {"a block that does not come within a moment", granted(8), "1 2 3 4 5 6 8 9ms >6", full(6)},
    {"a hole, reported twice to a server that moves on", granted(16, {}, kMovesOn), "1 3 4 5 >1 >1 6 2 >6",
     full(6)},
    {"acknowledgements before the window is spent", granted(16, {}, kMovesOn),
     "1 2 3 4 >4 5 6 7 8 >8 9 10 11 12 >12 13 14 15 16 >16", full(16)},
    {"a block outside the window", granted(4, 11), "5:outside. 1 2:end >2", full(1) + "end", How::Whole},
    {"a block outside the window and the file", granted(4, 24), "1000", ""},
    {"a short block before the end", granted(1, 24), "1 >1 2:cut >E0", full(1) + "cut", How::CutShort,
     "cut short: 11 of 24 bytes received"},
    {"more than was announced", granted(1, 12), "1 >1 2 >E0", full(1), How::TooLong,
     "received more than the 12 bytes announced"},
    {"more than was announced, after a hole", granted(4, 24), "2 4 >E0", "", How::TooLong,
     "received more than the 24 bytes announced"},
    {"a short block before another", granted(4), "3 2:short >E4", "", How::Broken,
     "ended the file, but sent later blocks too"},
    {"another after a short block", granted(4), "2:short 3 >E4", "", How::Broken,
     "ended the file, but sent later blocks too"},
    {"a block that is too long", granted(1), "1:nine..... >E4", "", How::Unusable, kTooLarge},
    {"a block that is too long later", granted(1), "1 >1 2:nine..... >E4", full(1), How::Broken, kTooLarge},
    // Strangers
    {"another port", granted(1, 11), "port~1 >E5@port port~ERR 1 >1 2:end >2", full(1) + "end", How::Whole},
    {"another host", granted(1, 11), "host~1 >E5@host host~ERR 1 >1 2:end >2", full(1) + "end", How::Whole},
    {"another host, and a block of an earlier transfer", asked(Silence::Repeat),
     "host~1 >E5@host host~ERR port~7 OACK >0 1 >1 2:end >2", full(1) + "end", How::Whole},
    {"data of another host alone", asked(Silence::CheckFewer), "host~1 >E5@host 12000ms >all >all >all", "",
     How::NoAnswer, kOtherAnswered},
    {"options of another host alone", asked(Silence::CheckFewer), "host~OACK >E5@host 12000ms >all >all >all",
     "", How::NoAnswer, kOtherAnswered},
    {"an error of another host alone", asked(Silence::CheckFewer), "host~ERR 12000ms >all >all >all", "",
     How::NoAnswer, kOtherAnswered},
    {"another host's block that answers no request", asked(Silence::CheckFewer),
     "host~7 >E5@host host~0 >E5@host 12000ms >all >all >fewer >fewer >fewer >none >none >none", "",
     How::NoAnswer, "no answer for 12 s", OptionSet::None},
    {"another host's answer before the server's", asked(Silence::Repeat),
     "host~1 >E5@host OACK >0 host~1 >E5@host 5ms", ""},
    // Silence
    {"the same request", asked(Silence::Repeat), "999ms 1ms >all 2000ms >all 4000ms >all 5000ms", "",
     How::NoAnswer, "no answer for 12 s"},
    {"requests with fewer options", asked(Silence::TryFewer),
     "1000ms >all 2000ms >all 1000ms >fewer 1000ms >fewer 2000ms >fewer 1000ms >none 1000ms >none 2000ms "
     ">none "
     "1000ms",
     "", How::NoAnswer, "no answer for 12 s", OptionSet::None},
    {"an answer to fewer options",
     asked(Silence::TryFewer),
     "4000ms >all >all >fewer OACK >0 1 >1",
     full(1),
     {},
     "",
     OptionSet::WithoutWindow},
    {"an answer to fewer options, which is checked", asked(Silence::CheckFewer),
     "4000ms >all >all >fewer OACK >E0", "", How::LateAnswer, "", OptionSet::WithoutWindow},
    {"a late answer to the first request", asked(Silence::CheckFewer),
     "4000ms >all >all >fewer OACK4 >0 1 2 3 4 >4", full(4)},
    {"a late error", asked(Silence::CheckFewer), "4000ms >all >all >fewer ERR", "", How::Refused,
     "no (error 1)", OptionSet::WithoutWindow},
};

struct ReceiverEvents : ReceiverTest {
    /// Lets one thing happen. What is sent.
    std::string happen(std::string event) {
        int number = 0;
        std::from_chars(event.data(), event.data() + event.size(), number);
        if (event.ends_with("ms")) return wait(milliseconds(number));
        Address from = server;
        if (event.starts_with("port~")) from = server.with_port(4001);
        if (event.starts_with("host~")) from = udp_address("192.0.2.2", 4000);
        event.erase(0, event.find('~') + 1);
        now += milliseconds(1);
        receiver->take(from, datagram(event), now);
        return words();
    }
    static std::string datagram(const std::string& event) {
        if (event == "OACK") return option_ack_packet({{"blksize", "8"}});
        if (event == "OACK4") return option_ack_packet({{"blksize", "8"}, {"windowsize", "4"}});
        if (event == "OACK!") return option_ack_packet({}) + "junk";
        if (event == "ERR") return test::error_packet(1, "no");
        const auto colon = event.find(':');
        return block(std::stoi(event), colon == std::string::npos ? kWhole : event.substr(colon + 1));
    }
    std::string wait(milliseconds time) {
        const Time end = now + time;
        std::string all;
        while (!receiver->ended() && receiver->wake_at() <= end) {
            now = receiver->wake_at();
            receiver->tick(now);
            all += words();
        }
        now = end;
        return all;
    }
    std::string words() {
        std::string all;
        for (const auto& [to, bytes] : receiver->take_outgoing()) {
            const std::string sent = test::in_words(bytes);
            if (sent.starts_with("RRQ")) {
                all += sent.ends_with("octet")             ? " >none"
                       : sent.find("timeout") == sent.npos ? " >fewer"
                                                           : " >all";
            } else {
                all += sent.starts_with("ACK ") ? " >" + sent.substr(4) : " >E" + sent.substr(6, 1);
            }
            if (!to.same_host(server)) all += "@host";
            if (to == server.with_port(4001)) all += "@port";
        }
        return all;
    }
};

TEST_F(ReceiverEvents, AreAnsweredAsTheTableSays) {
    for (const Transfer& row : kTransfers) {
        SCOPED_TRACE(row.name);
        if (row.begin.asked) {
            Request patient = request(row.begin.window);
            patient.patience = seconds(12);
            patient.silence = *row.begin.asked;
            start(patient);
        } else {
            grant(row.begin.window, row.begin.size, row.begin.in_window_ack);
        }
        std::istringstream events(row.events);
        std::string happened;
        for (std::string event; events >> event;) {
            if (!event.starts_with('>')) happened += " " + event + happen(event);
        }
        EXPECT_EQ(happened, " " + row.events);
        EXPECT_EQ(sink.bytes, row.bytes);
        EXPECT_LE(sink.begins, 1);
        EXPECT_EQ(receiver->options(), row.options);
        EXPECT_EQ(receiver->ended().has_value(), row.end.has_value());
        if (row.end) expect_ended(*row.end, row.reason);
    }
}

}  // namespace
}  // namespace poap::tftp
