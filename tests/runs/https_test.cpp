// Servers of https: those that are trusted, and those that are not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <memory>

#include "base/text.hpp"
#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "support/certificates.hpp"
#include "support/named_case.hpp"
#include "support/temp_dir.hpp"
#include "support/tls_front.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::Certificate;
using test::CertificateSpec;
using test::NamedCase;
using test::TcpPeer;
using test::TcpServer;
using test::TlsFront;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Arguments = std::vector<std::string>;

const std::string kRegistration = "register with the POAP server";
constexpr long kDay = 24 * 3600;
const CertificateSpec kExpired = {.from = -3 * kDay, .to = -2 * kDay};
const CertificateSpec kNotYetValid = {.from = 2 * kDay, .to = 3 * kDay};

Arguments server_at(std::uint16_t port, const std::string& scheme = "https") {
    return {"--server", "127.0.0.1", "--port", std::to_string(port), "--scheme", scheme};
}

Arguments operator+(Arguments all, const Arguments& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

/// A POAP server behind TLS, whose plan has everything come over https, and two authorities.
struct Https {
    Https() { server.plan["http_server"] = "https://@HERE@"; }

    void start(const Certificate& certificate, int highest = TLS1_3_VERSION) {
        server.start();
        front = std::make_unique<TlsFront>(certificate, server.port(), highest);
    }
    Arguments where() const { return server_at(front->port()); }
    /// `--ca-file` and the certificate of an authority.
    Arguments ca(const Certificate& certificate) const {
        files.write("ca.pem", certificate.pem());
        return {"--ca-file", files.path_of("ca.pem")};
    }

    test::TempDir files;
    Certificate authority = Certificate::authority("Lab CA");
    Certificate other = Certificate::authority("Other CA");
    MadeUpServer server;
    std::unique_ptr<TlsFront> front;
};

void expect_good(const EmulatedSwitch& device, const Before& before, const Ended& ended) {
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
}

struct TrustCase : NamedCase {
    std::function<Certificate(const Https&)> certificate;
    std::function<Arguments(const Https&, const Certificate&)> trust;
    std::string told = {};  ///< a part of the log, or of the last line
};

Arguments by_authority(const Https& https, const Certificate&) {
    return https.ca(https.authority);
}
Arguments by_its_text(const Https& https, const Certificate&) {
    return {"--ca-file", https.authority.pem()};
}
Arguments by_pin(const Https&, const Certificate& certificate) {
    return {"--pin", certificate.pin()};
}
Arguments by_another_pin(const Https& https, const Certificate&) {
    return {"--pin", https.other.pin()};
}
Arguments by_one_of_two_pins(const Https& https, const Certificate& certificate) {
    return {"--pin", https.other.pin() + ';' + certificate.pin()};
}
Arguments by_both(const Https& https, const Certificate& certificate) {
    return by_authority(https, certificate) + by_pin(https, certificate);
}
Arguments by_authority_and_another_pin(const Https& https, const Certificate& certificate) {
    return by_authority(https, certificate) + by_another_pin(https, certificate);
}

std::function<Certificate(const Https&)> issued(const CertificateSpec& spec = {}) {
    return [spec](const Https& https) { return https.authority.issue(spec); };
}
Certificate by_the_other(const Https& https) {
    return https.other.issue();
}
Certificate self_signed(const Https&) {
    return Certificate::self_signed();
}
Certificate self_signed_and_expired(const Https&) {
    return Certificate::self_signed(kExpired);
}

class Trusted : public testing::TestWithParam<TrustCase> {};

TEST_P(Trusted, GivesPlanConfigAndImage) {
    Https https;
    const Certificate certificate = GetParam().certificate(https);
    https.start(certificate);
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(https.where() + GetParam().trust(https, certificate));
    expect_good(device, before, ended);
    EXPECT_THAT(ended.err, HasSubstr(GetParam().told));
    EXPECT_THAT(https.server.requests(), ElementsAre(kPut, kGetConfig, kGetImage));
}

const std::string kNoDates = "WARNING: --pin is given: the dates";

INSTANTIATE_TEST_SUITE_P(
    Server, Trusted,
    testing::Values(TrustCase{{"ByItsAuthority"}, issued(), by_authority},
                    TrustCase{{"ByItsAuthoritysText"}, issued(), by_its_text},
                    TrustCase{{"ByItsAuthorityWithRsa"}, issued({.key = "RSA"}), by_authority},
                    TrustCase{{"ByItsPin"}, self_signed, by_pin, kNoDates},
                    TrustCase{{"ByItsPinAlthoughExpired"}, self_signed_and_expired, by_pin, kNoDates},
                    TrustCase{{"ByItsPinForAnotherHost"}, issued({.host = "DNS:other"}), by_pin, kNoDates},
                    TrustCase{{"ByOneOfTwoPins"}, self_signed, by_one_of_two_pins, kNoDates},
                    TrustCase{{"ByAuthorityAndPin"}, issued(), by_both, kNoDates},
                    TrustCase{{"ByAuthorityAndPinAlthoughExpired"}, issued(kExpired), by_both, kNoDates}),
    CaseName());

class NotTrusted : public testing::TestWithParam<TrustCase> {};

TEST_P(NotTrusted, GetsNoRequestAndNoOtherTry) {
    Https https;
    const Certificate certificate = GetParam().certificate(https);
    https.start(certificate);
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended =
        device.run_agent(https.where() + GetParam().trust(https, certificate) + Arguments{"--retries", "3"});
    expect_failure(ended, {ExitCode::Server, kRegistration, GetParam().told});
    EXPECT_THAT(ended.err, Not(HasSubstr("trying again")));
    expect_unchanged(device, before);
    EXPECT_THAT(https.server.requests(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Server, NotTrusted,
    testing::Values(
        TrustCase{{"Expired"}, issued(kExpired), by_authority, "has expired: the switch's clock says "},
        TrustCase{
            {"NotYetValid"}, issued(kNotYetValid), by_authority, "is not valid yet: the switch's clock"},
        TrustCase{{"ForAnotherHost"}, issued({.host = "DNS:other"}), by_authority, "is for another host"},
        TrustCase{{"ForAnotherAddress"}, issued({.host = "IP:127.0.0.2"}), by_authority, "another host"},
        TrustCase{{"WithAWeakKey"}, issued({.key = "weak RSA"}), by_authority, "is too weak"},
        TrustCase{{"OfAnotherAuthority"}, by_the_other, by_authority, "from an authority in --ca-file"},
        TrustCase{{"SelfSigned"}, self_signed, by_authority, "from an authority in --ca-file"},
        TrustCase{{"WithAnotherPin"}, issued(), by_another_pin, "none of those that --pin names"},
        TrustCase{{"WithAnotherPinOfTheAuthority"},
                  issued(),
                  by_authority_and_another_pin,
                  "none of those that --pin names"},
        TrustCase{{"WithThePinOfAnotherAuthority"}, by_the_other, by_both, "from an authority in --ca-file"},
        TrustCase{{"WithThePinForAnotherHost"}, issued({.host = "DNS:other"}), by_both, "another host"}),
    CaseName());

struct HttpsRun : testing::Test, Https {
    HttpsRun() : good(authority.issue()), device(), before(device) {}

    Ended run(const Arguments& where, const Arguments& more = {}) const {
        return device.run_agent(where + ca(authority) + more);
    }

    Certificate good;
    const EmulatedSwitch device;
    const Before before;
};

TEST_F(HttpsRun, RefusesAServerOfTls11) {
    start(good, TLS1_1_VERSION);
    expect_failure(run(where()), {ExitCode::Server, kRegistration, "speaks no TLS 1.2 or later"});
    expect_unchanged(device, before);
}

TEST_F(HttpsRun, TakesAServerOfTls12) {
    start(good, TLS1_2_VERSION);
    expect_good(device, before, run(where()));
}

TEST_F(HttpsRun, SaysThatNoTlsIsSpokenAtAPortOfHttp) {
    const TcpServer plain([](TcpPeer& peer) {
        peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        peer.wait_for_end();
    });
    expect_failure(run(server_at(plain.port())), {ExitCode::Server, kRegistration, "no TLS is spoken there"});
}

TEST_F(HttpsRun, GivesUpOnAHandshakeThatHangs) {
    const TcpServer silent([](TcpPeer& peer) { peer.wait_for_end(); });
    expect_failure(run(server_at(silent.port()), {"--timeout", "1"}),
                   {ExitCode::Server, kRegistration, "SSL connection timeout"});
}

TEST_F(HttpsRun, TriesAgainAfterAHandshakeThatIsCut) {
    const TcpServer rude([](TcpPeer&) {});
    const Ended ended = run(server_at(rude.port()), {"--retries", "1"});
    expect_failure(ended, {ExitCode::Server, kRegistration, "the connection broke in the TLS handshake"});
    EXPECT_THAT(ended.err, HasSubstr("trying again"));
}

TEST_F(HttpsRun, LeadsNowhereWhereAPlanBringsItAndNobodyIsTrusted) {
    start(good);
    server.plan["http_server"] = concat("https://127.0.0.1:", front->port());
    expect_failure(device.run_agent(server_at(server.port(), "http")),
                   {ExitCode::Transfer, "stage the configuration", "nothing says which server to trust"});
    expect_unchanged(device, before);
    EXPECT_EQ(front->handshakes(), 0);
}

TEST_F(HttpsRun, OfAPlanThatCameOverHttpIsHeldToTheSameTrust) {
    start(other.issue());
    server.plan["http_server"] = concat("https://127.0.0.1:", front->port());
    const Ended ended = run(server_at(server.port(), "http"), {"--retries", "3"});
    expect_failure(ended, {ExitCode::Transfer, "stage the configuration", "from an authority in --ca-file"});
    EXPECT_THAT(ended.err, Not(HasSubstr("trying again")));
}

TEST_F(HttpsRun, FollowsARedirectFromHttpToHttps) {
    start(good);
    MadeUpServer plain;
    const std::string there =
        concat("Location: https://127.0.0.1:", front->port(), "/images/", kNewImage, "\r\n");
    plain.answers_with(kGetImage, http_answer_with(302, there, ""));
    plain.start();
    expect_good(device, before, run(server_at(plain.port(), "http")));
    EXPECT_THAT(server.requests(), ElementsAre(kGetImage));
}

TEST_F(HttpsRun, FollowsNoRedirectFromHttpsToHttp) {
    MadeUpServer plain;
    plain.start();
    const std::string there =
        concat("Location: http://127.0.0.1:", plain.port(), "/images/", kNewImage, "\r\n");
    server.answers_with(kGetImage, http_answer_with(302, there, ""));
    start(good);
    const Ended ended = run(where());
    expect_failure(ended,
                   {ExitCode::Transfer, "stage the image",
                    "which is not followed: https takes --ca-file or --pin, and is not left for http"});
    EXPECT_THAT(plain.requests(), IsEmpty());
    expect_unchanged(device, before);
}

constexpr std::size_t kHalf = 400'000;
const std::string kVersion = "ETag: \"v1\"\r\n";

TEST_F(HttpsRun, GoesOnBehindABodyThatIsCut) {
    server.answers[kGetImage] = {
        http_answer_cut_short(made_up_image().substr(0, kHalf), made_up_image().size(), kVersion)};
    server.answers[kGetImage + " bytes=400000-"] = {http_answer_with(
        206, kVersion + "Content-Range: bytes 400000-899999/900000\r\n", made_up_image().substr(kHalf))};
    start(good);
    expect_good(device, before, run(where(), {"--retries", "1"}));
    EXPECT_THAT(server.requests(), Contains(kGetImage + " bytes=400000-"));
}

TEST_F(HttpsRun, TakesNoBodyThatEndsWithTheConnectionAlone) {
    server.answers_with(kGetConfig, "HTTP/1.1 200 OK\r\n\r\n" + kConfig.substr(0, 20));
    start(good);
    expect_failure(run(where()),
                   {ExitCode::Transfer, "stage the configuration", "did not say that its answer did"});
    expect_unchanged(device, before);
}

/// The shared memory that there is on this machine.
std::string shared_memory() {
    std::ifstream file("/proc/sysvipc/shm");
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(HttpsRun, NeedsNoMoreThanLinux34) {
    // Of our own, since what another program left behind would hide what the agent leaves; takes root.
    unshare(CLONE_NEWIPC);
    const std::string shared_before = shared_memory();
    start(good);
    const Ended ended =
        Process(Arguments{LINUX34_PATH} + device.agent_line(where() + ca(authority)), device.environment())
            .wait();
    expect_good(device, before, ended);
    EXPECT_EQ(shared_memory(), shared_before);
}

/// As on Linux 3.4, this many seconds after its boot, and where /dev/random gives nothing.
struct OldKernel : HttpsRun {
    Ended run_after(long uptime, const Arguments& more = {}) {
        start(good);
        const std::string silent = files.path_of("random");
        EXPECT_EQ(mkfifo(silent.c_str(), 0600), 0);
        struct sysinfo facts {};
        sysinfo(&facts);
        const Arguments machine = {"/usr/bin/unshare",
                                   "--mount",
                                   "--time",
                                   "--boottime",
                                   std::to_string(uptime - facts.uptime),
                                   "sh",
                                   "-c",
                                   R"(mount --bind "$0" /dev/random && exec "$@")",
                                   silent,
                                   LINUX34_PATH};
        return Process(machine + device.agent_line(where() + ca(authority) + more), device.environment())
            .wait();
    }

    void SetUp() override {
        HttpsRun::SetUp();
        if (geteuid() != 0 || access("/proc/self/ns/time", F_OK) != 0)
            GTEST_SKIP() << "a mount takes root, and another uptime a time namespace";
    }
};

TEST_F(OldKernel, HasRandomNumbersMinutesAfterItsBootWhateverTheDeviceSays) {
    expect_good(device, before, run_after(181));
}

TEST_F(OldKernel, IsWaitedForAsLongAsAServerSoonAfterItsBoot) {
    const Ended ended = run_after(10, {"--timeout", "1", "--retries", "1"});
    expect_failure(ended, {ExitCode::Server, kRegistration, "the switch has no random numbers yet"});
    EXPECT_THAT(ended.err, HasSubstr("trying again"));
    EXPECT_EQ(front->handshakes(), 0);
}

TEST_F(HttpsRun, ListensToNoVariableThatNamesAuthorities) {
    start(good);
    const Arguments trust = ca(authority);
    Arguments environment = device.environment();
    for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE"})
        environment.push_back(concat(name, '=', trust[1]));
    environment.push_back("SSL_CERT_DIR=/etc/ssl/certs");
    const std::string secrets = files.path_of("secrets");
    environment.push_back("SSLKEYLOGFILE=" + secrets);
    files.write("other.pem", other.pem());
    const Arguments line = device.agent_line(where() + Arguments{"--ca-file", files.path_of("other.pem")});
    expect_failure(Process(line, environment).wait(), {ExitCode::Server, kRegistration, "from an authority"});
    EXPECT_FALSE(files.has("secrets"));
}

}  // namespace
}  // namespace poap::rig
