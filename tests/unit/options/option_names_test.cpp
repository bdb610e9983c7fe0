#include "options/option_names.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "log/log.hpp"
#include "options/arguments.hpp"
#include "options/options.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::AllOf, testing::Contains, testing::HasSubstr, testing::Not;
using Words = std::vector<std::string>;

/// As the boot file starts the agent: `block`, then what was typed.
Error error_of(const Words& block, const Words& by_hand = {}) {
    Words words = {"poap-agent", "--deadline", "7200", concat("--options-block=", block.size())};
    words.insert(words.end(), block.begin(), block.end());
    words.insert(words.end(), by_hand.begin(), by_hand.end());
    std::vector<const char*> argv;
    for (const std::string& word : words) argv.push_back(word.c_str());
    return thrown_by([&] { parse_options(static_cast<int>(argv.size()), argv.data(), {}); });
}

/// As the last line of a log has it, less the secrets.
std::string logged(const Error& error) {
    return fit_to_log(text_of(Result{error.code(), "options", error.what(), error.advice()}));
}

TEST(OptionKeys, AreFlagsAndKeysOfPoapPy) {
    EXPECT_THAT(option_keys(), AllOf(Contains("poap_server"), Contains("port"), Contains("require_digest"),
                                     Contains("v"), Contains("target_system_image"), Contains("password"),
                                     Not(Contains("help")), Not(Contains("version"))));
}

TEST(DidYouMean, NamesTheNearestWordIfItIsNear) {
    const Words words = {"port", "vrf", "poap_server"};
    EXPECT_EQ(did_you_mean("poap_sever", words), " (did you mean `poap_server`?)");
    EXPECT_EQ(did_you_mean("prot", words), " (did you mean `port`?)");
    EXPECT_EQ(did_you_mean("Port", words), " (did you mean `port`?)");
    EXPECT_EQ(did_you_mean("POAP_SERVER", words), " (did you mean `poap_server`?)");
    EXPECT_EQ(did_you_mean("something_else", words), "");
    EXPECT_EQ(did_you_mean("", words), "");
    EXPECT_EQ(did_you_mean("x", {}), "");
    // As sign-boot-file has it: tests/boot-file/signing_test.py.
    EXPECT_EQ(did_you_mean("retry", option_keys()), " (did you mean `retries`?)");
    EXPECT_EQ(did_you_mean("md5", option_keys()), " (did you mean `mode`?)");
}

struct BlockCase {
    const char* name;
    Words block;
    std::string message;
};

const BlockCase kBlockErrorCases[] = {
    {"AnUnknownKey",
     {"--poap-sever=10.10.20.20", "--port=5000"},
     "the boot file's options block has unknown keys: `poap_sever` (did you mean `poap_server`?)"},
    {"SeveralUnknownKeys",
     {"--sever=h", "--what-is-this", "--pasword=x"},
     "keys: `sever` (did you mean `server`?), `what_is_this`, `pasword` (did you mean `password`?)"},
    {"AnUnknownKeyLikePassword",
     {"--server=h", "--password1=x", "--old-password.2=x"},
     "keys: `password1` (did you mean `password`?), `old_password.2`"},
    {"AnUnknownLetter", {"--server=h", "-z"}, "keys: `z`"},
    {"NoServer", {"--port=5000"}, "poap_server is missing: the POAP server's host; or mode"},
    {"ABadServer", {"--server=a b"}, "poap_server `a b` is no host name"},
    {"ABadNumber", {"--server=h", "--port=99999"}, "port: "},
    {"ABadPassword",
     {"--mode=mac", "--file-server=http://h", "--username=u"},
     "username is given, and no `password`"},
    {"TrueForAValue", {"--log-dir", "--server=h"}, "the value of log_dir is True, which it cannot be"},
    {"TrueForAPoapPysValue",
     {"--hostname=h", "--required-space", "--transfer-protocol=http"},
     "the value of required_space is True, which it cannot be"},
    {"APoapPysMode", {"--hostname=h", "--transfer-protocol=http", "--mode=x"}, "mode `x` is none of"},
    {"APoapPysPath",
     {"--hostname=h", "--transfer-protocol=http", "--config-path=/../x"},
     "config_path `/../x`"},
    {"ANameThatDhcpDoesNotGive",
     {"--mode=hostname", "--file-server=http://h"},
     "mode hostname: DHCP gave no host name (POAP_HOST_NAME), and there is no config_file"},
    {"APoapPysAuthority",
     {"--hostname=h", "--transfer-protocol=https"},
     "hostname by https needs ca_file or pin"},
    {"APoapPysDigests",
     {"--hostname=h", "--transfer-protocol=http", "--no-sidecar", "--require-digest"},
     "require_digest and no_sidecar exclude each other"},
};

