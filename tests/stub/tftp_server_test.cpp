// The TFTP server over real sockets.

#include "tftp/tftp_server.hpp"

#include <gmock/gmock.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <array>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "running_tftp.hpp"
#include "support/own_namespaces.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using poap::test::in_words, poap::test::udp_address, poap::test::UdpPeer, testing::HasSubstr,
    testing::StartsWith;

const std::string request_image = tftp::read_request("nxos.bin", {});

std::string answer_to_another(const std::string& datagram, const RunningTftp& server,
                              const std::string& host = "127.0.0.1") {
    UdpPeer client(host);
    return answer_to(client, datagram, server.port());
}

TEST(TftpServer, SendsFilesOfEverySize) {
    RunningTftp server;
    for (const std::size_t size : {0, 1, 511, 512, 513, 100 * 1000, 3 * 1000 * 1000}) {
        const std::string file = telling_bytes(size);
        server.files().write("nxos.bin", file);
        for (const std::size_t block : {100, 512, 1468, 65464})
            EXPECT_TRUE(fetched(server.url("nxos.bin"), block) == file) << size << " in blocks of " << block;
    }
}

TEST(TftpServer, ServesTheFilesOfItsFolderAlone) {
    RunningTftp server;
    std::filesystem::create_directory(server.files() / "folder");
    server.files().write("nxos.bin", "image");
    server.files().write("folder/nxos.bin", "secret");
    server.files().write(".hidden", "secret");
    std::filesystem::create_symlink("/etc/passwd", server.files() / "link");
    std::istringstream served(
        "nxos.bin /nxos.bin //nxos.bin ./nxos.bin /./nxos.bin ././nxos.bin ///.//./nxos.bin");
    for (std::string name; served >> name;)
        EXPECT_EQ(answer_to_another(tftp::read_request(name, {}), server), "no error") << name;
    std::istringstream refused(
        "/ ./ // . .. /. /.. ./.. ../nxos.bin /../nxos.bin ./../nxos.bin .//../nxos.bin /./../nxos.bin "
        "/.hidden "
        ".hidden ./.hidden .././nxos.bin .../nxos.bin nxos.bin/ nxos.bin/. folder/../nxos.bin "
        "./folder/nxos.bin "
        "folder/nxos.bin folder link /etc/passwd %6exos.bin");
    for (std::string name; refused >> name;)
        EXPECT_THAT(answer_to_another(tftp::read_request(name, {}), server), StartsWith("ERROR 2 ")) << name;
    for (const std::string name : {"", "nxos.bin "})
        EXPECT_THAT(answer_to_another(tftp::read_request(name, {}), server), StartsWith("ERROR 2 ")) << name;
    EXPECT_EQ(answer_to_another(tftp::read_request("/folder/nxos.bin", {}), server),
              "ERROR 2 folder/nxos.bin is in a folder: the stub serves one folder only");
    EXPECT_THAT(answer_to_another(tftp::read_request("absent", {}), server), StartsWith("ERROR 1 "));
    EXPECT_EQ(fetched(server.url("//nxos.bin")), "image");
}

TEST(TftpServer, IsReachedOverIpv6AndOverIpv4ThroughTheSameSocket) {
    RunningTftp server("::");
    server.files().write("nxos.bin", "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "[::1]")), "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "127.0.0.1")), "image");
    EXPECT_THAT(server.stop(), testing::AllOf(HasSubstr("Z ::1 RRQ"), HasSubstr("Z 127.0.0.1 RRQ")));
}

TEST(TftpServer, AnswersFromTheAddressThatWasAskedAndAPortOfTheTransfers) {
    RunningTftp server("0.0.0.0");
    server.files().write("nxos.bin", "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "127.0.0.2")), "image");
    UdpPeer client;
    answer_to(client, request_image, server.port());
    EXPECT_NE(client.partner().port(), server.port());
    client.say(tftp::acknowledgement(1), client.partner());
    EXPECT_THAT(server.stop(), HasSubstr("127.0.0.1 RRQ nxos.bin "));
}

TEST(TftpServer, ServesARackAtOnce) {
    RunningTftp server;
    const std::string file = telling_bytes(1'000'000);
    server.files().write("nxos.bin", file);
    std::array<std::string, 16> brought;
    {
        std::vector<std::jthread> rack;
        for (std::string& bytes : brought)
            rack.emplace_back([&] { bytes = fetched(server.url("nxos.bin")); });
    }
    for (const std::string& bytes : brought) EXPECT_TRUE(bytes == file);
}

TEST(TftpServer, SendsBlocksThatDoNotFitAPacketOfTheLink) {
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
        const std::string file = telling_bytes(500'000);
        server.files().write("nxos.bin", file);
        return fetched(server.url("nxos.bin"), 8000) == file ? "whole" : "not whole";
    });
    if (!outcome) GTEST_SKIP() << "needs root";
    EXPECT_EQ(*outcome, "whole");
}

