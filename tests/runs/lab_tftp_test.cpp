// The TFTP server that the lab has.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/descriptor.hpp"
#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "rig/pod.hpp"

namespace poap::rig {
namespace {

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
    expect_told_in_order(device, ended,
                         {"Transfering config file " + kSerial + ".cfg over TFTP", "Copy over TFTP, complete",
                          "Transferring file " + kNewImage + " over TFTP", "Copy over TFTP, complete"});
}

}  // namespace
}  // namespace poap::rig
