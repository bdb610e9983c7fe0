#include "options/options.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/certificates.hpp"
#include "support/named_case.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;
using Arguments = std::vector<const char*>;

Options parse(const Arguments& arguments, const PoapEnvironment& environment = {}) {
    Arguments argv = {"poap-agent"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return parse_options(static_cast<int>(argv.size()), argv.data(), environment);
}

/// With a server, so that the arguments under test are what matters.
Options parse_with_server(Arguments arguments) {
    arguments.insert(arguments.begin(), {"--server", "10.10.20.20"});
    return parse(arguments);
}

TEST(Options, HaveTheDefaultsOfTheContract) {
    const Options options = parse({"--server", "10.10.20.20"});
    EXPECT_EQ(options.command, Command::Run);
    EXPECT_EQ(options.server->endpoint.authority(), "10.10.20.20:5000");
    EXPECT_EQ(options.vrf, "management");
    EXPECT_EQ(options.bootflash, "/bootflash");
    EXPECT_EQ(options.vsh, "/isan/bin/vsh");
    EXPECT_EQ(options.log_dir, "/bootflash");
    EXPECT_EQ(options.timeout, seconds(10));
    EXPECT_EQ(options.retries, RetryLimit(3));
    EXPECT_EQ(options.cli_timeout, seconds(600));
    EXPECT_FALSE(options.tftp.block_size);
    EXPECT_FALSE(options.deadline);
    EXPECT_FALSE(options.force);
    EXPECT_FALSE(options.require_digest);
    EXPECT_FALSE(options.json);
    EXPECT_TRUE(options.syslog);
    EXPECT_EQ(options.least, Level::Info);
    EXPECT_FALSE(options.text);
}

TEST(Options, TakeEveryFlag) {
    const Options options = parse({"--server",
                                   "poap.example.net",
                                   "--port",
                                   "80",
                                   "--vrf",
                                   "blue",
                                   "--bootflash",
                                   "/bf",
                                   "--vsh",
                                   "/bin/vsh",
                                   "--force",
                                   "--deadline",
                                   "7200",
                                   "--require-digest",
                                   "--timeout",
                                   "20",
                                   "--retries",
                                   "0",
                                   "--tftp-blksize",
                                   "8192",
                                   "--cli-timeout",
                                   "30",
                                   "--log-dir",
                                   "/var/log",
                                   "--no-syslog",
                                   "-v",
                                   "--tftp-no-options"});
    EXPECT_EQ(options.server->endpoint.authority(), "poap.example.net:80");
    EXPECT_EQ(options.vrf, "blue");
    EXPECT_EQ(options.bootflash, "/bf");
    EXPECT_EQ(options.vsh, "/bin/vsh");
    EXPECT_TRUE(options.force);
    EXPECT_EQ(options.deadline, seconds(7200));
    EXPECT_TRUE(options.require_digest);
    EXPECT_EQ(options.timeout, seconds(20));
    EXPECT_EQ(options.retries, RetryLimit(0));
    EXPECT_EQ(options.tftp.block_size, 8192);
    EXPECT_TRUE(options.tftp.no_options);
    EXPECT_EQ(options.cli_timeout, seconds(30));
    EXPECT_EQ(options.log_dir, "/var/log");
    EXPECT_FALSE(options.syslog);
    EXPECT_EQ(options.least, Level::Debug);
}

TEST(Options, KeepTheirLogOnTheBootflashThatIsNamed) {
    EXPECT_EQ(parse_with_server({"--bootflash", "/bf"}).log_dir, "/bf");
}

TEST(Options, CanBeQuiet) {
    EXPECT_EQ(parse_with_server({"-q"}).least, Level::Warning);
}

TEST(Options, TakeAValueBehindAnEqualsSign) {
    EXPECT_EQ(parse({"--server=10.10.20.20", "--port=80"}).server->endpoint.authority(), "10.10.20.20:80");
}

TEST(Options, StandBeforeOrAfterTheSubcommand) {
    for (const Arguments& arguments : {Arguments{"--json", "--server", "h", "plan", "--port", "80"},
                                       Arguments{"plan", "--port", "80", "--server", "h", "--json"}}) {
        const Options options = parse(arguments);
        EXPECT_EQ(options.command, Command::Plan);
        EXPECT_TRUE(options.json);
        EXPECT_EQ(options.server->endpoint.authority(), "h:80");
    }
}

TEST(Options, NameTheirSubcommand) {
    EXPECT_EQ(parse_with_server({"run"}).command, Command::Run);
    EXPECT_EQ(parse_with_server({"plan"}).command, Command::Plan);
    EXPECT_EQ(parse_with_server({"collect"}).command, Command::Collect);
}

TEST(Options, GivenTwiceCountTheLastTime) {
    const Options options = parse({"--server", "a", "--port", "1", "--retries", "5", "run", "--port", "2",
                                   "--server", "b", "--retries", "0", "--force", "--force"});
    EXPECT_EQ(options.server->endpoint.authority(), "b:2");
    EXPECT_EQ(options.retries, RetryLimit(0));
    EXPECT_TRUE(options.force);
}

TEST(Options, HavePatienceInPoapAndThreeTriesByHand) {
    PoapEnvironment poap;
    poap.in_poap = true;
    const auto limit = [&](Arguments more, const PoapEnvironment& environment) {
        more.insert(more.begin(), {"--server", "h"});
        return parse(more, environment).retries;
    };
    EXPECT_EQ(limit({}, poap), RetryLimit(seconds(300)));
    EXPECT_EQ(limit({"--patience", "20"}, poap), RetryLimit(seconds(20)));
    EXPECT_EQ(limit({"--patience", "20"}, {}), RetryLimit(seconds(20)));
    EXPECT_EQ(limit({"--patience", "0"}, poap), RetryLimit(seconds(0)));
    for (const Arguments& both :
         {Arguments{"--retries", "0"}, Arguments{"--retries", "0", "--patience", "20"},
          Arguments{"--patience", "20", "--retries", "0"}}) {
        EXPECT_EQ(limit(both, poap), RetryLimit(0)) << "--retries replaces the patience";
    }
}

TEST(Options, AskForEventsOfARunAloneAlsoWhereTheyAreWrong) {
    const auto ask = [](Arguments arguments) {
        arguments.insert(arguments.begin(), "poap-agent");
        return asks_for_events(static_cast<int>(arguments.size()), arguments.data());
    };
    EXPECT_TRUE(ask({"--json"}));
    EXPECT_TRUE(ask({"run", "--sever", "x", "--port", "http", "--json"}));
    EXPECT_FALSE(ask({"--server", "x"}));
    EXPECT_FALSE(ask({"--json", "plan"}));
    EXPECT_FALSE(ask({"collect", "--json"}));
    EXPECT_FALSE(ask({"--json=perhaps"}));
}

TEST(Options, NeedNoServerToCollect) {
    EXPECT_FALSE(parse({"collect", "--json"}).server);
}

TEST(Options, TakeAnIPv6ServerWithAndWithoutBrackets) {
    EXPECT_EQ(parse({"--server", "2001:db8::1"}).server->endpoint.authority(), "[2001:db8::1]:5000");
    EXPECT_EQ(parse({"--server", "[2001:db8::1]"}).server->endpoint.authority(), "[2001:db8::1]:5000");
}

TEST(Options, TakeTheVrfThatPoapNamesUnlessTold) {
    PoapEnvironment environment;
    environment.vrf = FileName::parse("default");
    EXPECT_EQ(parse({"--server", "h"}, environment).vrf, "default");
    EXPECT_EQ(parse({"--server", "h", "--vrf", "none"}, environment).vrf, "none");
}

TEST(Options, LetTheCurrentNetworkReplaceOnlyAVrfThatNobodyAskedFor) {
    PoapEnvironment environment;
    environment.vrf = FileName::parse("default");
    EXPECT_EQ(parse({"--server", "h"}, environment).vrf_fallback, VrfFallback::Allowed);
    EXPECT_EQ(parse({"--server", "h"}).vrf_fallback, VrfFallback::Allowed);
    // Also where it is what the default would have been.
    EXPECT_EQ(parse({"--server", "h", "--vrf", "management"}).vrf_fallback, VrfFallback::NotAsked);
}

const std::string kPin = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

TEST(Options, SpeakHttpToTheServerUnlessTold) {
    EXPECT_EQ(parse({"--server", "h"}).server->url("x"), "http://h:5000/x");
    EXPECT_EQ(parse({"--server", "h", "--scheme", "http"}).server->url("x"), "http://h:5000/x");
    EXPECT_EQ(parse({"--server", "h", "--scheme", "https", "--pin", kPin.c_str()}).server->url("x"),
              "https://h:5000/x");
}

TEST(Options, TrustNobodyOverTlsUnlessTold) {
    EXPECT_FALSE(parse({"--server", "h"}).trust.in_anybody());
}

TEST(Options, TakeOnePinOrSeveral) {
    for (const std::string& pins : {kPin, kPin + ';' + kPin}) {
        EXPECT_EQ(parse({"--server", "h", "--pin", pins.c_str()}).trust.pins->str(), pins);
    }
}

TEST(Options, TakeAuthoritiesFromAFileOrAsTheyAre) {
    const TempDir files;
    const std::string first = Certificate::authority("A").pem();
    const std::string second = Certificate::authority("B").pem();
    files.write("ca.pem", concat("# Authorities of the lab\n", first, "\n", second));
    EXPECT_EQ(parse({"--server", "h", "--ca-file", files.path_of("ca.pem").c_str()}).trust.authorities->pem(),
              first + second);
    for (const std::string& option : {concat("--ca-file=", first), concat("--ca-file=\n", first)}) {
        EXPECT_EQ(parse({"--server", "h", option.c_str()}).trust.authorities->pem(), first);
    }
}

TEST(Options, NameTheFileOfAuthoritiesThatIsNone) {
    const TempDir files;
    files.write("empty", "");
    files.write("text", "no certificate");
    files.write("cut", Certificate::authority("A").pem().substr(0, 300));
    files.write("damaged", Certificate::authority("A").pem() +
                               "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    files.write("indented",
                concat(Certificate::authority("A").pem(), ' ', Certificate::authority("B").pem()));
    files.write("large", Certificate::authority("A").pem() + std::string(1024 * 1024, '\n'));
    for (const std::string name : {"empty", "text", "cut", "damaged", "indented", "large", "missing", "."}) {
        const std::string path = files.path_of(name);
        const Error error = thrown_by([&] { parse({"--server", "h", "--ca-file", path.c_str()}); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), AllOf(HasSubstr("--ca-file"), HasSubstr(path)));
    }
}

struct BadCase : NamedCase {
    Arguments arguments;
    std::string fault;
};

class BadOptions : public testing::TestWithParam<BadCase> {};

TEST_P(BadOptions, AreAUsageErrorThatNamesThem) {
    const Error error = thrown_by([] { parse(GetParam().arguments); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr(GetParam().fault));
    EXPECT_THAT(error.advice(), HasSubstr("--help"));
}

INSTANTIATE_TEST_SUITE_P(
    Such, BadOptions,
    testing::Values(
        BadCase{{"AsNoServerForRun"}, {}, "--server is missing"},
        BadCase{{"AsNoServerForPlan"}, {"plan"}, "--server is missing"},
        BadCase{{"AsAnEmptyServer"}, {"--server", ""}, "the value of --server is empty"},
        BadCase{{"AsAServerThatIsNone"}, {"--server", "a b"}, "--server `a b`"},
        BadCase{{"AsAServerWithAPath"}, {"--server", "h/x"}, "--server `h/x`"},
        BadCase{{"AsAServerWithItsPort"}, {"--server", "h:80"}, "its port is given by --port"},
        BadCase{{"AsAServerWithoutItsHost"}, {"--server"}, "--server"},
        BadCase{{"AsAnotherScheme"}, {"--server", "h", "--scheme", "ftp"}, "--scheme `ftp`"},
        BadCase{{"AsAnotherSchemeWhereNoneIsNeeded"}, {"collect", "--scheme", "ftp"}, "--scheme `ftp`"},
        BadCase{{"AsHttpsThatTrustsNobody"}, {"--server", "h", "--scheme", "https"}, "--ca-file or --pin"},
        BadCase{{"AsACaTextThatIsNone"},
                {"--server", "h", "--ca-file", "-----BEGIN CERTIFICATE-----"},
                "--ca-file as text"},
        BadCase{{"AsAnEmptyPin"}, {"--server", "h", "--pin", ""}, "the value of --pin is empty"},
        BadCase{{"AsAPinOfNoKind"},
                {"--server", "h", "--pin", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
                "--pin `47"},
        BadCase{{"AsAPinTooShort"},
                {"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF="},
                "--pin"},
        BadCase{{"AsAPinOf33Bytes"},
                {"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUx"},
                "--pin"},
        BadCase{{"AsAPinOf31Bytes"},
                {"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF=="},
                "--pin"},
        BadCase{{"AsAPinNotInBase64"},
                {"--server", "h", "--pin", "sha256//47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="},
                "--pin"},
        BadCase{{"AsAPinAndNoOther"},
                {"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;"},
                "--pin"},
        BadCase{{"AsAnEmptyPort"}, {"--server=h", "--port="}, "the value of --port is empty"},
        BadCase{{"AsAnEmptySwitch"},
                {"--server=h", "--require-digest="},
                "the value of --require-digest is empty"},
        BadCase{{"AsAnEmptyLetter"}, {"--server=h", "-v="}, "the value of -v is empty"},
        BadCase{{"AsAnEmptyStick"}, {"--server=h", "--usb="}, "the value of --usb is empty"},
        BadCase{{"AsAnEmptyImage"},
                {"--mode=mac", "--file-server=http://h", "--system-image="},
                "the value of --system-image is empty"},
        BadCase{{"AsPort0"}, {"--server", "h", "--port", "0"}, "--port"},
        BadCase{{"AsAPortThatIsTooHigh"}, {"--server", "h", "--port", "65536"}, "--port"},
        BadCase{{"AsAPortBelow0"}, {"--server", "h", "--port", "-1"}, "--port"},
        BadCase{{"AsAPortInWords"}, {"--server", "h", "--port", "http"}, "--port"},
        BadCase{{"AsAPortWithAFraction"}, {"--server", "h", "--port", "80.5"}, "--port"},
        BadCase{{"AsATimeoutOf0"}, {"--server", "h", "--timeout", "0"}, "--timeout"},
        BadCase{{"AsATimeoutOfAges"}, {"--server", "h", "--timeout", "99999999999"}, "--timeout"},
        BadCase{{"AsACliTimeoutOf0"}, {"--server", "h", "--cli-timeout", "0"}, "--cli-timeout"},
        BadCase{{"AsADeadlineOf0"}, {"--server", "h", "--deadline", "0"}, "--deadline"},
        BadCase{{"AsRetriesBelow0"}, {"--server", "h", "--retries", "-1"}, "--retries"},
        BadCase{{"AsATftpBlockTooSmall"}, {"--server", "h", "--tftp-blksize", "7"}, "--tftp-blksize"},
        BadCase{{"AsATftpBlockTooLarge"}, {"--server", "h", "--tftp-blksize", "65465"}, "--tftp-blksize"},
        BadCase{{"AsAVrfWithAPath"}, {"--server", "h", "--vrf", "../x"}, "--vrf `../x`"},
        BadCase{{"AsAnEmptyVrf"}, {"--server", "h", "--vrf", ""}, "the value of --vrf is empty"},
        BadCase{{"AsQuietAndVerbose"}, {"--server", "h", "-q", "-v"}, "--verbose"},
        BadCase{{"AsAnUnknownFlag"}, {"--server", "h", "--sever", "x"}, "--sever"},
        BadCase{{"AsAnUnknownSubcommand"}, {"--server", "h", "provision"}, "provision"},
        BadCase{{"AsTwoSubcommands"}, {"--server", "h", "plan", "collect"}, "collect"}),
    CaseName());

TEST(Help, IsNoWayToEndPoap) {
    PoapEnvironment environment;
    environment.in_poap = true;
    for (const char* flag : {"--help", "-h", "--version"}) {
        const Error error = thrown_by([&] { parse({"--server=h", flag}, environment); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), HasSubstr("provisions nothing, and this is POAP"));
    }
}

TEST(Help, ListsEveryFlagAndExitCode) {
    for (const Arguments& arguments : {Arguments{"--help"}, Arguments{"-h"}, Arguments{"plan", "--help"}}) {
        const Options options = parse(arguments);
        ASSERT_TRUE(options.text);
        for (const char* flag : {"--server",
                                 "--port",
                                 "--vrf",
                                 "--bootflash",
                                 "--vsh",
                                 "--force",
                                 "--deadline",
                                 "--require-digest",
                                 "--make-room",
                                 "--timeout",
                                 "--retries",
                                 "--patience",
                                 "--cli-timeout",
                                 "--log-dir",
                                 "--tftp-blksize",
                                 "--tftp-no-options",
                                 "--no-syslog",
                                 "--json",
                                 "--verbose",
                                 "--scheme",
                                 "--ca-file",
                                 "--pin",
                                 "--quiet",
                                 "--mode",
                                 "--file-server",
                                 "--config-path",
                                 "--image-path",
                                 "--system-image",
                                 "--kickstart-image",
                                 "--config-file",
                                 "--hops",
                                 "--username",
                                 "--password-file",
                                 "--usb",
                                 "--install",
                                 "--no-sidecar",
                                 "--required-space",
                                 "run",
                                 "plan",
                                 "collect",
                                 "9 another agent"}) {
            EXPECT_THAT(*options.text, HasSubstr(flag)) << arguments.front();
        }
    }
}

TEST(Help, SaysWhatTheDefaultsAre) {
    EXPECT_THAT(*parse({"--help"}).text,
                AllOf(HasSubstr("5000"), HasSubstr("/bootflash"), HasSubstr("/isan/bin/vsh"),
                      HasSubstr("600"), HasSubstr("$POAP_VRF, else management")));
}

TEST(Help, IsNotInTheWayOfAMissingServer) {
    EXPECT_FALSE(parse({"--help"}).server);
}

TEST(Version, IsOneLine) {
    const Options options = parse({"--version"});
    ASSERT_TRUE(options.text);
    EXPECT_THAT(*options.text, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

}  // namespace
}  // namespace poap::test
