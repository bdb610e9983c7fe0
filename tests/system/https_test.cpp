// Servers of https: those that are trusted, and those that are not, whatever the switch's clock says.

#include "https.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

using test::Certificate;
using test::CertificateSpec;
using test::TcpPeer;
using test::TcpServer;

constexpr long kDay = 24 * 3600;
const CertificateSpec kExpired = {.from = -3 * kDay, .to = -2 * kDay};
const CertificateSpec kNotYetValid = {.from = 2 * kDay, .to = 3 * kDay};

Words by_another_pin(const Tls& tls) {
    return {"--pin", tls.other.pin()};
}
Words by_one_of_two_pins(const Tls& tls) {
    return {"--pin", tls.other.pin() + ';' + tls.certificate.pin()};
}
Words by_authority_and_another_pin(const Tls& tls) {
    return by_authority(tls) + by_another_pin(tls);
}

MakeCertificate issued(const CertificateSpec& spec) {
    return [spec](const Tls& tls) { return tls.authority.issue(spec); };
}
MakeCertificate self_signed(const CertificateSpec& spec = {}) {
    return [spec](const Tls&) { return Certificate::self_signed(spec); };
}
Certificate by_the_other(const Tls& tls) {
    return tls.other.issue();
}

/// The certificate of the authority is in a file.
Step in_a_file(const std::shared_ptr<Tls>& tls) {
    return [=](Bench& bench) {
        const auto& files = bench.make<test::TempDir>();
        files.write("ca.pem", tls->authority.pem());
        bench.add_arguments({"--ca-file", files.path_of("ca.pem")});
    };
}

const std::string kNoDates =
    "WARNING: --pin is given: the dates of an https server's certificate are not trusted";

Cases trusted() {
    const auto tls = std::make_shared<Tls>();
    const CertificateSpec other_host = {.host = "DNS:other"};
    const auto row = [&](const std::string& name, const MakeCertificate& certificate, const Trust& trust,
                         const Words& reported = {}) -> Case {
        return Case(name, https(tls, certificate, trust),
                    recovers().requesting({kPut, kGetConfig, kGetImage}).reporting(reported));
    };
    return {
        Case("ByItsAuthority",
             https(tls, good_certificate, [](const Tls&) { return Words(); }) + in_a_file(tls), recovers()),
        row("ByItsAuthoritysText", good_certificate, by_authority),
        row("ByItsAuthorityWithRsa", issued({.key = "RSA"}), by_authority),
        row("ByItsPin", self_signed(), by_pin, {kNoDates}),
        row("ByItsPinAlthoughExpired", self_signed(kExpired), by_pin, {kNoDates}),
        row("ByItsPinForAnotherHost", issued(other_host), by_pin, {kNoDates}),
        row("ByOneOfTwoPins", self_signed(), by_one_of_two_pins, {kNoDates}),
        row("ByAuthorityAndPin", good_certificate, by_both, {kNoDates}),
        row("ByAuthorityAndPinAlthoughExpired", issued(kExpired), by_both, {kNoDates}),
        Case("OfTls12", https(tls, good_certificate, by_authority, TLS1_2_VERSION), recovers()),
    };
}

CASES(TrustedServer, trusted());

/// No request is sent, and nothing is tried again.
Cases not_trusted() {
    const auto tls = std::make_shared<Tls>();
    const CertificateSpec other_host = {.host = "DNS:other"};
    const std::string authority = "from an authority in --ca-file";
    const std::string pin = "none of those that --pin names";
    const auto row = [&](const std::string& name, const MakeCertificate& certificate, const Trust& trust,
                         const std::string& cause, int highest = TLS1_3_VERSION) -> Case {
        return Case(name, https(tls, certificate, trust, highest) + retries(3),
                    kPutRequest.fails(cause).requesting({}).not_reporting({"trying again"}));
    };
    return {
        row("Expired", issued(kExpired), by_authority, "has expired: the switch's clock says "),
        row("NotYetValid", issued(kNotYetValid), by_authority, "is not valid yet: the switch's clock"),
        row("ForAnotherHost", issued(other_host), by_authority, "is for another host"),
        row("ForAnotherAddress", issued({.host = "IP:127.0.0.2"}), by_authority, "another host"),
        row("WithAWeakKey", issued({.key = "weak RSA"}), by_authority, "is too weak"),
        row("OfAnotherAuthority", by_the_other, by_authority, authority),
        row("SelfSigned", self_signed(), by_authority, authority),
        row("WithAnotherPin", good_certificate, by_another_pin, pin),
        row("WithAnotherPinOfTheAuthority", good_certificate, by_authority_and_another_pin, pin),
        row("WithThePinOfAnotherAuthority", by_the_other, by_both, authority),
        row("WithThePinForAnotherHost", issued(other_host), by_both, "another host"),
        row("OfTls11", good_certificate, by_authority, "speaks no TLS 1.2 or later", TLS1_1_VERSION),
    };
}

