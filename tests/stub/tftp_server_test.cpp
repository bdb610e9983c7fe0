// The TFTP server over real sockets.

#include "tftp/tftp_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "fixture.hpp"
#include "support/collector.hpp"
#include "support/own_namespaces.hpp"
#include "support/tftp_packets.hpp"
#include "transfer/tftp/tftp_client.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using poap::test::Collector;
using poap::test::udp_address;
using testing::Each;
using testing::HasSubstr;
using testing::StartsWith;

/// A TFTP server in this process, on a free port.
class RunningTftp {
  public:
    explicit RunningTftp(const std::string& host = "127.0.0.1", TftpLimits limits = {})
        : folder_(files_.path()), log_(log_text_), server_(start(host, limits)) {}

    const TempFolder& files() const { return files_; }
    std::uint16_t port() const { return server_->address().port; }
    std::string url(const std::string& file, const std::string& host = "127.0.0.1") const {
        return "tftp://" + host + ":" + std::to_string(port()) + "/" + file;
    }
    /// Ends the server; what it has logged is then all there is.
    std::string stop() {
        server_.reset();
        return log_text_.str();
    }

  private:
    std::unique_ptr<TftpServer> start(const std::string& host, TftpLimits limits) {
        return std::make_unique<TftpServer>(ListenAddress{host, 0}, folder_, log_, limits);
    }

    TempFolder files_;
    Folder folder_;
    std::ostringstream log_text_;
    RequestLog log_;
    std::unique_ptr<TftpServer> server_;
};

/// A client that says what it is told to.
class RawClient {
  public:
    explicit RawClient(const std::string& host = "127.0.0.1")
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        const auto own = udp_address(host.c_str(), 0).raw();
        ::bind(socket_.get(), own.get(), own.size);
        const timeval patience{60, 0};
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    void say(const std::string& datagram, const tftp::Address& to) const {
        const auto raw = to.raw();
        ::sendto(socket_.get(), datagram.data(), datagram.size(), 0, raw.get(), raw.size);
    }
    /// Waits for the next datagram, and keeps whom it came from.
    std::string hear() {
        std::array<char, 2048> bytes{};
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(socket_.get(), bytes.data(), bytes.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) throw std::runtime_error("nothing was received");
        peer_ = tftp::Address(reinterpret_cast<const sockaddr&>(from));
        return {bytes.data(), static_cast<std::size_t>(got)};
    }
    const tftp::Address& peer() const { return peer_; }

    std::string answer_to(const std::string& datagram, std::uint16_t port) {
        say(datagram, udp_address("127.0.0.1", port));
        return in_words(hear());
    }

  private:
    static std::string in_words(const std::string& packet) {
        return packet.at(1) == 5 ? poap::test::in_words(packet) : "no error";
    }

    Descriptor socket_;
    tftp::Address peer_;
};

struct TftpServing : testing::Test {
    const Interrupt interrupt;
    Log log;

    std::string fetched(const std::string& url, std::optional<std::size_t> block_size = std::nullopt) {
        Collector sink;
        const auto refused =
            tftp::TftpClient(60s, {.block_size = block_size}, interrupt, log).fetch(url, sink);
        return refused ? refused->reason : sink.bytes;
    }
};

TEST_F(TftpServing, BringsFilesOfEverySize) {
    RunningTftp server;
    for (const std::size_t size : {0, 1, 511, 512, 513, 100 * 1000, 3 * 1000 * 1000}) {
        const std::string file = bytes_by_offset(size);
        server.files().write("nxos.bin", file);
        for (const std::size_t block : {100, 512, 1468, 65464})
            EXPECT_TRUE(fetched(server.url("nxos.bin"), block) == file) << size << " in blocks of " << block;
    }
}

TEST_F(TftpServing, TakesTheNameWithASlashBefore) {
    RunningTftp server;
    server.files().write("nxos.bin", "image");
    EXPECT_EQ(fetched(server.url("/nxos.bin")), "image");
}

TEST_F(TftpServing, IsReachedOverIpv6AndOverIpv4ThroughTheSameSocket) {
    RunningTftp server("::");
    server.files().write("nxos.bin", "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "[::1]")), "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "127.0.0.1")), "image");
    EXPECT_THAT(server.stop(), testing::AllOf(HasSubstr("Z ::1 RRQ"), HasSubstr("Z 127.0.0.1 RRQ")));
}

