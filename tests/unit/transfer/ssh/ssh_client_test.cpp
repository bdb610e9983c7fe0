// Servers that do not speak SSH, or misbehave. The lab has real ones.

#include "transfer/ssh/ssh_client.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/raised_signal.hpp"
#include "support/recording_log.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr;

struct SshTest : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;
    RecordingLog record;

    Error failure_at(std::uint16_t port, std::chrono::seconds patience = seconds(60),
                     const std::string& scheme = "sftp") {
        SshClient client(patience, interrupt, {}, Credentials::parse("poap", "secret"), record.log);
        const std::string url = scheme + "://127.0.0.1:" + std::to_string(port) + "/srv/x";
        Error error = thrown_by([&] { client.fetch(url, sink); });
        EXPECT_THAT(error.what(), HasSubstr(error.code() == ExitCode::Transfer ? url : ""));
        EXPECT_FALSE(error.advice().empty());
        return error;
    }
};

TEST_F(SshTest, NamesAServerThatIsNotThereOrNotSsh) {
    const TcpServer closed([](TcpPeer&) {}, false);
    const Error refused = failure_at(closed.port());
    EXPECT_THAT(refused.what(), HasSubstr("Connection refused"));
    EXPECT_TRUE(refused.is_retryable());
    for (const char* greeting :
         {"", "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-1.5-old\r\n", "SSH-2.0-x\r\n"}) {
        const TcpServer other([&](TcpPeer& peer) { peer.send(greeting); });
        for (const char* scheme : {"sftp", "scp"})
            EXPECT_THAT(failure_at(other.port(), seconds(60), scheme).what(),
                        HasSubstr("the SSH handshake failed"));
    }
}

TEST_F(SshTest, GivesUpAServerThatKeepsSilent) {
    const TcpServer silent([](TcpPeer& peer) {
        peer.send("SSH-2.0-x\r\n");
        peer.wait_for_end();
    });
    EXPECT_THAT(failure_at(silent.port(), seconds(1)).what(), HasSubstr("no progress for 1 s"));
}

TEST_F(SshTest, EndsAtASignalWhileTheServerKeepsSilent) {
    const RaisedSignal signal;
    const TcpServer silent([&](TcpPeer& peer) {
        signal.raise();
        peer.wait_for_end();
    });
    EXPECT_EQ(failure_at(silent.port(), std::chrono::hours(1)).code(), ExitCode::Interrupted);
}

TEST_F(SshTest, NeedsAUser) {
    SshClient client(seconds(60), interrupt, {}, {}, record.log);
    const Error error = thrown_by([&] { client.fetch("scp://127.0.0.1:1/x", sink); });
    EXPECT_THAT(error.advice(), HasSubstr("--username"));
    EXPECT_FALSE(error.is_retryable());
}

}  // namespace
}  // namespace poap::test
