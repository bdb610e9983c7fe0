// Kernels without what the server uses, and machines that have run out of something.

#include "failing_calls.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <string>
#include <thread>

#include "fixture.hpp"
#include "raw_connection.hpp"
#include "running_tftp.hpp"

namespace poap::stub::test {
namespace {

TEST(LinuxBefore418, GetsEachTftpBlockInACallThatItKnows) {
    EXPECT_EQ(in_a_child([]() -> std::string {
                  fail_call(SYS_getsockopt, ENOPROTOOPT, CallArguments{IPPROTO_UDP, UDP_SEGMENT});
                  die_at_call(SYS_sendmsg);  // which that kernel would take, and send one long datagram
                  RunningTftp server;
                  for (const std::size_t size : {0, 512, 1'000'000}) {
                      const std::string file = telling_bytes(size);
                      server.files().write("nxos.bin", file);
                      for (const std::size_t block : {512, 1468, 65464})
                          if (fetched(server.url("nxos.bin"), block) != file) return "not whole";
                  }
                  return "whole";
              }),
              "whole");
}

/// Waits for the third try of a call that fails.
/// Returns how that went: tries without a pause between them would be a busy loop.
template <typename Server>
std::string third_try(const Server& server) {
    while (counted_calls() < 3 && !server.failed()) std::this_thread::yield();
    if (server.failed()) return "given up";
    return counted_polls() < 2 ? "without a pause" : "with a pause";
}

/// A wait for the end alone, for a tenth of a second.
constexpr CallArguments pause_arguments{1, 100};

std::string with_failing_accept(int error) {
    return in_a_child([error] {
        hurry_and_count_polls(pause_arguments);
        fail_and_count_call(SYS_accept4, error);
        const RunningStub stub;
        const RawConnection client(stub.address());
        return third_try(stub);
    });
}

TEST(Server, PausesWhereThereIsNoRoomForAConnection) {
    for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM})
        EXPECT_EQ(with_failing_accept(error), "with a pause") << error;
}

TEST(Server, TakesTheNextConnectionWhereOneIsAborted) {
    EXPECT_EQ(with_failing_accept(ECONNABORTED), "without a pause");
}

TEST(TftpServer, PausesWhereThereIsNoRoomForARequest) {
    EXPECT_EQ(in_a_child([] {
                  hurry_and_count_polls(pause_arguments);
                  fail_and_count_call(SYS_recvmsg, ENOMEM);
                  const RunningTftp server;
                  poap::test::UdpPeer().say("x", poap::test::udp_address("127.0.0.1", server.port()));
                  return third_try(server);
              }),
              "with a pause");
}

}  // namespace
}  // namespace poap::stub::test