TEST_F(TftpServing, AnswersFromTheAddressThatWasAsked) {
    RunningTftp server("0.0.0.0");
    server.files().write("nxos.bin", "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "127.0.0.2")), "image");
}

TEST_F(TftpServing, RefusesWhatItDoesNotServe) {
    RunningTftp server;
    server.files().write("nxos.bin", "image");
    server.files().write(".hidden", "secret");
    std::filesystem::create_symlink("/etc/passwd", server.files() / "link");
    std::filesystem::create_directory(server.files() / "folder");
    EXPECT_THAT(fetched(server.url("absent")), HasSubstr("(error 1)"));
    for (const std::string name : {"../nxos.bin", "folder/nxos.bin", "//nxos.bin", ".hidden", "link",
                                   "folder", "", "nxos.bin ", "%6exos.bin"})
        EXPECT_THAT(fetched(server.url(name)), HasSubstr("(error 2)")) << name;
}

TEST_F(TftpServing, BringsARackItsFilesAtOnce) {
    RunningTftp server;
    const std::string file = bytes_by_offset(1'000'000);
    server.files().write("nxos.bin", file);
    std::array<std::string, 16> brought;
    {
        std::vector<std::jthread> rack;
        for (std::string& bytes : brought)
            rack.emplace_back([&] { bytes = fetched(server.url("nxos.bin")); });
    }
    EXPECT_THAT(brought, Each(testing::Truly([&](const std::string& bytes) { return bytes == file; })));
}

TEST_F(TftpServing, SendsBlocksThatFitNoPacketOfTheWay) {
    const auto outcome = poap::test::in_own_namespaces([&]() -> std::string {
        const Descriptor socket(::socket(AF_INET, SOCK_DGRAM, 0));
        ifreq loopback{};
        loopback.ifr_name[0] = 'l';
        loopback.ifr_name[1] = 'o';
        loopback.ifr_mtu = 1500;
        if (::ioctl(socket.get(), SIOCSIFMTU, &loopback) != 0) return "no MTU";
        loopback.ifr_flags = IFF_UP;
        if (::ioctl(socket.get(), SIOCSIFFLAGS, &loopback) != 0) return "no loopback";
        RunningTftp server;
        const std::string file = bytes_by_offset(500'000);
        server.files().write("nxos.bin", file);
        return fetched(server.url("nxos.bin"), 8000) == file ? "whole" : "not whole";
    });
    if (!outcome) GTEST_SKIP() << "needs root";
    EXPECT_EQ(*outcome, "whole");
}

TEST(TftpRequests, AreRefusedWhereTheyAreNoneToRead) {
    RunningTftp server;
    server.files().write("nxos.bin", "image");
    RawClient client;
    const auto answer_to = [&](const std::string& datagram) {
        return client.answer_to(datagram, server.port());
    };
    EXPECT_THAT(answer_to("\0\2new.bin\0octet\0"s), StartsWith("ERROR 2 "));
    EXPECT_THAT(answer_to("\0\1nxos.bin\0netascii\0"s), "ERROR 0 the mode is to be octet");
    for (const std::string& bad : {"x"s, "\0\1nxos.bin"s, "\0\4\0\1"s, "\0\3\0\1bytes"s, "\0\7\0\0"s})
        EXPECT_THAT(answer_to(bad), StartsWith("ERROR 4 "));
    EXPECT_FALSE(std::filesystem::exists(server.files() / "new.bin"));
}

TEST(TftpRequests, AreNotAnsweredWhereTheyAreErrors) {
    RunningTftp server;
    RawClient client;
    client.say(poap::test::error_packet(0, "of another's"), udp_address("127.0.0.1", server.port()));
    EXPECT_THAT(client.answer_to(tftp::read_request("absent", {}), server.port()), StartsWith("ERROR 1 "));
}

/// A transfer of a file of many blocks that the client has begun to take.
void begin_transfer(RawClient& client, const RunningTftp& server, const std::string& host = "127.0.0.1") {
    client.say(tftp::read_request("nxos.bin", {}), udp_address(host.c_str(), server.port()));
    client.hear();
    client.say(tftp::acknowledgement(1), client.peer());
    client.hear();
}

TEST(TftpRequests, AreRefusedBeyondWhatIsServedAtOnce) {
    RunningTftp server("127.0.0.1", {.transfers = 5, .of_one_address = 5});
    server.files().write("nxos.bin", bytes_by_offset(5000));
    RawClient client;
    for (int times = 0; times < 5; ++times) begin_transfer(client, server);
    EXPECT_THAT(client.answer_to(tftp::read_request("nxos.bin", {}), server.port()),
                StartsWith("ERROR 3 busy"));
}

TEST(TftpRequests, OfOneAddressLeaveRoomForOthers) {
    RunningTftp server("127.0.0.1", {.of_one_address = 2});
    server.files().write("nxos.bin", bytes_by_offset(5000));
    RawClient client;
    begin_transfer(client, server);
    begin_transfer(client, server);
    EXPECT_THAT(client.answer_to(tftp::read_request("nxos.bin", {}), server.port()),
                StartsWith("ERROR 3 busy"));
    EXPECT_EQ(RawClient("127.0.0.2").answer_to(tftp::read_request("nxos.bin", {}), server.port()),
              "no error");
}

TEST(TftpRequests, ThatAreNotAcknowledgedGetNoMoreAnswers) {
    RunningTftp server;
    server.files().write("nxos.bin", bytes_by_offset(5000));
    const std::string request = tftp::read_request("nxos.bin", {});
    RawClient silent;
    for (int times = 0; times < 16; ++times) EXPECT_EQ(silent.answer_to(request, server.port()), "no error");
    silent.say(request, udp_address("127.0.0.1", server.port()));
    // The requests are taken in turn: once another client has its answer, the silent one's was looked at.
    EXPECT_EQ(RawClient("127.0.0.2").answer_to(request, server.port()), "no error");
    EXPECT_THAT(server.stop(), HasSubstr("127.0.0.1 RRQ not answered"));
}

TEST(TftpRequests, HaveAPortOfTheirOwn) {
    RunningTftp server;
    server.files().write("nxos.bin", "image");
    RawClient client;
    client.answer_to(tftp::read_request("nxos.bin", {}), server.port());
    EXPECT_NE(client.peer().port(), server.port());
    client.say(tftp::acknowledgement(1), client.peer());
    EXPECT_THAT(server.stop(), HasSubstr("127.0.0.1 RRQ nxos.bin "));
}

TEST(TftpTransfer, EndsWithAWordWhenTheServerDoes) {
    RunningTftp server;
    server.files().write("nxos.bin", bytes_by_offset(5000));
    RawClient client;
    client.answer_to(tftp::read_request("nxos.bin", {}), server.port());
    EXPECT_THAT(server.stop(), HasSubstr("RRQ nxos.bin 0 of 5000 bytes: the server is being stopped"));
    EXPECT_EQ(poap::test::in_words(client.hear()), "ERROR 0 the server is being stopped");
}

class TftpFileThat : public testing::Test {
  protected:
    /// What follows when the file is changed after its first block was sent.
    std::string word_after(const std::function<void(const std::filesystem::path&)>& change) {
        server_.files().write("nxos.bin", bytes_by_offset(5000));
        client_.answer_to(tftp::read_request("nxos.bin", {}), server_.port());
        change(server_.files() / "nxos.bin");
        client_.say(tftp::acknowledgement(1), client_.peer());
        return poap::test::in_words(client_.hear());
    }

  private:
    RunningTftp server_;
    RawClient client_;
};

TEST_F(TftpFileThat, ShrinksMeanwhileEndsTheTransfer) {
    const auto shrink = [](const auto& path) { std::filesystem::resize_file(path, 300); };
    EXPECT_THAT(word_after(shrink), StartsWith("ERROR 0 "));
}

TEST_F(TftpFileThat, IsWrittenToMeanwhileEndsTheTransfer) {
    const auto touch = [](const auto& path) {
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - 1h);
    };
    EXPECT_THAT(word_after(touch), StartsWith("ERROR 0 "));
}

}  // namespace
}  // namespace poap::stub::test
