// A scripted server. The lab has a real one.

#include "transfer/ftp/ftp_client.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <map>
#include <semaphore>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/raised_signal.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr;

using Answers = std::map<std::string, std::string>;

constexpr const char* kFile = "hostname leaf1\n";

bool has_ended(const TcpPeer& peer) {
    pollfd event{peer.fd(), POLLRDHUP, 0};
    return poll(&event, 1, 0) > 0;
}

/// Answers commands by their first word. RETR sends kFile from the offset of REST on.
struct FtpServer {
    explicit FtpServer(Answers special = {})
        : answers(std::move(special)), control([this](TcpPeer& peer) { serve(peer); }) {}

    std::string url() const { return "ftp://127.0.0.1:" + std::to_string(control.port()) + "/srv/x"; }

    Answers answers;
    std::string commands;
    std::size_t offset = 0;
    std::binary_semaphore is_wanted{0};
    TcpServer data{[this](TcpPeer& peer) {
        while (!is_wanted.try_acquire_for(std::chrono::milliseconds(10)))
            if (!peer.pause(std::chrono::milliseconds(0)) || has_ended(peer)) return;
        if (has_ended(peer)) return is_wanted.release();  // for the next connection
        peer.send(std::string(kFile).substr(std::exchange(offset, 0)));
    }};
    TcpServer control;

  private:
    void serve(TcpPeer& peer) {
        peer.send("220 ready\r\n");
        std::string line;
        for (char c = 0; peer.stop().wait_for(peer.fd()) && recv(peer.fd(), &c, 1, 0) == 1;) {
            line += c;
            if (c != '\n') continue;
            commands += line;
            peer.send(answer(line.substr(0, line.find_first_of(" \r"))));
            if (line.starts_with("REST ") && answer("REST").starts_with("350"))
                offset = std::stoul(line.substr(5));
            if (line.starts_with("RETR ")) {
                is_wanted.release();
                peer.send("226 done\r\n");
            }
            line.clear();
        }
    }
    std::string answer(const std::string& word) const {
        if (const auto found = answers.find(word); found != answers.end()) return found->second;
        if (word == "USER") return "331 password\r\n";
        if (word == "PASS") return "230 in\r\n";
        if (word == "EPSV") return "229 (|||" + std::to_string(data.port()) + "|)\r\n";
        if (word == "PASV") return passive();
        if (word == "MDTM") return "213 20260102030405\r\n";
        if (word == "SIZE") return "213 " + std::to_string(std::string(kFile).size()) + "\r\n";
        if (word == "REST") return "350 at it\r\n";
        if (word == "RETR") return "150 coming\r\n";
        return "200 ok\r\n";
    }
    /// RFC 959: the port's two bytes.
    std::string passive() const {
        return "227 (127,0,0,1," + std::to_string(data.port() / 256) + ',' +
               std::to_string(data.port() % 256) + ")\r\n";
    }
};

struct FtpTest : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;

    std::optional<Refused> fetch(const FtpServer& server) {
        return FtpClient(seconds(60), interrupt, Credentials::parse("poap", "secret"))
            .fetch(server.url(), sink);
    }
};

TEST_F(FtpTest, TakesAnAbsolutePathAndReportsSizeAndVersion) {
    const FtpServer server;
    EXPECT_FALSE(fetch(server));
    EXPECT_EQ(sink.bytes, kFile);
    EXPECT_EQ(sink.size, sink.bytes.size());
    EXPECT_TRUE(sink.version.modified);
    EXPECT_THAT(server.commands, testing::AllOf(HasSubstr("USER poap\r\nPASS secret\r\n"),
                                                HasSubstr("TYPE I\r\n"), HasSubstr("RETR /srv/x\r\n")));
}

TEST_F(FtpTest, ResumesOnlyTheSameVersion) {
    const FtpServer first;
    EXPECT_FALSE(fetch(first));
    sink.bytes = "host";
    sink.held = Partial{4, sink.version};
    const FtpServer same;
    EXPECT_FALSE(fetch(same));
    EXPECT_THAT(same.commands, HasSubstr("REST 4\r\n"));
    EXPECT_EQ(sink.bytes, kFile);

    sink.held->version.modified = 1;
    const FtpServer another;
    EXPECT_FALSE(fetch(another));
    EXPECT_EQ(sink.bytes, kFile);
}

