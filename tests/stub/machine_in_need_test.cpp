// Kernels without what the server uses, and machines that have run out of something.

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/syscall.h>

#include <cerrno>
#include <string>
#include <thread>

#include "failing_calls.hpp"
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
                  for (const std::size_t size : {0, 512, 100'000, 1'000'000}) {
                      const std::string file = telling_bytes(size);
                      server.files().write("nxos.bin", file);
                      for (const std::size_t block : {512, 1468, 65464})
                          if (fetched(server.url("nxos.bin"), block) != file) return "not whole";
                  }
                  return "whole";
              }),
              "whole");
}

/// A wait for the end alone, for a tenth of a second.
constexpr CallArguments pause_arguments{1, 100};

/// Waits for the third try of a call that fails.
/// Returns how that went: tries without a pause between them would be a busy loop.
template <typename Failed>
std::string third_try(const Failed& failed) {
    while (counted_calls() < 3 && !failed()) std::this_thread::yield();
    if (failed()) return "given up";
    return counted_polls() < 2 ? "without a pause" : "with a pause";
}

TEST(NoRoomForAConnection, IsWaitedOutWithoutABusyLoop) {
    for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM}) {
        EXPECT_EQ(in_a_child([error] {
                      hurry_and_count_polls(pause_arguments);
                      fail_and_count_call(SYS_accept4, error);
                      const RunningStub stub;
                      const RawConnection client(stub.address());
                      return third_try([&] { return stub.failed(); });
                  }),
                  "with a pause")
            << error;
    }
}

TEST(NoRoomForATftpRequest, IsWaitedOutWithoutABusyLoop) {
    EXPECT_EQ(in_a_child([] {
                  hurry_and_count_polls(pause_arguments);
                  fail_and_count_call(SYS_recvmsg, ENOMEM);
                  const RunningTftp server;
                  RawClient().say("x", poap::test::udp_address("127.0.0.1", server.port()));
                  return third_try([&] { return server.failed(); });
              }),
              "with a pause");
}

TEST(AnAbortedConnection, LeavesTheServerRunning) {
    EXPECT_EQ(in_a_child([]() -> std::string {
                  fail_and_count_call(SYS_accept4, ECONNABORTED);
                  const RunningStub stub;
                  const RawConnection client(stub.address());
                  while (counted_calls() < 3 && !stub.failed()) std::this_thread::yield();
                  return stub.failed() ? "failed" : "running";
              }),
              "running");
}

TEST(AListeningSocket, ThatFailsEndsTheServer) {
    EXPECT_THAT(in_a_child([]() -> std::string {
                    fail_call(SYS_accept4, EINVAL);
                    RunningStub stub;
                    const RawConnection client(stub.address());
                    while (!stub.failed()) std::this_thread::yield();
                    stub.stop();
                    return stub.log();
                }),
                testing::HasSubstr("HTTP is no longer served: the listening socket of 127.0.0.1:"));
}

}  // namespace
}  // namespace poap::stub::test
