#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <string>

#include "base/descriptor.hpp"
#include "log/sinks.hpp"
#include "support/own_namespaces.hpp"
#include "support/sink_calls.hpp"

namespace poap::test {
namespace {

// Without a daemon, or with one that does not read: tests/system/machine_test.cpp.
TEST(SyslogSink, WritesAtPriority9AndNoDebugLines) {
    const auto lines = in_own_namespaces([] {
        mount_tmpfs("/dev");
        const Descriptor syslog(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const sockaddr_un address{AF_UNIX, "/dev/log"};
        if (bind(syslog.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            return std::string("no socket");
        const auto sink = syslog_sink();
        write_each_level(*sink);
        sink->write(Level::Info, "10 %s %n done");
        std::string all;
        std::array<char, 256> line;
        for (ssize_t got = 0; (got = recv(syslog.get(), line.data(), line.size(), 0)) > 0;)
            all.append(line.data(), static_cast<std::size_t>(got)) += '\n';
        return all;
    });
    if (!lines) GTEST_SKIP() << "takes root";
    const std::string head = "<9>[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]+ poap-agent: ";
    EXPECT_THAT(*lines, testing::MatchesRegex(head + "info\n" + head + "warning\n" + head + "error\n" + head +
                                              "10 %s %n done\n"));
}

}  // namespace
}  // namespace poap::test