TEST(BlockError, NamesTheKeyAndWhereToCorrectIt) {
    for (const BlockCase& row : kBlockErrorCases) {
        SCOPED_TRACE(row.name);
        const Error error = error_of(row.block);
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), HasSubstr(row.message));
        EXPECT_THAT(error.what(), Not(HasSubstr("--")));
        EXPECT_THAT(error.advice(), HasSubstr("boot file"));
        EXPECT_EQ(logged(error), concat("options: ", error.what(), ". What to do: ", error.advice()));
    }
}

TEST(OptionNames, LeaveValuesAndCommandsAlone) {
    EXPECT_THAT(error_of({"--server=h", "--vrf=--port=1"}).what(),
                HasSubstr("vrf `--port=1` is not the name of a VRF"));
    const OptionNames names({"--server"}, {}, false);
    EXPECT_EQ(names.in("`poap-agent --server h`, --server, --serverless and --help"),
              "`poap-agent --server h`, poap_server, --serverless and --help");
}

TEST(OptionNames, AreUsedBesideAnOddBacktickOfAServer) {
    const OptionNames names({"--pin"}, {}, false);
    const std::pair<std::string, std::string> kTexts[] = {
        {"it said no`: give --pin", "it said no`: give pin"},
        {"can`t: give --pin or `--pin 1`", "can`t: give pin or `--pin 1`"},
        {"it said `no: give --pin", "it said `no: give pin"},
        {"it said `no: give --pin (`--pin 1`)", "it said `no: give pin (`--pin 1`)"},
        {"it said ` : give --pin, `--pin 1`", "it said ` : give pin, `--pin 1`"}};
    for (const auto& [text, named] : kTexts) EXPECT_EQ(names.in(text), named);
}

TEST(OptionNames, CallTheDeadlineByTheLineThatSetsIt) {
    EXPECT_EQ(OptionNames({"--server"}, {}, false).in("3 s (--deadline)"), "3 s (script_timeout)");
    EXPECT_EQ(OptionNames({"--server"}, {"--deadline"}, false).in("3 s (--deadline)"), "3 s (--deadline)");
    EXPECT_EQ(OptionNames().in("3 s (--deadline)"), "3 s (--deadline)");
}

TEST(OptionNames, AreFlagsWhereTheyWereTyped) {
    EXPECT_THAT(error_of({"--server=h"}, {"plan", "--port=99999"}).what(), HasSubstr("--port: "));
    const Error error = error_of({"--server=h"}, {"--sever=h"});
    EXPECT_THAT(error.what(), HasSubstr("`--sever` is not an option (did you mean `--server`?)"));
    EXPECT_THAT(error.advice(), HasSubstr("--help"));
}

TEST(OptionNames, AreThoseOfPoapPyBesideItsKeys) {
    const OptionNames names({"--hostname"}, {}, true);
    EXPECT_EQ(names.in("--require-digest, --system-image and --vrf, --username and --password-file"),
              "disable_md5 (False), target_system_image and vrf, username and `password`");
}

TEST(OptionNames, AreNotThoseOfPoapPyForAPasswordAlone) {
    const std::vector<const char*> argv = {"poap-agent", "--options-block=1", "--password=x"};
    EXPECT_EQ(names_of(3, argv.data()).in("--require-digest"), "require_digest");
}

TEST(OptionNames, AreUsedInWarningsAndInTheResultOfARun) {
    struct Lines : LogSink {
        explicit Lines(Words& to) : all(to) {}
        void write(Level, const std::string& line) override { all.push_back(line); }
        Words& all;
    };
    Words lines;
    Log log;
    log.add(std::make_unique<Lines>(lines));
    log.set_wording(
        [names = OptionNames({"--pin"}, {}, false)](std::string_view text) { return names.in(text); });
    log.warning("--pin is given");
    log.emit(Result{ExitCode::Transfer, "stage", "--pin is wrong", "give --ca-file"});
    EXPECT_THAT(lines, testing::ElementsAre("WARNING: pin is given",
                                            "ERROR: stage: pin is wrong. What to do: give ca_file"));
}

TEST(UnknownOptions, AreNamedWithTheNearest) {
    const auto fault = [](const Words& words) {
        std::vector<const char*> argv = {"poap-agent", "--server=h"};
        for (const std::string& word : words) argv.push_back(word.c_str());
        return std::string(
            thrown_by([&] { parse_options(static_cast<int>(argv.size()), argv.data(), {}); }).what());
    };
    EXPECT_EQ(fault({"--tiemout=5"}), "`--tiemout` is not an option (did you mean `--timeout`?)");
    EXPECT_EQ(fault({"--tiemout", "5"}), "`--tiemout` is not an option (did you mean `--timeout`?)");
    EXPECT_EQ(fault({"--what-is-this=5"}), "`--what-is-this` is not an option");
    EXPECT_EQ(fault({"colect"}), "`colect` is not a command of poap-agent (did you mean `collect`?)");
}

}  // namespace
}  // namespace poap::test
