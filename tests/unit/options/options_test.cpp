#include "options/options.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "support/certificates.hpp"
#include "support/parsed_options.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr;

const Arguments kServer = {"--server=h"};

TEST(Options, HaveTheDocumentedDefaults) {
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
    EXPECT_FALSE(options.install);
    EXPECT_EQ(options.split_config, SplitConfig::Auto);
    EXPECT_FALSE(options.trust.in_anybody());
    EXPECT_TRUE(options.syslog);
    EXPECT_EQ(options.least, Level::Info);
    EXPECT_FALSE(options.text);
}

TEST(Options, TakeEveryFlag) {
    const Options options = parse({"--server=poap.example.net",
                                   "--port=80",
                                   "--vrf=blue",
                                   "--bootflash=/bf",
                                   "--vsh=/bin/vsh",
                                   "--force",
                                   "--deadline=7200",
                                   "--require-digest",
                                   "--timeout=20",
                                   "--retries=0",
                                   "--tftp-blksize=8192",
                                   "--cli-timeout=30",
                                   "--log-dir",
                                   "/var/log",
                                   "--no-syslog",
                                   "-v",
                                   "--tftp-no-options",
                                   "--install",
                                   "install-all",
                                   "--split-config",
                                   "never"});
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
    EXPECT_EQ(options.install, Install::InstallAll);
    EXPECT_EQ(options.split_config, SplitConfig::Never);
    EXPECT_EQ(parse(kServer + Arguments{"--split-config=always"}).split_config, SplitConfig::Always);
    EXPECT_EQ(parse(kServer + Arguments{"--split-config=auto"}).split_config, SplitConfig::Auto);
    EXPECT_EQ(parse(kServer + Arguments{"-q"}).least, Level::Warning);
    EXPECT_EQ(parse(kServer + Arguments{"--bootflash=/bf"}).log_dir, "/bf");
}

TEST(Options, MayBeOnEitherSideOfTheCommandAndTheLastOneCounts) {
    const Options options = parse({"--json", "--server", "a", "--port", "1", "--retries", "5", "plan",
                                   "--port", "2", "--server", "b", "--retries", "0", "--force", "--force"});
    EXPECT_EQ(options.command, Command::Plan);
    EXPECT_TRUE(options.json);
    EXPECT_EQ(options.server->endpoint.authority(), "b:2");
    EXPECT_EQ(options.retries, RetryLimit(0));
    EXPECT_TRUE(options.force);
    EXPECT_EQ(parse(kServer + Arguments{"run"}).command, Command::Run);
    const Options collect = parse({"collect", "--json"});
    EXPECT_EQ(collect.command, Command::Collect);
    EXPECT_FALSE(collect.server);
}

TEST(Options, RetryForMinutesInPoapAndThreeTimesByHand) {
    PoapEnvironment poap;
    poap.in_poap = true;
    const auto limit = [](const std::string& more, const PoapEnvironment& environment) {
        return parse(kServer + words(more), environment).retries;
    };
    EXPECT_EQ(limit("", poap), RetryLimit(seconds(300)));
    EXPECT_EQ(limit("--patience 20", poap), RetryLimit(seconds(20)));
    EXPECT_EQ(limit("--patience 20", {}), RetryLimit(seconds(20)));
    EXPECT_EQ(limit("--patience 0", poap), RetryLimit(seconds(0)));
    for (const char* both : {"--retries 0", "--retries 0 --patience 20", "--patience 20 --retries 0"})
        EXPECT_EQ(limit(both, poap), RetryLimit(0)) << "--retries replaces the patience";
}

TEST(Options, AskForTheEventsOfARunAloneAlsoWhereTheyAreWrong) {
    const auto ask = [](const std::string& line) {
        const Arguments arguments = words("poap-agent " + line);
        std::vector<const char*> argv;
        for (const std::string& argument : arguments) argv.push_back(argument.c_str());
        return asks_for_events(static_cast<int>(argv.size()), argv.data());
    };
    EXPECT_TRUE(ask("--json"));
    EXPECT_TRUE(ask("run --sever x --port http --json"));
    EXPECT_FALSE(ask("--server x"));
    EXPECT_FALSE(ask("--json plan"));
    EXPECT_FALSE(ask("collect --json"));
    EXPECT_FALSE(ask("--json=perhaps"));
}

