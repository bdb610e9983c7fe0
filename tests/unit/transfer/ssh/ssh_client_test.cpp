// Servers that do not speak SSH, and one by libssh that misbehaves. The lab has OpenSSH.

#include "transfer/ssh/ssh_client.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/raised_signal.hpp"
#include "support/recording_log.hpp"
#include "support/ssh_server.hpp"
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

struct SshServerTest : SshTest {
    std::optional<HostKeys> host_keys;

    SshClient client_with(const std::string& password, seconds patience = seconds(60)) {
        return {patience, interrupt, host_keys, Credentials::parse("poap", password), record.log};
    }
    std::optional<Refused> fetch(const SshServer& server, const std::string& protocol = "sftp") {
        sink.bytes.clear();
        return client_with("secret").fetch(server.url(protocol), sink);
    }
    Error failure_of(const SshServer& server, const std::string& protocol = "sftp") {
        return thrown_by([&] { fetch(server, protocol); });
    }
};

TEST_F(SshServerTest, DownloadsWhateverSizesTheServerReads) {
    const std::string file = telling_bytes(1'000'000);
    for (const std::size_t most : {1024 * 1024, 32 * 1024, 999}) {
        EXPECT_FALSE(fetch(SshServer({.file = file, .most_per_read = most}))) << most;
        EXPECT_EQ(sink.bytes, file) << most;
        EXPECT_EQ(sink.size, file.size());
    }
    EXPECT_FALSE(fetch(SshServer({.file = file}), "scp"));
    EXPECT_EQ(sink.bytes, file);
    for (const char* protocol : {"sftp", "scp"}) {
        EXPECT_FALSE(fetch(SshServer({.file = ""}), protocol));
        EXPECT_EQ(sink.bytes, "");
        EXPECT_EQ(sink.size, 0);
    }
}