CASES(NotTrustedServer, not_trusted());

/// A server that does what it likes on its connections.
Step rude_server(const TcpServer::Serve& serve, const Words& more) {
    return [=](Bench& bench) {
        const auto& server = bench.make<TcpServer>(serve);
        bench.add_arguments(Words{"--scheme", "https", "--port", std::to_string(server.port()), "--ca-file",
                                  Certificate::authority("Lab CA").pem()} +
                            more);
    };
}

/// The POAP server speaks http, and what `step` does has to do with TLS.
Step plain_plan(const std::shared_ptr<Tls>& tls, const MakeCertificate& certificate, const Trust& trust) {
    return https(tls, certificate, trust) + [=](Bench& bench) {
        bench.add_arguments({"--scheme", "http", "--port", std::to_string(bench.server.port())});
    };
}

Cases https_runs() {
    const auto tls = std::make_shared<Tls>();
    const Step good = https(tls, good_certificate, by_authority);
    const auto nobody = [](const Tls&) { return Words(); };
    const std::size_t half = 400'000;
    const std::string version = "ETag: \"v1\"\r\n";
    const std::string rest = kGetImage + " bytes=400000-";
    const auto no_handshake = [tls](const Bench&) { EXPECT_EQ(tls->front->handshakes(), 0); };
    const auto fails_at_config = [](const std::string& cause) { return kConfigRequest.fails(cause); };
    const Step to_https = [tls](Bench& bench) {
        auto& behind = bench.make<FakeServer>();
        behind.start();
        tls->front = &bench.make<test::TlsFront>(tls->authority.issue(), behind.port());
        bench.server.answers_with(
            kGetImage,
            http_answer_with(
                302, concat("Location: https://127.0.0.1:", tls->front->port(), kImageRequest.path(), "\r\n"),
                ""));
        bench.add_arguments(by_authority(*tls));
    };
    const Step to_http = [](Bench& bench) {
        const std::string there =
            concat("Location: http://", another_server(bench), kImageRequest.path(), "\r\n");
        bench.server.answers_with(kGetImage, http_answer_with(302, there, ""));
    };
    return {
        Case("ReportsThatNoTlsIsSpokenAtAPortOfHttp",
             rude_server(
                 [](TcpPeer& peer) {
                     peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                     peer.wait_for_end();
                 },
                 {}),
             kPutRequest.fails("no TLS is spoken there")),
        Case("RetriesAHandshakeThatIsCut", rude_server([](TcpPeer&) {}, {"--retries", "1"}),
             kPutRequest.fails("the connection broke in the TLS handshake").reporting({"trying again"})),
        Case("LeadsNowhereWhereAPlanBringsItAndNobodyIsTrusted", plain_plan(tls, good_certificate, nobody),
             fails_at_config("nothing says which server to trust").holding(no_handshake)),
        Case("OfAPlanThatCameOverHttpIsHeldToTheSameTrust",
             plain_plan(tls, by_the_other, by_authority) + retries(3),
             fails_at_config("from an authority in --ca-file").not_reporting({"trying again"})),
        Case("FollowsARedirectFromHttpToHttps", to_https, recovers()),
        Case("FollowsNoRedirectFromHttpsToHttp", good + to_http,
             kImageRequest.fails(
                 "which is not followed: https takes --ca-file or --pin, and is not left for http")),
        Case(
            "ResumesABodyThatIsCut",
            good + retries(1) +
                answer(kGetImage,
                       {http_answer_cut_short(fake_image().substr(0, half), fake_image().size(), version)}) +
                answer(rest, {http_answer_with(206, version + "Content-Range: bytes 400000-899999/900000\r\n",
                                               fake_image().substr(half))}),
            recovers().requesting({kPut, kGetConfig, kGetImage, rest})),
        Case("TakesNoBodyThatEndsWithTheConnectionAlone",
             good + answer(kGetConfig, {"HTTP/1.1 200 OK\r\n\r\n" + kConfig.substr(0, 20)}),
             fails_at_config("did not say that its answer did")),
    };
}