TEST(Options, UseTheVrfThatPoapNamesAndAllowAFallbackUnlessOneIsAskedFor) {
    struct Row {
        std::string arguments;
        const char* named_by_poap;
        std::string vrf;
        VrfFallback fallback;
    };
    for (const Row& row : {Row{"", "", "management", VrfFallback::Allowed},
                           Row{"", "default", "default", VrfFallback::Allowed},
                           Row{"--vrf none", "default", "none", VrfFallback::NotAsked},
                           Row{"--vrf management", "", "management", VrfFallback::NotAsked}}) {
        PoapEnvironment environment;
        environment.vrf = FileName::parse(row.named_by_poap);
        const Options options = parse(kServer + words(row.arguments), environment);
        EXPECT_EQ(options.vrf, row.vrf);
        EXPECT_EQ(options.vrf_fallback, row.fallback);
    }
}

const std::string kPin = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

TEST(Options, MakeTheServersUrl) {
    const std::pair<std::string, std::string> kUrls[] = {
        {"--server h", "http://h:5000/x"},
        {"--server h --scheme http", "http://h:5000/x"},
        {"--server h --scheme https --pin " + kPin, "https://h:5000/x"},
        {"--server 2001:db8::1", "http://[2001:db8::1]:5000/x"},
        {"--server [2001:db8::1]", "http://[2001:db8::1]:5000/x"}};
    for (const auto& [line, url] : kUrls) EXPECT_EQ(parse(words(line)).server->url("x"), url);
}

TEST(Options, TakePinsAndAuthoritiesFromAFileOrAsTheyAre) {
    for (const std::string& pins : {kPin, kPin + ';' + kPin})
        EXPECT_EQ(parse(kServer + Arguments{"--pin", pins}).trust.pins->str(), pins);
    const TempDir files;
    const std::string first = Certificate::authority("A").pem();
    const std::string second = Certificate::authority("B").pem();
    files.write("ca.pem", concat("# Authorities of the lab\n", first, "\n", second));
    const std::pair<std::string, std::string> kFiles[] = {
        {files.path_of("ca.pem"), first + second}, {first, first}, {"\n" + first, first}};
    for (const auto& [value, pem] : kFiles)
        EXPECT_EQ(parse(kServer + Arguments{"--ca-file=" + value}).trust.authorities->pem(), pem);
}

