#include "rig/fake_tftp.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>

#include "base/text.hpp"

namespace poap::rig {

namespace {

constexpr std::uint64_t kLastNumber = 65535;
constexpr int kRepeatAfterMs = 100;

Descriptor udp_socket(const char* host) {
    Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, host, &address.sin_addr);
    if (bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::system_error(errno, std::generic_category(), "bind");
    }
    return socket;
}

std::optional<std::string> received(const Descriptor& socket, int flags, sockaddr_in* from = nullptr) {
    std::array<char, 2048> bytes{};
    socklen_t size = sizeof *from;
    const ssize_t got = recvfrom(socket.get(), bytes.data(), bytes.size(), flags,
                                 reinterpret_cast<sockaddr*>(from), from == nullptr ? nullptr : &size);
    if (got < 0) return std::nullopt;
    return std::string(bytes.data(), static_cast<std::size_t>(got));
}

tftp::Options granted(const tftp::ReadRequest& asked, const TftpScript& script, std::size_t file_size) {
    tftp::Options options;
    for (auto [name, value] : asked.options) {
        if (name == "tsize") value = std::to_string(file_size);
        if (name == "windowsize") value = std::to_string(std::min(std::stoul(value), script.largest_window));
        options.emplace_back(name, value);
    }
    return script.grants ? script.grants(options) : options;
}

/// From a port of its own, as a server's transfer does.
void send_once(const std::string& packet, const sockaddr_in& client) {
    const Descriptor socket = udp_socket("127.0.0.1");
    sendto(socket.get(), packet.data(), packet.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&client), sizeof client);
}

std::size_t option_or(const tftp::Options& options, const std::string& wanted, std::size_t otherwise) {
    for (const auto& [name, value] : options) {
        if (name == wanted) return tftp::parse_number(value).value_or(otherwise);
    }
    return otherwise;
}

}  // namespace

/// One file on its way to one client.
class FakeTftp::Transfer {
  public:
    Transfer(FakeTftp& server, const std::string& file, const tftp::Options& options,
             const sockaddr_in& client)
        : server_(server),
          file_(file),
          options_(options),
          block_size_(std::max<std::size_t>(option_or(options, "blksize", tftp::kPlainBlock), 1)),
          window_(std::max<std::size_t>(option_or(options, "windowsize", 1), 1)),
          client_(client),
          socket_(udp_socket("127.0.0.1")) {
        if (connect(socket_.get(), reinterpret_cast<const sockaddr*>(&client_), sizeof client_) != 0)
            throw std::system_error(errno, std::generic_category(), "fake TFTP");
    }

    void run() {
        if (options_.empty()) {
            acknowledged_ = 0;
        } else {
            send(tftp::option_acknowledgement(options_));
        }
        while (!ended_) {
            if (acknowledged_) send_window();
            wait();
        }
    }

  private:
    std::uint64_t last_block() const { return file_.size() / block_size_ + 1; }

    std::uint16_t number_of(std::uint64_t block) const {
        if (block <= kLastNumber) return static_cast<std::uint16_t>(block);
        const std::uint64_t period = kLastNumber + 1 - server_.script_.after_65535;
        return static_cast<std::uint16_t>((block - kLastNumber - 1) % period + server_.script_.after_65535);
    }

    void send_window() {
        const std::uint64_t end = std::min(*acknowledged_ + window_, last_block());
        for (std::uint64_t block = *acknowledged_ + 1; block <= end; ++block) {
            const auto header = tftp::data_header(number_of(block));
            send(std::string(header.data(), header.size()) +
                 file_.substr((block - 1) * block_size_, block_size_));
        }
    }

    /// Until the client is somewhere else, or has been silent for a while.
    void wait() {
        const std::optional<std::uint64_t> before = acknowledged_;
        while (!ended_ && acknowledged_ == before) {
            const auto packet = next_packet();
            if (!packet) return repeat();
            if (!server_.script_.in || server_.script_.in(*packet, ++got_)) take(*packet);
        }
        repeats_ = 0;
    }

    /// Nothing when there is none for a while.
    std::optional<std::string> next_packet() {
        pollfd news{socket_.get(), POLLIN, 0};
        for (int waited = 0; waited < kRepeatAfterMs; waited += 10) {
            if (!server_.stop_.pause(std::chrono::milliseconds(0))) ended_ = true;
            server_.note_errors_told_to_others();
            if (ended_ || poll(&news, 1, 10) > 0) break;
        }
        return received(socket_, MSG_DONTWAIT);
    }

