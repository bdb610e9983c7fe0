#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <optional>
#include <string>

#include "base/descriptor.hpp"
#include "log/sinks.hpp"
#include "support/own_namespaces.hpp"
#include "support/sink_calls.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr, testing::MatchesRegex;

/// What the machine's syslog would have got.
std::optional<std::string> syslog_of(void (*act)(LogSink&)) {
    return in_own_namespaces([act] {
        mount_tmpfs("/dev");
        const Descriptor syslog(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const sockaddr_un address{AF_UNIX, "/dev/log"};
        if (bind(syslog.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            return std::string("no socket");
        act(*syslog_sink());
        std::string all;
        std::array<char, 256> line;
        for (ssize_t got = 0; (got = recv(syslog.get(), line.data(), line.size(), 0)) > 0;) {
            all.append(line.data(), static_cast<std::size_t>(got)) += '\n';
        }
        return all;
    });
}

TEST(SyslogSink, WritesAtPriority9AndNoDebugLines) {
    const auto lines = syslog_of([](LogSink& sink) {
        write_each_level(sink);
        sink.write(Level::Info, "10 %s %n done");
    });
    if (!lines) GTEST_SKIP() << "takes root";
    const std::string head = "<9>[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]+ poap-agent: ";
    EXPECT_THAT(*lines, MatchesRegex(head + "info\n" + head + "warning\n" + head + "error\n" + head +
                                     "10 %s %n done\n"));
}

TEST(SyslogSink, ContinuesWhereTheDaemonDoesNotRead) {
    const auto lines = syslog_of([](LogSink& sink) {
        for (int line = 0; line < 5000; ++line) sink.write(Level::Info, "one of many");
    });
    if (!lines) GTEST_SKIP() << "takes root";
    EXPECT_THAT(*lines, HasSubstr("one of many"));
}

TEST(SyslogSink, ContinuesWhereThereIsNoSyslog) {
    const auto story = in_own_namespaces([] {
        mount_tmpfs("/dev");
        write_each_level(*syslog_sink());
        return std::string("went on");
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_EQ(*story, "went on");
}

}  // namespace
}  // namespace poap::test
