// The TFTP server over real sockets.

#include "tftp/tftp_server.hpp"

#include <gmock/gmock.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

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
using poap::test::udp_address, testing::Each, testing::HasSubstr, testing::StartsWith;

TEST(TftpServing, BringsFilesOfEverySize) {
    RunningTftp server;
    for (const std::size_t size : {0, 1, 511, 512, 513, 100 * 1000, 3 * 1000 * 1000}) {
        const std::string file = telling_bytes(size);
        server.files().write("nxos.bin", file);
        for (const std::size_t block : {100, 512, 1468, 65464})
            EXPECT_TRUE(fetched(server.url("nxos.bin"), block) == file) << size << " in blocks of " << block;
    }
}

TEST(TftpServing, PassesOverTheRootBeforeTheName) {
    RunningTftp server;
    server.files().write("nxos.bin", "image");
    for (const std::string name : {"/nxos.bin", "//nxos.bin", "./nxos.bin", "/./nxos.bin", "././nxos.bin",
                                   ".//nxos.bin", "///.//./nxos.bin"})
        EXPECT_EQ(RawClient().answer_to(tftp::read_request(name, {}), server.port()), "no error") << name;
    EXPECT_EQ(fetched(server.url("//nxos.bin")), "image");
}

TEST(TftpServing, NeverLeavesItsFolder) {
    RunningTftp server;
    std::filesystem::create_directory(server.files() / "folder");
    server.files().write("nxos.bin", "image");
    server.files().write("folder/nxos.bin", "secret");
    server.files().write(".hidden", "secret");
    std::istringstream names(
        "/ ./ // . .. /. /.. ./.. ../nxos.bin /../nxos.bin ./../nxos.bin .//../nxos.bin /./../nxos.bin "
        "/.hidden "
        "./.hidden .././nxos.bin .../nxos.bin nxos.bin/ nxos.bin/. folder/../nxos.bin ./folder/nxos.bin "
        "/etc/passwd");
    for (std::string name; names >> name;)
        EXPECT_THAT(RawClient().answer_to(tftp::read_request(name, {}), server.port()),
                    StartsWith("ERROR 2 "))
            << name;
}

TEST(TftpServing, IsReachedOverIpv6AndOverIpv4ThroughTheSameSocket) {
    RunningTftp server("::");
    server.files().write("nxos.bin", "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "[::1]")), "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "127.0.0.1")), "image");
    EXPECT_THAT(server.stop(), testing::AllOf(HasSubstr("Z ::1 RRQ"), HasSubstr("Z 127.0.0.1 RRQ")));
}

TEST(TftpServing, AnswersFromTheAddressThatWasAsked) {
    RunningTftp server("0.0.0.0");
    server.files().write("nxos.bin", "image");
    EXPECT_EQ(fetched(server.url("nxos.bin", "127.0.0.2")), "image");
}

TEST(TftpServing, RefusesWhatItDoesNotServe) {
    RunningTftp server;
    server.files().write("nxos.bin", "image");
    server.files().write(".hidden", "secret");
    std::filesystem::create_symlink("/etc/passwd", server.files() / "link");
    std::filesystem::create_directory(server.files() / "folder");
    EXPECT_THAT(fetched(server.url("absent")), HasSubstr("(error 1)"));
    for (const std::string name :
         {"../nxos.bin", "folder/nxos.bin", ".hidden", "link", "folder", "", "nxos.bin ", "%6exos.bin"})
        EXPECT_THAT(fetched(server.url(name)), HasSubstr("(error 2)")) << name;
}

TEST(TftpServing, BringsARackItsFilesAtOnce) {
    RunningTftp server;
    const std::string file = telling_bytes(1'000'000);
    server.files().write("nxos.bin", file);
    std::array<std::string, 16> brought;
    {
        std::vector<std::jthread> rack;
        for (std::string& bytes : brought)
            rack.emplace_back([&] { bytes = fetched(server.url("nxos.bin")); });
    }
    EXPECT_THAT(brought, Each(testing::Truly([&](const std::string& bytes) { return bytes == file; })));
}

TEST(TftpServing, SendsBlocksThatFitNoPacketOfTheWay) {
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

/// A client that has begun to take a file of many blocks. It has a socket of its own: blocks that are sent
/// again reach no other client.
RawClient begun_transfer(const RunningTftp& server) {
    RawClient client;
    client.say(tftp::read_request("nxos.bin", {}), udp_address("127.0.0.1", server.port()));
    client.hear();
    client.say(tftp::acknowledgement(1), client.peer());
    client.hear();
    return client;
}

TEST(TftpRequests, AreRefusedBeyondWhatIsServedAtOnce) {
    RunningTftp server("127.0.0.1", {.transfers = 5, .of_one_address = 5});
    server.files().write("nxos.bin", telling_bytes(5000));
    std::vector<RawClient> clients;
    for (int times = 0; times < 5; ++times) clients.push_back(begun_transfer(server));
    EXPECT_THAT(RawClient().answer_to(tftp::read_request("nxos.bin", {}), server.port()),
                StartsWith("ERROR 3 busy"));
}

TEST(TftpRequests, OfOneAddressLeaveRoomForOthers) {
    RunningTftp server("127.0.0.1", {.of_one_address = 2});
    server.files().write("nxos.bin", telling_bytes(5000));
    const RawClient first = begun_transfer(server);
    const RawClient second = begun_transfer(server);
    EXPECT_THAT(RawClient().answer_to(tftp::read_request("nxos.bin", {}), server.port()),
                StartsWith("ERROR 3 busy"));
    EXPECT_EQ(RawClient("127.0.0.2").answer_to(tftp::read_request("nxos.bin", {}), server.port()),
              "no error");
}

TEST(TftpRequests, ThatAreNotAcknowledgedGetNoMoreAnswers) {
    RunningTftp server;
    server.files().write("nxos.bin", telling_bytes(5000));
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
    server.files().write("nxos.bin", telling_bytes(5000));
    RawClient client;
    client.answer_to(tftp::read_request("nxos.bin", {}), server.port());
    EXPECT_THAT(server.stop(), HasSubstr("RRQ nxos.bin 0 of 5000 bytes: the server is being stopped"));
    EXPECT_EQ(poap::test::in_words(client.hear()), "ERROR 0 the server is being stopped");
}

class TftpFileThat : public testing::Test {
  protected:
    /// What follows when the file is changed after its first block was sent.
    std::string word_after(const std::function<void(const std::filesystem::path&)>& change) {
        server_.files().write("nxos.bin", telling_bytes(5000));
        client_.answer_to(tftp::read_request("nxos.bin", {}), server_.port());
        change(server_.files() / "nxos.bin");
        client_.say(tftp::acknowledgement(1), client_.peer());
        return poap::test::in_words(client_.hear());
    }

  private:
    RunningTftp server_;
    RawClient client_;
};

TEST_F(TftpFileThat, IsChangedMeanwhileEndsTheTransfer) {
    EXPECT_THAT(word_after([](const auto& path) { std::filesystem::resize_file(path, 300); }),
                StartsWith("ERROR 0 "));
    EXPECT_THAT(word_after([](const auto& path) {
                    std::filesystem::last_write_time(path,
                                                     std::filesystem::file_time_type::clock::now() - 1h);
                }),
                StartsWith("ERROR 0 "));
}

}  // namespace
}  // namespace poap::stub::test
