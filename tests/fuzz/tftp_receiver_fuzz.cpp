// Whole TFTP transfers: of an honest server over a way that loses, repeats and reorders as it likes, and of a
// server that sends anything.
#include <fuzzer/FuzzedDataProvider.h>

#include <deque>

#include "fuzz.hpp"
#include "support/collector.hpp"
#include "support/tftp_packets.hpp"
#include "support/tftp_simulation.hpp"
#include "transfer/tftp/receiver.hpp"

namespace poap::fuzz {

namespace {

using namespace tftp;
using std::chrono::milliseconds;

const Address kAsked = test::udp_address("192.0.2.1", 69);
const Address kPeer = test::udp_address("192.0.2.1", 4000);
const Address kOtherPort = test::udp_address("192.0.2.1", 4001);
const Address kOtherHost = test::udp_address("198.51.100.1", 4000);
constexpr Duration kPatience = std::chrono::seconds(10);
constexpr int kMostSteps = 20000;

/// Holds what comes against the rules of a sink.
class StrictSink : public BodySink {
  public:
    void begin(const Arrival& arrival) override {
        require(!begun_, "a transfer begins once");
        require(arrival.offset == 0, "a transfer over TFTP begins at the beginning");
        begun_ = true;
        announced_ = arrival.size;
    }
    void write(std::string_view piece) override {
        require(begun_, "nothing comes before the beginning");
        bytes += piece;
        require(!announced_ || bytes.size() <= *announced_, "no more comes than was announced");
    }

    bool is_whole() const { return begun_ && (!announced_ || bytes.size() == *announced_); }
    std::string bytes;

  private:
    bool begun_ = false;
    std::optional<std::uint64_t> announced_;
};

/// A receiver on a virtual clock, held against what is true at any time.
class Watched {
  public:
    explicit Watched(const Request& request)
        : receiver(kAsked, request, InWindowAck::Unknown, sink, now), outgoing(receiver.take_outgoing()) {}

    void take(const Address& from, std::string_view datagram) {
        const std::size_t before = sink.bytes.size();
        const bool was_ended = ended();
        receiver.take(from, datagram, now);
        collect();
        require(!was_ended || (sink.bytes.size() == before && outgoing.empty()),
                "nothing happens after the end");
        require(!ended() || receiver.ended()->how != Ended::How::Whole || sink.is_whole(),
                "a whole file is as long as announced");
        if (ended()) require(is_printable(receiver.ended()->reason), "the reason is printable");
    }
    void pass(Duration time) {
        now += time;
        receiver.tick(now);
        collect();
        require(ended() || receiver.wake_at() > now, "it sleeps between two ticks");
    }
    /// On to the next thing that it does by itself, if that is before `other`.
    void pass_until(Time other) {
        pass(std::max(Duration::zero(), std::min(other, receiver.wake_at()) - now));
    }

    bool ended() const { return receiver.ended().has_value(); }

    Time now{std::chrono::hours(1)};
    StrictSink sink;
    Receiver receiver;
    std::vector<Outgoing> outgoing;  ///< of the last that happened

  private:
    void collect() {
        outgoing = receiver.take_outgoing();
        require(outgoing.size() <= 2, "an answer is not a flood");
        for (const Outgoing& one : outgoing)
            require(parse_client_packet(one.bytes).has_value(), "what is sent is a packet");
    }
};

Request request_from(FuzzedDataProvider& provider) {
    Request request{"file"};
    constexpr OptionSet kSets[] = {OptionSet::All, OptionSet::WithoutWindow, OptionSet::None};
    constexpr Silence kSilences[] = {Silence::Repeat, Silence::TryFewer, Silence::CheckFewer};
    request.options = provider.PickValueInArray(kSets);
    request.silence = provider.PickValueInArray(kSilences);
    request.block_size = provider.ConsumeIntegralInRange<std::size_t>(kLeastBlock, 600);
    request.window = provider.ConsumeIntegralInRange<std::size_t>(1, 20);
    request.patience = kPatience;
    return request;
}

/// The way between the two, at the mercy of the input; once that is used up, a good one.
class Way {
  public:
    explicit Way(FuzzedDataProvider& provider) : provider_(provider) {}

    void carry(std::string bytes, bool to_server) { flights_.push_back({std::move(bytes), to_server}); }