TEST(Options, NameAFileOfAuthoritiesThatCannotBeUsed) {
    const TempDir files;
    const std::string pem = Certificate::authority("A").pem();
    files.write("empty", "");
    files.write("text", "no certificate");
    files.write("cut", pem.substr(0, 300));
    files.write("damaged", pem + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    files.write("indented", concat(pem, ' ', pem));
    files.write("large", pem + std::string(1024 * 1024, '\n'));
    for (const std::string& file : words("empty text cut damaged indented large missing .")) {
        const std::string path = files.path_of(file);
        const Error error = thrown_by([&] { parse(kServer + Arguments{"--ca-file", path}); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("--ca-file"), HasSubstr(path)));
    }
    const std::pair<std::string, std::string> kAdvice[] = {
        {"missing", "check the path and its permissions"},
        {"text", "name a file with `-----BEGIN CERTIFICATE-----`"}};
    for (const auto& [file, advice] : kAdvice) {
        const Arguments named = {"--ca-file", files.path_of(file)};
        EXPECT_EQ(thrown_by([&] { parse(kServer + named); }).advice(), advice);
    }
    const Error cut = thrown_by([] {
        parse(kServer + Arguments{"--ca-file", "-----BEGIN CERTIFICATE-----"});
    });
    EXPECT_THAT(cut.what(), HasSubstr("--ca-file as text"));
    EXPECT_THAT(cut.advice(), HasSubstr("copy the certificate again"));
}

struct BadCase {
    std::string line;
    std::string fault;
    std::string advice = "--help";
};

const std::string kMakePin = "the openssl command that makes a pin";

const BadCase kBad[] = {
    {"--scheme https", "--scheme https needs --ca-file or --pin"},
    {"--server=a;b", "--server `a;b`"},
    {"--server h/x", "--server `h/x`"},
    {"--server h:80", "set the port with --port"},
    {"--server http://h:80",
     "--server `http://h:80` is not a host name or address: leave out http:// (see --scheme)"},
    {"--server https://h", "leave out https:// (see --scheme)"},
    {"--server", "--server needs a value"},
    {"--server --verbose", "--server needs a value"},
    {"--server h --log-dir --port=80", "--log-dir needs a value"},
    {"--server h --vrf -v", "--vrf needs a value"},
    {"--server h --vrf --help", "--vrf needs a value"},
    {"collect --scheme ftp", "--scheme `ftp`"},
    {"--server h --scheme https", "--ca-file or --pin"},
    {"--server h --status-url 10.0.0.1:5000", "--status-url `10.0.0.1:5000` is not a URL"},
    {"--server h --status-url https://h/", "--status-url by https needs --ca-file or --pin"},
    {"--server h --pin 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "--pin `47", kMakePin},
    {"--server h --pin sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF=", "--pin", kMakePin},
    {"--server h --pin sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUx", "--pin", kMakePin},
    {"--server h --pin sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==", "--pin", kMakePin},
    {"--server h --pin sha256//47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=", "--pin", kMakePin},
    {"--server h --pin " + kPin + ";", "--pin", kMakePin},
    {"--server=", "the value of --server is empty"},
    {"--server=h --require-digest=", "the value of --require-digest is empty"},
    {"--server=h -v=", "the value of -v is empty"},
    {"--mode=mac --file-server=http://h --system-image=", "the value of --system-image is empty"},
    {"--server h --port 0", "--port"},
    {"--server h --port 65536", "--port"},
    {"--server h --port abc", "--port `abc` is not a whole number from 1 to 65535"},
    {"--server h --port 010", "--port `010` is not a whole number from 1 to 65535"},
    {"--server h --timeout -1", "--timeout `-1` is not a whole number from 1 to 604800"},
    {"--server h --port 80.5", "--port"},
    {"--server h --timeout 0", "--timeout"},
    {"--server h --timeout 99999999999", "--timeout"},
    {"--server h --cli-timeout 0", "--cli-timeout"},
    {"--server h --deadline 0", "--deadline"},
    {"--server h --retries -1", "--retries"},
    {"--server h --tftp-blksize 7", "--tftp-blksize"},
    {"--server h --tftp-blksize 65465", "--tftp-blksize"},
    {"--server h --vrf ../x", "--vrf `../x`"},
    {"--server h --required-space -1", "--required-space"},
    {"--server h --required-space much", "--required-space"},
    {"--server h --install issu", "--install `issu`"},
    {"--server h --split-config yes", "--split-config `yes` is neither auto, never nor always"},
    {"--server h --require-digest --no-sidecar", "cannot be combined"},
    {"--server h -q -v", "--verbose"},
    {"--server h plan collect", "one command only: `plan` and `collect` cannot be combined"},
};

TEST(BadOptions, AreAUsageErrorThatNamesThem) {
    for (const auto& [line, fault, advice] : kBad) {
        const Error error = thrown_by([&text = line] { parse(words(text)); });
        EXPECT_EQ(error.code(), ExitCode::Usage) << fault;
        EXPECT_THAT(error.what(), HasSubstr(fault));
        EXPECT_THAT(error.advice(), HasSubstr(advice));
    }
}

TEST(Help, DoesNotEndPoap) {
    PoapEnvironment environment;
    environment.in_poap = true;
    for (const char* flag : {"--help", "-h", "--version"}) {
        const Error error = thrown_by([&] { parse(kServer + Arguments{flag}, environment); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), HasSubstr("provisions nothing, but this is POAP"));
    }
}

TEST(Help, ListsEveryFlagAndTheDefaults) {
    const Options options = parse({"plan", "--help"});
    EXPECT_FALSE(options.server);
    for (const std::string& word :
         words("--server --port --vrf --bootflash --vsh --force --deadline --require-digest --make-room "
               "--timeout "
               "--retries --patience --cli-timeout --log-dir --tftp-blksize --tftp-no-options --no-syslog "
               "--json "
               "--verbose --scheme --ca-file --pin --quiet --mode --file-server --config-path --image-path "
               "--system-image --kickstart-image --config-file --hops --username --password-file --usb "
               "--install "
               "--no-sidecar --status-url --split-config --required-space run plan collect 5000 /bootflash "
               "/isan/bin/vsh "
               "600"))
        EXPECT_THAT(options.text.value(), HasSubstr(word));
    EXPECT_THAT(options.text.value(), HasSubstr("$POAP_VRF, else management"));
}

}  // namespace
}  // namespace poap::test
