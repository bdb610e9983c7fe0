// TFTP servers that refuse, cut, or keep silent; and the real one.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>

#include "descriptor.hpp"
#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "rig/pod.hpp"
#include "support/named_case.hpp"
#include "support/tftp_server.hpp"
#include "text.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using test::TftpServer;
using test::TftpTransfer;

std::string address_of(const TftpServer& server) {
    const std::string url = server.url("");  // tftp://host:port/
    return url.substr(7, url.size() - 8);
}

/// A UDP socket at 127.0.0.1.
Descriptor udp_socket() {
    Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return socket;
}

std::string address_of(const Descriptor& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

/// A file that comes by TFTP, the others by HTTP.
struct TftpCase : NamedCase {
    std::string protocol_key;  ///< of the plan
    std::string stage;
    std::function<void(TftpTransfer&)> serve;
};

class BadTftp : public testing::TestWithParam<TftpCase> {};

TEST_P(BadTftp, LeavesTheSwitchAsItIs) {
    const TftpServer tftp(GetParam().serve);
    MadeUpServer server;
    server.plan["tftp_server"] = address_of(tftp);
    server.plan[GetParam().protocol_key] = "tftp";
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const bool whole = GetParam().name.starts_with("Whole");
    expect_failure(device.run_agent(server.where()),
                   {whole ? ExitCode::Digest : ExitCode::Transfer, GetParam().stage, ""});
    expect_unchanged(device, before);
}

void not_found(TftpTransfer& transfer) {
    transfer.send_error(1, "File not found");
}
void forbidden(TftpTransfer& transfer) {
    transfer.send_error(2, "Access violation");
}
void breaks_off(TftpTransfer& transfer) {
    transfer.accept(made_up_image().size());
    transfer.send_block(made_up_image().substr(0, transfer.block_size()));
    transfer.send_error(0, "The disk is on fire");
}
void ends_too_early(TftpTransfer& transfer) {
    transfer.accept(made_up_image().size());
    transfer.send_file(made_up_image().substr(0, 71'942));
}
void sends_too_much(TftpTransfer& transfer) {
    transfer.accept(made_up_image().size());
    transfer.send_file(made_up_image() + "and more");
}
void sends_something_else(TftpTransfer& transfer) {
    transfer.accept(made_up_image().size());
    transfer.send_file(concat('x', made_up_image().substr(1)));
}
void sends_another_config(TftpTransfer& transfer) {
    transfer.accept(kConfig.size());
    transfer.send_file(concat('H', kConfig.substr(1)));
}

INSTANTIATE_TEST_SUITE_P(
    Config, BadTftp,
    testing::Values(
        TftpCase{{"Missing"}, "config_protocol", "stage the configuration", not_found},
        TftpCase{{"Forbidden"}, "config_protocol", "stage the configuration", forbidden},
        TftpCase{{"WholeButAnother"}, "config_protocol", "stage the configuration", sends_another_config}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    Image, BadTftp,
    testing::Values(TftpCase{{"Missing"}, "image_protocol", "stage the image", not_found},
                    TftpCase{{"BreaksOff"}, "image_protocol", "stage the image", breaks_off},
                    TftpCase{{"EndsTooEarly"}, "image_protocol", "stage the image", ends_too_early},
                    TftpCase{{"IsTooLong"}, "image_protocol", "stage the image", sends_too_much},
                    TftpCase{{"WholeButAnother"}, "image_protocol", "stage the image", sends_something_else}),
    CaseName());

TEST(TftpServer, ThatKeepsSilentIsGivenUp) {
    const Descriptor silent = udp_socket();
    MadeUpServer server;
    server.plan["tftp_server"] = address_of(silent);
    server.plan["config_protocol"] = "tftp";
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--timeout", "1"});
    expect_failure(device.run_agent(arguments),
                   {ExitCode::Transfer, "stage the configuration", "tftp://" + address_of(silent)});
    expect_unchanged(device, before);
}

TEST(TftpServer, OfTheLabServesConfigAndImage) {
    if (geteuid() != 0) GTEST_SKIP() << "in.tftpd takes root";
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const std::string program = (cache != nullptr ? cache : std::getenv("HOME") + std::string("/.cache")) +
                                std::string("/poap-agent/bin/in.tftpd");
    ASSERT_TRUE(std::filesystem::exists(program)) << program << ": scripts/setup brings it";
    const Descriptor socket = udp_socket();
    Pod pod;
    pod.files().write(kNewImage, made_up_image());
    // As inetd would start it: it takes its requests from standard input.
    const Process tftpd({program, "--user", "root", "--secure", pod.files().path()}, {}, socket.get());
    pod.start({kSerial, kNewImage, "", "tftp", "tftp", address_of(socket)});
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(pod.where());
    expect_provisioned(device, before, ended,
                       {pod.config_of(kSerial), boots(kNewImage), {{kNewImage, made_up_image()}}});
    expect_told_in_order(
        device, ended,
        {"Transferring file " + kSerial + ".cfg over TFTP", "Transferring file " + kNewImage + " over TFTP"});
}

}  // namespace
}  // namespace poap::rig
