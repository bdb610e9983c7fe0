#include "support/tftp_simulation.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "support/tftp_packets.hpp"

namespace poap::test {

namespace {

using tftp::Duration, tftp::Time;

constexpr Duration kServerRepeats = std::chrono::seconds(1);
constexpr Time kNever = Time::max();
constexpr std::size_t kHeaders = 42;  // of Ethernet, IP and UDP

/// A datagram on its way.
struct Flight {
    Time arrives;
    std::uint64_t nth;
    bool to_server;
    std::string bytes;

    bool operator<(const Flight& other) const {  // for std::priority_queue: the first to arrive on top
        return std::pair(arrives, nth) > std::pair(other.arrives, other.nth);
    }
};

class Way {
  public:
    Way(const TftpWay& way, unsigned seed) : way_(way), random_(seed) {
        if (way_.policer) tokens_ = way_.policer->burst;
    }

    void carry(const std::string& bytes, bool to_server, Time now) {
        if (chance(way_.loss)) return;
        const auto wait = to_server ? Duration{} : wait_for_tokens(bytes.size(), now);
        if (!wait) return;
        flights_.push({now + *wait + delay(), ++count_, to_server, bytes});
        if (chance(way_.duplication)) flights_.push({now + *wait + delay(), ++count_, to_server, bytes});
    }
    /// What is on its way goes nowhere: its socket is gone.
    void clear() { flights_ = {}; }
    Time next() const { return flights_.empty() ? kNever : flights_.top().arrives; }
    Flight take() {
        Flight flight = flights_.top();
        flights_.pop();
        return flight;
    }

  private:
    double chance() { return way_.chance ? way_.chance() : std::uniform_real_distribution<>(0, 1)(random_); }
    bool chance(double probability) { return chance() < probability; }
    Duration delay() {
        if (!chance(way_.reordering)) return way_.delay;
        return way_.delay + (1 + static_cast<int>(chance() * 20)) * way_.each;
    }

    /// How long a policed datagram waits; nothing where it is dropped. Those that wait are owed for: tokens
    /// below zero.
    std::optional<Duration> wait_for_tokens(std::size_t bytes, Time now) {
        if (!way_.policer) return Duration{};
        const auto& [rate, burst, queue] = *way_.policer;
        const double since = std::chrono::duration<double>(now - filled_at_).count();
        tokens_ = std::min(burst, tokens_ + since * rate);
        filled_at_ = now;
        const double left = tokens_ - static_cast<double>(bytes + kHeaders);
        if (left < -queue) return std::nullopt;
        tokens_ = left;
        return std::chrono::duration_cast<Duration>(
            std::chrono::duration<double>(std::max(0.0, -tokens_) / rate));
    }

