#include "options/options.hpp"

#include <gmock/gmock.h>

#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/certificates.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::AllOf, testing::HasSubstr;
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
    const Options options = parse({"--server=poap.example.net", "--port=80", "--vrf=blue", "--bootflash=/bf",
                                   "--vsh=/bin/vsh", "--force", "--deadline=7200", "--require-digest",
                                   "--timeout=20", "--retries=0", "--tftp-blksize=8192", "--cli-timeout=30",
                                   "--log-dir", "/var/log", "--no-syslog", "-v", "--tftp-no-options"});
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

TEST(Options, TrustNobodyUnlessToldAndTakeOnePinOrSeveral) {
    EXPECT_FALSE(parse({"--server", "h"}).trust.in_anybody());
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

struct BadCase {
    Arguments arguments;
    std::string fault;
};

const BadCase kBad[] = {
    {{}, "--server is missing"},
    {{"plan"}, "--server is missing"},
    {{"--server", ""}, "the value of --server is empty"},
    {{"--server", "a b"}, "--server `a b`"},
    {{"--server", "h/x"}, "--server `h/x`"},
    {{"--server", "h:80"}, "its port is given by --port"},
    {{"--server"}, "--server"},
    {{"--server", "h", "--scheme", "ftp"}, "--scheme `ftp`"},
    {{"collect", "--scheme", "ftp"}, "--scheme `ftp`"},
    {{"--server", "h", "--scheme", "https"}, "--ca-file or --pin"},
    {{"--server", "h", "--ca-file", "-----BEGIN CERTIFICATE-----"}, "--ca-file as text"},
    {{"--server", "h", "--pin", ""}, "the value of --pin is empty"},
    {{"--server", "h", "--pin", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, "--pin `47"},
    {{"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF="}, "--pin"},
    {{"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUx"}, "--pin"},
    {{"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF=="}, "--pin"},
    {{"--server", "h", "--pin", "sha256//47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="}, "--pin"},
    {{"--server", "h", "--pin", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;"}, "--pin"},
    {{"--server=h", "--port="}, "the value of --port is empty"},
    {{"--server=h", "--require-digest="}, "the value of --require-digest is empty"},
    {{"--server=h", "-v="}, "the value of -v is empty"},
    {{"--server=h", "--usb="}, "the value of --usb is empty"},
    {{"--mode=mac", "--file-server=http://h", "--system-image="}, "the value of --system-image is empty"},
    {{"--server", "h", "--port", "0"}, "--port"},
    {{"--server", "h", "--port", "65536"}, "--port"},
    {{"--server", "h", "--port", "-1"}, "--port"},
    {{"--server", "h", "--port", "http"}, "--port"},
    {{"--server", "h", "--port", "80.5"}, "--port"},
    {{"--server", "h", "--timeout", "0"}, "--timeout"},
    {{"--server", "h", "--timeout", "99999999999"}, "--timeout"},
    {{"--server", "h", "--cli-timeout", "0"}, "--cli-timeout"},
    {{"--server", "h", "--deadline", "0"}, "--deadline"},
    {{"--server", "h", "--retries", "-1"}, "--retries"},
    {{"--server", "h", "--tftp-blksize", "7"}, "--tftp-blksize"},
    {{"--server", "h", "--tftp-blksize", "65465"}, "--tftp-blksize"},
    {{"--server", "h", "--vrf", "../x"}, "--vrf `../x`"},
    {{"--server", "h", "--vrf", ""}, "the value of --vrf is empty"},
    {{"--server", "h", "-q", "-v"}, "--verbose"},
    {{"--server", "h", "--sever", "x"}, "--sever"},
    {{"--server", "h", "provision"}, "provision"},
    {{"--server", "h", "plan", "collect"}, "collect"},
};

TEST(BadOptions, AreAUsageErrorThatNamesThem) {
    for (const auto& [arguments, fault] : kBad) {
        const Error error = thrown_by([&words = arguments] { parse(words); });
        EXPECT_EQ(error.code(), ExitCode::Usage) << fault;
        EXPECT_THAT(error.what(), HasSubstr(fault));
        EXPECT_THAT(error.advice(), HasSubstr("--help"));
    }
}

TEST(Help, IsNoWayToEndPoap) {
    PoapEnvironment environment;
    environment.in_poap = true;
    for (const char* flag : {"--help", "-h", "--version"}) {
        const Error error = thrown_by([&] { parse({"--server=h", flag}, environment); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), HasSubstr("provisions nothing, and this is POAP"));
    }
}

TEST(Help, ListsEveryFlagAndExitCodeAndDefault) {
    std::istringstream flags(
        "--server --port --vrf --bootflash --vsh --force --deadline --require-digest --make-room --timeout "
        "--retries --patience --cli-timeout --log-dir --tftp-blksize --tftp-no-options --no-syslog --json "
        "--verbose --scheme --ca-file --pin --quiet --mode --file-server --config-path --image-path "
        "--system-image --kickstart-image --config-file --hops --username --password-file --usb --install "
        "--no-sidecar --required-space run plan collect 5000 /bootflash /isan/bin/vsh 600");
    const std::vector<std::string> words(std::istream_iterator<std::string>(flags), {});
    for (const Arguments& arguments : {Arguments{"--help"}, Arguments{"-h"}, Arguments{"plan", "--help"}}) {
        const Options options = parse(arguments);
        ASSERT_TRUE(options.text);
        EXPECT_FALSE(options.server);
        for (const std::string& word : words) EXPECT_THAT(*options.text, HasSubstr(word));
        EXPECT_THAT(*options.text,
                    AllOf(HasSubstr("$POAP_VRF, else management"), HasSubstr("9 another agent")));
    }
}

TEST(Version, IsOneLine) {
    const Options options = parse({"--version"});
    ASSERT_TRUE(options.text);
    EXPECT_THAT(*options.text, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

}  // namespace
}  // namespace poap::test