    void repeat() {
        constexpr int kMostRepeats = 100;
        ended_ = ended_ || ++repeats_ > kMostRepeats;
        if (!acknowledged_ && !ended_) send(tftp::option_acknowledgement(options_));
    }

    void take(const std::string& packet) {
        const auto said = tftp::parse_client_packet(packet);
        if (!said) return;
        if (const auto* error = std::get_if<tftp::ErrorReport>(&*said)) {
            const std::scoped_lock lock(server_.lock_);
            server_.errors_.push_back(error->code);
            ended_ = true;
        }
        if (const auto* ack = std::get_if<tftp::Ack>(&*said)) move_on_to(ack->number);
    }

    void move_on_to(std::uint16_t number) {
        if (!acknowledged_ && number == 0) acknowledged_ = 0;
        if (!acknowledged_) return;
        const std::uint64_t end = std::min(*acknowledged_ + window_, last_block());
        for (std::uint64_t block = *acknowledged_ + 1; block <= end; ++block) {
            if (number_of(block) == number) acknowledged_ = block;
        }
        ended_ = ended_ || *acknowledged_ == last_block();
    }

    void send(const std::string& packet) {
        const auto packets =
            server_.script_.out ? server_.script_.out(packet, sent_) : std::vector<TftpPacket>{{packet}};
        ++sent_;
        for (const TftpPacket& one : packets) {
            if (one.bytes == kGone) {
                ended_ = true;
                return;
            }
            const Descriptor& socket = one.from == TftpPacket::From::Server      ? socket_
                                       : one.from == TftpPacket::From::OtherPort ? server_.other_port_
                                                                                 : server_.other_host_;
            sendto(socket.get(), one.bytes.data(), one.bytes.size(), MSG_NOSIGNAL,
                   reinterpret_cast<const sockaddr*>(&client_), sizeof client_);
        }
    }

    FakeTftp& server_;
    const std::string& file_;
    tftp::Options options_;
    std::size_t block_size_;
    std::size_t window_;
    sockaddr_in client_;
    Descriptor socket_;
    std::optional<std::uint64_t> acknowledged_;  ///< none: not even the options
    std::size_t sent_ = 0;
    std::size_t got_ = 0;
    int repeats_ = 0;
    bool ended_ = false;
};

FakeTftp::FakeTftp(std::map<std::string, std::string> files, TftpScript script)
    : files_(std::move(files)),
      script_(std::move(script)),
      socket_(udp_socket("127.0.0.1")),
      other_port_(udp_socket("127.0.0.1")),
      other_host_(udp_socket("127.0.0.2")),
      thread_([this] { run(); }) {}

FakeTftp::~FakeTftp() {
    stop_.send();
    thread_.join();
}

std::string FakeTftp::address() const {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return concat("127.0.0.1:", ntohs(address.sin_port));
}

std::vector<std::uint16_t> FakeTftp::errors() const {
    const std::scoped_lock lock(lock_);
    return errors_;
}

std::vector<std::uint16_t> FakeTftp::errors_told_to_others() const {
    const std::scoped_lock lock(lock_);
    return errors_told_to_others_;
}

void FakeTftp::note_errors_told_to_others() {
    for (const Descriptor* other : {&other_port_, &other_host_}) {
        while (const auto packet = received(*other, MSG_DONTWAIT)) {
            const auto said = tftp::parse_client_packet(*packet);
            const auto* error = said ? std::get_if<tftp::ErrorReport>(&*said) : nullptr;
            const std::scoped_lock lock(lock_);
            if (error != nullptr) errors_told_to_others_.push_back(error->code);
        }
    }
}

void FakeTftp::run() {
    std::size_t requests = 0;
    while (stop_.wait_for(socket_.get())) {
        sockaddr_in client{};
        const auto packet = received(socket_, 0, &client);
        const auto said = packet ? tftp::parse_client_packet(*packet) : std::nullopt;
        const auto* asked = said ? std::get_if<tftp::ReadRequest>(&*said) : nullptr;
        if (asked == nullptr) continue;
        if (!files_.contains(asked->file)) {
            send_once(tftp::error_report(tftp::ErrorCode::NotFound, "no such file"), client);
            continue;
        }
        if (requests++ < script_.requests_lost) continue;
        if (const auto other = script_.instead ? script_.instead(*asked) : std::nullopt) {
            if (!other->empty()) send_once(*other, client);
            continue;
        }
        const std::string& file = files_.at(asked->file);
        Transfer(*this, file, granted(*asked, script_, file.size()), client).run();
    }
    note_errors_told_to_others();
}

}  // namespace poap::rig