    TftpWay way_;
    double tokens_ = 0;
    Time filled_at_;
    std::mt19937 random_;
    std::uint64_t count_ = 0;
    std::priority_queue<Flight> flights_;
};

}  // namespace

void SimulatedTftpServer::take(std::string_view datagram, Time now) {
    const tftp::ClientPacket packet = tftp::parse_client_packet(datagram).value();
    if (const auto* request = std::get_if<tftp::ReadRequest>(&packet)) {
        if (!asked_) take_request(*request);
    } else if (const auto* ack = std::get_if<tftp::Ack>(&packet)) {
        take_acknowledgement(ack->number);
    } else {
        ended_ = true;
    }
    repeat_at_ = now + kServerRepeats;
}

void SimulatedTftpServer::take_request(const tftp::ReadRequest& request) {
    asked_ = true;
    if (!habits_.takes_options || request.options.empty()) return;
    tftp::Options granted;
    for (auto [name, value] : request.options) {
        if (name == "tsize") value = std::to_string(file_.size());
        if (name == "blksize") block_size_ = std::stoul(value);
        if (name == "windowsize") {
            window_ = std::min(std::stoul(value), habits_.most_window);
            value = std::to_string(window_);
        }
        const bool is_left_out = name == "timeout" || (name == "windowsize" && window_ == 1);
        if (!is_left_out) granted.emplace_back(name, value);
    }
    grant_ = option_ack_packet(granted);
    grant_is_due_ = true;
}

std::uint16_t SimulatedTftpServer::number_of(std::uint64_t block) const {
    if (habits_.after_65535 == 0 || block == 0) return static_cast<std::uint16_t>(block);
    return static_cast<std::uint16_t>((block - 1) % 65535 + 1);
}

std::optional<std::uint64_t> SimulatedTftpServer::block_acknowledged(std::uint16_t number) const {
    for (std::uint64_t block = acknowledged_; block < next_; ++block) {
        if (number_of(block) == number) return block;
    }
    return std::nullopt;
}

void SimulatedTftpServer::take_acknowledgement(std::uint16_t number) {
    if (!grant_.empty()) {
        if (number == 0) grant_.clear();
        return;
    }
    const auto block = block_acknowledged(number);
    if (!block) return;
    const bool again = *block == acknowledged_;
    acknowledged_ = *block;
    if (window_ == 1) return;  // what is repeated at once is sent twice from then on
    if (habits_.in_window_ack == tftp::InWindowAck::GoesBack) next_ = acknowledged_ + 1;
    if (habits_.in_window_ack == tftp::InWindowAck::MovesOn && again && next_ > acknowledged_ + 1)
        missing_ = acknowledged_ + 1;
}

Time SimulatedTftpServer::wake_at() const {
    if (!asked_ || ended_ || acknowledged_ == blocks_of_file()) return kNever;
    const bool has_something = grant_.empty() ? missing_ || may_send() : grant_is_due_;
    return has_something ? free_at_ : std::max(free_at_, repeat_at_);
}

std::string SimulatedTftpServer::wake(Time now) {
    repeat_at_ = now + kServerRepeats;
    if (!grant_.empty()) {
        grant_is_due_ = false;
        return grant_;
    }
    if (!missing_ && !may_send()) next_ = acknowledged_ + 1;
    const std::uint64_t block = missing_ ? *std::exchange(missing_, std::nullopt) : next_++;
    ++blocks_sent_;
    free_at_ = now + each_;
    return data_packet(number_of(block), file_.substr((block - 1) * block_size_, block_size_));
}

namespace {

/// Runs a transfer to its end. Whether it ended only to be asked for again with another window.
bool run(tftp::Receiver& receiver, TftpSendingSide& server, Way& network, tftp::WindowSearch* windows,
         Time& now) {
    const Time latest = now + std::chrono::hours(10);
    const Address own = udp_address("192.0.2.1", 4000);
    while (!receiver.ended()) {
        for (const auto& datagram : receiver.take_outgoing()) network.carry(datagram.bytes, true, now);
        now = std::max(now, std::min({network.next(), receiver.wake_at(), server.wake_at()}));
        if (now > latest) throw std::logic_error("the transfer does not end");
        if (network.next() <= now) {
            const Flight flight = network.take();
            if (flight.to_server) {
                server.take(flight.bytes, now);
            } else {
                receiver.take(own, flight.bytes, now);
            }
        }
        if (server.wake_at() <= now) {
            const std::string sent = server.wake(now);
            if (!sent.empty()) network.carry(sent, false, now);
        }
        receiver.tick(now);
        if (windows != nullptr && !receiver.ended() && windows->moved(receiver.pace(), now)) return true;
    }
    return false;
}

}  // namespace

SimulatedTransfer simulate_tftp(const MakeTftpSendingSide& make_server, tftp::Request request,
                                const TftpWay& way, unsigned seed, tftp::InWindowAck known,
                                tftp::WindowSearch* windows) {
    const Time begun{std::chrono::hours(1)};
    const Address asked = udp_address("192.0.2.1", 69);
    Time now = begun;
    Way network(way, seed);
    while (true) {
        if (windows != nullptr) request.window = windows->window();
        Collector sink;
        tftp::Receiver receiver(asked, request, known, sink, now);
        const auto server = make_server();
        const bool again = run(receiver, *server, network, windows, now);
        known = receiver.in_window_ack();
        network.clear();
        if (again) continue;
        return {*receiver.ended(),       known, std::move(sink.bytes), now - begun, server->blocks_sent(),
                server->blocks_of_file()};
    }
}

SimulatedTransfer simulate_tftp(std::string_view file, const tftp::Request& request, const TftpHabits& habits,
                                const TftpWay& way, unsigned seed, tftp::InWindowAck known,
                                tftp::WindowSearch* windows) {
    const auto make_server = [&] { return std::make_unique<SimulatedTftpServer>(file, habits); };
    return simulate_tftp(make_server, request, way, seed, known, windows);
}

}  // namespace poap::test