TEST(TftpServer, RefusesWhatIsNotARequestToReadAndAnswersNoErrors) {
    RunningTftp server;
    server.files().write("nxos.bin", "image");
    EXPECT_THAT(answer_to_another("\0\2new.bin\0octet\0"s, server), StartsWith("ERROR 2 "));
    EXPECT_EQ(answer_to_another("\0\1nxos.bin\0netascii\0"s, server), "ERROR 0 the mode must be octet");
    for (const std::string& bad : {"x"s, "\0\1nxos.bin"s, "\0\4\0\1"s, "\0\3\0\1bytes"s, "\0\7\0\0"s})
        EXPECT_THAT(answer_to_another(bad, server), StartsWith("ERROR 4 "));
    EXPECT_FALSE(std::filesystem::exists(server.files() / "new.bin"));
    UdpPeer client;
    client.say(poap::test::error_packet(0, "of another's"), udp_address("127.0.0.1", server.port()));
    EXPECT_THAT(answer_to(client, tftp::read_request("absent", {}), server.port()), StartsWith("ERROR 1 "));
}

/// A client that has begun to take a file of many blocks. It has a socket of its own: blocks that are sent
/// again reach no other client.
UdpPeer begun_transfer(const RunningTftp& server) {
    UdpPeer client;
    answer_to(client, request_image, server.port());
    client.say(tftp::acknowledgement(1), client.partner());
    client.hear();
    return client;
}

TEST(TftpServer, RefusesMoreTransfersThanItServesAtOnceAndLeavesRoomForOtherAddresses) {
    for (const auto& [limits, other_address] :
         {std::pair(TftpLimits{.transfers = 5, .of_one_address = 5}, "ERROR 3 busy"),
          {TftpLimits{.of_one_address = 5}, "no error"}}) {
        RunningTftp server("127.0.0.1", limits);
        server.files().write("nxos.bin", telling_bytes(5000));
        std::vector<UdpPeer> clients;
        for (int times = 0; times < 5; ++times) clients.push_back(begun_transfer(server));
        EXPECT_THAT(answer_to_another(request_image, server), StartsWith("ERROR 3 busy"));
        EXPECT_THAT(answer_to_another(request_image, server, "127.0.0.2"), StartsWith(other_address));
    }
}

TEST(TftpServer, AnswersNoMoreRequestsOfAClientThatAcknowledgesNothing) {
    RunningTftp server;
    server.files().write("nxos.bin", telling_bytes(5000));
    UdpPeer silent;
    for (int times = 0; times < 16; ++times)
        EXPECT_EQ(answer_to(silent, request_image, server.port()), "no error");
    silent.say(request_image, udp_address("127.0.0.1", server.port()));
    // The requests are taken in turn: once another client has its answer, the silent one's was looked at.
    EXPECT_EQ(answer_to_another(request_image, server, "127.0.0.2"), "no error");
    EXPECT_THAT(server.stop(), HasSubstr("127.0.0.1 RRQ not answered"));
}

TEST(TftpServer, EndsTheTransferOfAFileThatIsChanged) {
    using Path = std::filesystem::path;
    for (void (*change)(const Path&) : {+[](const Path& path) { std::filesystem::resize_file(path, 300); },
                                        +[](const Path& path) {
                                            const auto now = std::filesystem::file_time_type::clock::now();
                                            std::filesystem::last_write_time(path, now - 1h);
                                        }}) {
        RunningTftp server;
        server.files().write("nxos.bin", telling_bytes(5000));
        UdpPeer client;
        answer_to(client, request_image, server.port());
        change(server.files() / "nxos.bin");
        client.say(tftp::acknowledgement(1), client.partner());
        EXPECT_THAT(in_words(client.hear()), StartsWith("ERROR 0 "));
    }
}

/// Ends a transfer once much of it has come in one go, as a full bootflash does.
struct Full {};
struct SmallSink : BodySink {
    void begin(const Arrival&) override {
        ++begins;
        bytes = 0;
    }
    void write(std::string_view piece) override {
        bytes += piece.size();
        if (bytes >= 64 * 1024 * 1024) throw Full{};
    }
    int begins = 0;
    std::uint64_t bytes = 0;
};

TEST(TftpServer, GrantsEachWindowThatAClientTriesUntilItKnowsTheBest) {
    RunningTftp server;
    server.files().write("nxos.bin", "");
    std::filesystem::resize_file(server.files() / "nxos.bin", std::uintmax_t{1} << 40);
    const Interrupt interrupt;
    Log log;
    tftp::TftpClient agent(60s, {.block_size = 1468}, interrupt, log);
    SmallSink first;
    EXPECT_THROW(agent.fetch(server.url("nxos.bin"), first), Full);
    EXPECT_GE(first.begins, 3) << "each window begins the file anew";
    SmallSink second;
    EXPECT_THROW(agent.fetch(server.url("nxos.bin"), second), Full);
    EXPECT_EQ(second.begins, 1);
}

}  // namespace
}  // namespace poap::stub::test