TEST_F(FtpTest, DoesWithoutWhatServersMayNotSupport) {
    for (const Answers& answers : {Answers{{"MDTM", "500 unknown\r\n"}, {"SIZE", "500 unknown\r\n"}},
                                   Answers{{"EPSV", "500 unknown\r\n"}}}) {
        const FtpServer server(answers);
        EXPECT_FALSE(fetch(server));
        EXPECT_EQ(sink.bytes, kFile);
        sink.bytes.clear();
    }
}

TEST_F(FtpTest, StartsOverIfTheHeldPartIsOfNoUse) {
    const FtpServer first;
    EXPECT_FALSE(fetch(first));
    const auto whole = sink.bytes.size();
    for (const auto& [size, answers] : std::vector<std::pair<std::size_t, Answers>>{
             {4, {{"REST", "502 unknown\r\n"}}}, {whole + 1, {}}, {4, {{"MDTM", "500 unknown\r\n"}}}}) {
        sink.held = Partial{size, sink.version};
        sink.bytes.assign(size, '?');
        const FtpServer server(answers);
        EXPECT_FALSE(fetch(server));
        EXPECT_EQ(sink.bytes, kFile);
    }
}

TEST_F(FtpTest, TakesAHeldPartThatIsTheWholeFile) {
    const FtpServer first;
    EXPECT_FALSE(fetch(first));
    sink.held = Partial{sink.bytes.size(), sink.version};
    const FtpServer again;
    EXPECT_FALSE(fetch(again));
    EXPECT_EQ(sink.bytes, kFile);
    EXPECT_THAT(again.commands, testing::Not(HasSubstr("RETR")));
}

TEST_F(FtpTest, TellsAMissingFileFromAnUnreadableOne) {
    const FtpServer missing(
        {{"MDTM", "550 no such file\r\n"}, {"SIZE", "550 no such file\r\n"}, {"RETR", "550 no\r\n"}});
    EXPECT_EQ(fetch(missing).value().about_file, Refusal::Absent);
    const FtpServer unreadable(Answers{{"RETR", "550 Failed to open file.\r\n"}});
    const Refused refused = fetch(unreadable).value();
    EXPECT_EQ(refused.about_file, Refusal::Other);
    EXPECT_THAT(refused.reason, HasSubstr("may not read"));
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(FtpTest, FailsForWrongPasswordsAndShortFiles) {
    const FtpServer strict(Answers{{"PASS", "530 wrong\r\n"}});
    const Error login = thrown_by([&] { fetch(strict); });
    EXPECT_THAT(login.what(), HasSubstr("refuses this login"));
    EXPECT_FALSE(login.is_retryable());
    const FtpServer busy(Answers{{"PASS", "530 Too many users\r\n"}});
    EXPECT_TRUE(thrown_by([&] { fetch(busy); }).is_retryable());
    const FtpServer cut(Answers{{"SIZE", "213 100\r\n"}});
    const Error broken = thrown_by([&] { fetch(cut); });
    EXPECT_EQ(broken.code(), ExitCode::Transfer);
    EXPECT_TRUE(broken.is_retryable());
}

TEST_F(FtpTest, GivesUpAServerThatKeepsTalking) {
    const TcpServer talks([](TcpPeer& peer) {
        while (peer.send("220-welcome\r\n")) continue;
    });
    FtpClient client(seconds(60), interrupt, {});
    const std::string url = "ftp://127.0.0.1:" + std::to_string(talks.port()) + "/x";
    EXPECT_THAT(thrown_by([&] { client.fetch(url, sink); }).what(), HasSubstr("sends too many lines"));
}

TEST_F(FtpTest, DoesNotWaitForAnAnswerToQuit) {
    FtpServer server(Answers{{"QUIT", ""}});
    std::optional<FtpClient> client;
    client.emplace(std::chrono::hours(1), interrupt, std::nullopt);
    EXPECT_FALSE(client->fetch(server.url(), sink));
    client.reset();  // would hang
}

TEST_F(FtpTest, EndsAtASignalWhileTheServerKeepsSilent) {
    const RaisedSignal signal;
    const TcpServer silent([&](TcpPeer& peer) {
        signal.raise();
        peer.wait_for_end();
    });
    FtpClient client(std::chrono::hours(1), interrupt, {});
    const std::string url = "ftp://127.0.0.1:" + std::to_string(silent.port()) + "/x";
    EXPECT_EQ(thrown_by([&] { client.fetch(url, sink); }).code(), ExitCode::Interrupted);
}

}  // namespace
}  // namespace poap::test
