// Whole TFTP transfers: from an honest server over a link that loses, repeats and reorders as the input says,
// and from a server that sends anything.
#include <fuzzer/FuzzedDataProvider.h>

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

/// Checks what comes against the rules of a sink.
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

/// A receiver on a virtual clock, checked against what is true at any time.
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

/// The input decides what is lost, repeated and late; once it is used up, nothing is.
void transfer_honestly(FuzzedDataProvider& provider) {
    const std::string file = test::telling_bytes(provider.ConsumeIntegralInRange<std::size_t>(0, 6000));
    const test::TftpHabits habits{provider.ConsumeBool(), provider.ConsumeIntegralInRange<std::size_t>(1, 20),
                                  provider.ConsumeBool() ? InWindowAck::GoesBack : InWindowAck::MovesOn,
                                  static_cast<std::uint16_t>(provider.ConsumeBool() ? 1 : 0)};
    const Request request = request_from(provider);
    test::TftpWay way{0.2, 0.2, 0.3};
    way.chance = [&] { return 1 - provider.ConsumeProbability<double>(); };
    const auto transfer = test::simulate_tftp(file, request, habits, way, 1);
    require(file.starts_with(transfer.bytes), "what came is the beginning of the file");
    require(transfer.ended.how != Ended::How::Whole || transfer.bytes == file,
            "a whole file is what the server has");
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
    client.take(kPeer, test::data_packet(1, "after the end"));
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