    struct Flight {
        std::string bytes;
        bool to_server;
    };
    /// What arrives next, if anything does now.
    std::optional<Flight> arrival() {
        if (flights_.empty()) return std::nullopt;
        Flight flight = std::move(flights_.front());
        flights_.pop_front();
        switch (provider_.ConsumeIntegralInRange(0, 5)) {
            case 1:  // lost
                return std::nullopt;
            case 2:  // repeated
                flights_.push_front(flight);
                break;
            case 3:  // repeated, and late
                flights_.push_back(flight);
                break;
            case 4:  // late
                flights_.push_back(flight);
                return std::nullopt;
            default:
                break;
        }
        return flight;
    }
    bool is_empty() const { return flights_.empty(); }

  private:
    FuzzedDataProvider& provider_;
    std::deque<Flight> flights_;
};

void transfer_honestly(FuzzedDataProvider& provider) {
    const std::string file = test::telling_bytes(provider.ConsumeIntegralInRange<std::size_t>(0, 6000));
    const test::TftpHabits habits{provider.ConsumeBool(), provider.ConsumeIntegralInRange<std::size_t>(1, 20),
                                  provider.ConsumeBool() ? InWindowAck::GoesBack : InWindowAck::MovesOn,
                                  static_cast<std::uint16_t>(provider.ConsumeBool() ? 1 : 0)};
    Watched client(request_from(provider));
    test::SimulatedTftpServer server(file, habits);
    Way way(provider);
    const auto send = [&] {
        for (const Outgoing& one : std::exchange(client.outgoing, {}))
            if (one.to.port() != kOtherPort.port()) way.carry(one.bytes, true);
    };
    send();
    for (int step = 0; !client.ended(); ++step) {
        require(step < kMostSteps, "a transfer ends");
        if (const auto flight = way.arrival()) {
            if (flight->to_server) server.take(flight->bytes, client.now);
            if (!flight->to_server) client.take(kPeer, flight->bytes);
        } else if (way.is_empty()) {
            client.pass_until(server.wake_at());
        }
        send();
        if (server.wake_at() <= client.now) way.carry(server.wake(client.now), false);
        if (provider.remaining_bytes() > 0 && provider.ConsumeIntegralInRange(0, 15) == 1) {
            client.pass(milliseconds(provider.ConsumeIntegralInRange(0, 3000)));
            send();
        }
        require(file.starts_with(client.sink.bytes), "what came is the beginning of the file");
    }
    const auto how = client.receiver.ended()->how;
    require(how != Ended::How::Whole || client.sink.bytes == file, "a whole file is what the server has");
}

std::string hostile_packet(FuzzedDataProvider& provider) {
    const auto some = [&](std::size_t most) { return provider.ConsumeRandomLengthString(most); };
    switch (provider.ConsumeIntegralInRange(0, 4)) {
        case 0:
            return test::data_packet(
                provider.ConsumeIntegralInRange<std::uint16_t>(0, 40),
                test::telling_bytes(provider.ConsumeIntegralInRange<std::size_t>(0, 601)));
        case 1:
            return test::data_packet(provider.ConsumeIntegral<std::uint16_t>(), some(700));
        case 2: {
            std::vector<std::pair<std::string, std::string>> options;
            constexpr const char* kNames[] = {"blksize", "windowsize", "tsize",
                                              "timeout", "blksize",    "rollover"};
            for (const char* name : kNames) {
                if (!provider.ConsumeBool()) continue;
                const bool likely = provider.ConsumeBool();
                options.emplace_back(
                    name, likely ? std::to_string(provider.ConsumeIntegralInRange(0, 700)) : some(30));
            }
            return test::option_ack_packet(options);
        }
        case 3:
            return test::error_packet(provider.ConsumeIntegral<std::uint16_t>(), some(300));
        default:
            return some(1000);
    }
}

void transfer_from_anyone(FuzzedDataProvider& provider) {
    Watched client(request_from(provider));
    while (provider.remaining_bytes() > 0 && !client.ended()) {
        const Address* const senders[] = {&kPeer, &kPeer, &kPeer, &kOtherPort, &kOtherHost};
        client.take(*provider.PickValueInArray(senders), hostile_packet(provider));
        if (provider.ConsumeBool()) client.pass(milliseconds(provider.ConsumeIntegralInRange(0, 3000)));
    }
    client.take(kPeer, test::data_packet(1, "behind the end"));
    for (int step = 0; !client.ended(); ++step) {
        require(step < kMostSteps, "a transfer of which nothing comes ends");
        client.pass_until(Time::max());
    }
}

}  // namespace

void run(std::string_view input) {
    FuzzedDataProvider provider(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    if (provider.ConsumeBool()) {
        transfer_honestly(provider);
    } else {
        transfer_from_anyone(provider);
    }
}

}  // namespace poap::fuzz