CASES(HttpsRun, https_runs());

Cases hanging_handshakes() {
    return {Case("Silent", rude_server([](TcpPeer& peer) { peer.wait_for_end(); }, {"--timeout", kTimeout}),
                 kPutRequest.fails("SSL connection timeout"))};
}

CASES_AT_ONCE(HttpsHandshake, hanging_handshakes())

TEST(HttpsVariables, ThatNameAuthoritiesAreIgnored) {
    const auto tls = std::make_shared<Tls>();
    test::TempDir files;
    files.write("ca.pem", tls->authority.pem());
    const auto by_the_other_text = [](const Tls& all) { return Words{"--ca-file", all.other.pem()}; };
    const Words variables = {"CURL_CA_BUNDLE=" + files.path_of("ca.pem"),
                             "SSL_CERT_FILE=" + files.path_of("ca.pem"), "SSL_CERT_DIR=/etc/ssl/certs",
                             "SSLKEYLOGFILE=" + files.path_of("secrets")};
    expect_end(Case("Variables", https(tls, good_certificate, by_the_other_text) + env(variables),
                    kPutRequest.fails("from an authority")));
    EXPECT_FALSE(files.has("secrets"));
}

/// A time that a switch may take for now.
struct Now {
    std::string name;
    std::string seconds;  ///< after 1970 began
    std::string log;      ///< the name that a log has then
    std::string stamp;    ///< of its lines

    Step step() const { return started_by({OTHER_CLOCK_PATH, seconds}); }
    End logged(const End& end) const {
        return end.holding([log = log, stamp = stamp](const Bench& bench) {
            const Snapshot bootflash = bench.device().bootflash();
            ASSERT_THAT(logs_in(bootflash), testing::ElementsAre(log));
            EXPECT_THAT(bootflash.at(log), testing::StartsWith(stamp));
        });
    }
};

const std::vector<Now> kNows = {
    {"In1970", "1000", "19700101001640_poap.log", "1970-01-01 00:16:40Z "},
    {"In2038", "2147483648", "20380119031408_poap.log", "2038-01-19 03:14:08Z "},
    {"In2099", "4070908800", "20990101000000_poap.log", "2099-01-01 00:00:00Z "},
};

Cases other_clocks() {
    const auto tls = std::make_shared<Tls>();
    const auto refused = [](const std::string& cause) {
        return kPutRequest.fails("the server's certificate, or one above it, " + cause);
    };
    const End pinned = recovers().reporting({kNoDates});
    Cases rows;
    for (const Now& now : kNows) {
        rows.emplace_back(now.name, now.step(), now.logged(recovers()));
        rows.push_back(
            Case(now.name + "ByPin", now.step() + https(tls, good_certificate, by_pin), now.logged(pinned)));
        rows.push_back(Case(now.name + "ByBoth", now.step() + https(tls, good_certificate, by_both),
                            now.logged(pinned)));
    }
    const Now& early = kNows.front();
    const Now& late = kNows.back();
    const Step checked = https(tls, good_certificate, by_authority);
    rows.push_back(Case(
        early.name + "ByAuthority", early.step() + checked,
        early.logged(refused("is not valid yet: the switch's clock says Thu, 01 Jan 1970 00:16:40 GMT"))));
    rows.push_back(
        Case(late.name + "ByAuthority", late.step() + checked,
             late.logged(refused("has expired: the switch's clock says Thu, 01 Jan 2099 00:00:00 GMT"))));
    return rows;
}

CASES(OtherClock, other_clocks());

}  // namespace
}  // namespace poap::rig