TEST_F(SshServerTest, ResumesOnlyTheSameVersion) {
    const std::string file = telling_bytes(500'000);
    const SshServer server({.file = file});
    EXPECT_FALSE(fetch(server));
    const auto before = server.bytes_sent();
    sink.held = Partial{400'000, sink.version};
    sink.bytes = file;  // the held part
    EXPECT_FALSE(client_with("secret").fetch(server.url("sftp"), sink));
    EXPECT_EQ(sink.bytes, file);
    EXPECT_EQ(server.bytes_sent() - before, 100'000);
    sink.held->version.modified = 1;
    EXPECT_FALSE(fetch(server));
    EXPECT_EQ(sink.bytes, file);
}

TEST_F(SshServerTest, FailsIfTheFileEndsEarlyOrHasNoSize) {
    const Error cut = failure_of(SshServer({.size_told = 100}));
    EXPECT_THAT(cut.what(), HasSubstr("cut short: the file ended after 15 of 100 bytes"));
    EXPECT_TRUE(cut.is_retryable());
    EXPECT_THAT(failure_of(SshServer({.tells_size = false})).what(),
                HasSubstr("does not report the file's size"));
    EXPECT_THAT(failure_of(SshServer({.scp_answer = "C0644 100 x\nhostname"}), "scp").what(),
                HasSubstr("cut short: the file ended after 8 of 100 bytes"));
}

TEST_F(SshServerTest, TellsAMissingFileFromAnUnreadableOne) {
    const SshServer without(
        {.open_status = SSH_FX_NO_SUCH_FILE, .scp_answer = "\1scp: /srv/x: No such file or directory\n"});
    for (const char* protocol : {"sftp", "scp"})
        EXPECT_EQ(fetch(without, protocol).value().about_file, Refusal::Absent);
    const SshServer refusing(
        {.open_status = SSH_FX_PERMISSION_DENIED, .scp_answer = "\1scp: /srv/x: Permission denied\n"});
    for (const char* protocol : {"sftp", "scp"}) {
        const Refused refused = fetch(refusing, protocol).value();
        EXPECT_EQ(refused.about_file, Refusal::Other);
        EXPECT_THAT(refused.reason, HasSubstr("may not read /srv/x"));
    }
    EXPECT_EQ(failure_of(SshServer({.scp_answer = "sh: scp: not found\n"}), "scp").code(),
              ExitCode::Transfer);
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(SshServerTest, KeepsTheConnectionAndConnectsAgainIfItIsClosed) {
    const SshServer server;
    SshClient client = client_with("secret");
    for (const char* protocol : {"sftp", "scp", "sftp"})
        EXPECT_FALSE(client.fetch(server.url(protocol), sink));
    EXPECT_EQ(server.connections(), 1);
    EXPECT_EQ(server.logins(), 1);
    const SshServer impatient({.closes_after_file = true});
    SshClient other = client_with("secret");
    for (int times = 0; times < 2; ++times) EXPECT_FALSE(other.fetch(impatient.url("sftp"), sink));
    EXPECT_EQ(impatient.connections(), 2);
}

TEST_F(SshServerTest, LogsInByPasswordOrPromptOnly) {
    const SshServer server;
    const Error wrong = thrown_by([&] { client_with("other").fetch(server.url("sftp"), sink); });
    EXPECT_THAT(wrong.what(), HasSubstr("the server refuses this login"));
    EXPECT_FALSE(wrong.is_retryable());
    const SshServer prompting({.login = SshLogin::Prompt});
    EXPECT_FALSE(fetch(prompting));
    EXPECT_THAT(thrown_by([&] { client_with("other").fetch(prompting.url("sftp"), sink); }).what(),
                HasSubstr("the server refuses this login"));
}

TEST_F(SshServerTest, SendsNoPasswordToAServerWithoutAnAcceptedKey) {
    const SshServer server({}, {SSH_KEYTYPE_ED25519, SSH_KEYTYPE_RSA});
    host_keys = HostKeys::parse(server.fingerprint(SSH_KEYTYPE_RSA));
    EXPECT_FALSE(fetch(server));
    EXPECT_EQ(server.connections(), 2);  // it shows the other key first

    const SshServer another;
    const Error error = failure_of(another);
    EXPECT_THAT(error.what(), HasSubstr(another.fingerprint(SSH_KEYTYPE_ED25519)));
    EXPECT_EQ(another.logins(), 0);

    host_keys.reset();
    SshClient client = client_with("secret");
    EXPECT_FALSE(client.fetch(another.url("sftp"), sink));
    EXPECT_THAT(thrown_by([&] { client.fetch(server.url("sftp"), sink); }).what(),
                HasSubstr("not the expected one"));
    EXPECT_TRUE(record.says("\"host_key\": \"" + another.fingerprint(SSH_KEYTYPE_ED25519)));
}

TEST_F(SshServerTest, AnswersOnlyAHiddenPromptAndSaysWhatTheServerAsksFor) {
    EXPECT_FALSE(fetch(SshServer({.login = SshLogin::PasswordThenPrompt})));
    const Error more = failure_of(SshServer({.login = SshLogin::Prompt, .shows_answer = true}));
    EXPECT_THAT(more.what(), HasSubstr("asks for more than a user and a password"));
    EXPECT_FALSE(more.is_retryable());
    EXPECT_THAT(failure_of(SshServer({.login = SshLogin::Key})).what(),
                HasSubstr("allows no login by password"));
}

TEST_F(SshServerTest, EndsADownloadThatStallsOrIsInterrupted) {
    const std::string file = telling_bytes(500'000);
    for (const char* protocol : {"sftp", "scp"}) {
        const SshServer server({.file = file, .stalls = [] {}});
        const Error stalled =
            thrown_by([&] { client_with("secret", seconds(1)).fetch(server.url(protocol), sink); });
        EXPECT_THAT(stalled.what(), HasSubstr("no progress for 1 s")) << protocol;
    }
    for (const char* protocol : {"sftp", "scp"}) {
        const RaisedSignal signal;
        const SshServer server({.file = file, .stalls = [&] { signal.raise(); }});
        EXPECT_EQ(failure_of(server, protocol).code(), ExitCode::Interrupted) << protocol;
    }
}

// Some versions of libssh keep the answers, others refuse them.
TEST_F(SshServerTest, EndsADownloadWithAnswersThatNobodyAskedFor) {
    const SshServer server({.file = std::string(30'000, 'x'), .floods = true});
    EXPECT_THAT(failure_of(server).what(), testing::AnyOf(HasSubstr("sends much more than the file"),
                                                          HasSubstr("reading the file failed")));
}

TEST_F(SshServerTest, EndsTheConnectionIfTheFileCannotBeStored) {
    struct FullSink : Collector {
        void write(std::string_view) override { throw std::runtime_error("full"); }
    } full;
    const std::string file = telling_bytes(3'000'000);
    const SshServer server({.file = file});
    SshClient client = client_with("secret");
    for (const char* protocol : {"sftp", "scp"}) {
        EXPECT_THROW(client.fetch(server.url(protocol), full), std::runtime_error);
        EXPECT_FALSE(client.fetch(server.url(protocol), sink));
        EXPECT_EQ(sink.bytes, file);
        sink.bytes.clear();
    }
}

}  // namespace
}  // namespace poap::test
