// Switches whose clock is far off.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fault.hpp"
#include "support/certificates.hpp"
#include "support/tls_front.hpp"

namespace poap::rig {
namespace {

using testing::ElementsAre;
using testing::StartsWith;
using Arguments = std::vector<std::string>;

/// A time that a switch may take for now.
struct Now {
    std::string name;
    std::string seconds;  ///< after 1970 began
    std::string log;      ///< the name that a log has then
    std::string stamp;    ///< of its lines
};

const std::vector<Now>& nows() {
    static const std::vector<Now> kNows = {
        {"In1970", "1000", "19700101001640_poap.log", "1970-01-01 00:16:40Z "},
        {"In2038", "2147483648", "20380119031408_poap.log", "2038-01-19 03:14:08Z "},
        {"In2099", "4070908800", "20990101000000_poap.log", "2099-01-01 00:00:00Z "},
    };
    return kNows;
}

/// A server of https, and what to trust it by.
struct Https {
    Https() : certificate(authority.issue()) {
        server.plan["http_server"] = "https://@HERE@";
        server.start();
        front = std::make_unique<test::TlsFront>(certificate, server.port());
        files.write("ca.pem", authority.pem());
    }

    test::TempDir files;
    test::Certificate authority = test::Certificate::authority("Lab CA");
    test::Certificate certificate;
    MadeUpServer server;
    std::unique_ptr<test::TlsFront> front;
};

Arguments by_authority(const Https& https) {
    return {"--ca-file", https.files.path_of("ca.pem")};
}
Arguments by_pin(const Https& https) {
    return {"--pin", https.certificate.pin()};
}

Arguments by_both(const Https& https) {
    Arguments trust = by_authority(https);
    for (const std::string& part : by_pin(https)) trust.push_back(part);
    return trust;
}

std::function<void(Bench&)> at(const Now& now) {
    return [=](Bench& bench) { bench.starter = {OTHER_CLOCK_PATH, now.seconds, NO_VDSO_PATH}; };
}

std::function<void(Bench&)> over_https(const Now& now, Arguments (*trust)(const Https&)) {
    return [=](Bench& bench) {
        at(now)(bench);
        const auto https = std::make_shared<Https>();
        bench.arguments = {"--scheme", "https", "--port", std::to_string(https->front->port())};
        const Arguments trusted = trust(*https);
        bench.arguments.insert(bench.arguments.end(), trusted.begin(), trusted.end());
        bench.keep(https);
    };
}

Faults other_clocks() {
    const auto logged_at = [](const Now& now, End end) {
        end.holds = [=](const Bench& bench) {
            const Snapshot bootflash = bench.device().bootflash();
            ASSERT_THAT(logs_in(bootflash), ElementsAre(now.log));
            EXPECT_THAT(bootflash.at(now.log), StartsWith(now.stamp));
        };
        return end;
    };
    const auto refused = [](const std::string& cause) {
        return fails(ExitCode::Server, kRegister, "the server's certificate, or one above it, " + cause);
    };
    End pinned = recovers();
    pinned.told = {"WARNING: --pin is given: the dates of an https server's certificate are not trusted"};
    Faults rows;
    for (const Now& now : nows()) {
        rows.push_back({{now.name}, at(now), logged_at(now, recovers())});
        rows.push_back({{now.name + "ByPin"}, over_https(now, by_pin), logged_at(now, pinned)});
        rows.push_back({{now.name + "ByBoth"}, over_https(now, by_both), logged_at(now, pinned)});
    }
    const Now& early = nows().front();
    const Now& late = nows().back();
    rows.push_back({{early.name + "ByAuthority"},
                    over_https(early, by_authority),
                    logged_at(early, refused("is not valid yet: the switch's clock says "
                                             "Thu, 01 Jan 1970 00:16:40 GMT"))});
    rows.push_back({{late.name + "ByAuthority"},
                    over_https(late, by_authority),
                    logged_at(late, refused("has expired: the switch's clock says "
                                            "Thu, 01 Jan 2099 00:00:00 GMT"))});
    return rows;
}

FAULT_TABLE(OtherClock, other_clocks());

}  // namespace
}  // namespace poap::rig
