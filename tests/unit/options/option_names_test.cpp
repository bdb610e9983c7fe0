#include "options/option_names.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/text.hpp"
#include "log/log.hpp"
#include "options/arguments.hpp"
#include "support/parsed_options.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr, testing::Not;
using Words = Arguments;

/// As the boot file starts the agent: `block`, then what was typed.
Error error_of(const Words& block, const Words& by_hand = {}) {
    const Words head = {"--deadline", "7200", concat("--options-block=", block.size())};
    return thrown_by([&] { parse(head + block + by_hand); });
}

/// As the last line of a log has it, less the secrets.
std::string logged(const Error& error) {
    return fit_to_log(text_of(Result{error.code(), "options", error.what(), error.advice()}));
}

TEST(DidYouMean, NamesTheNearestWordIfItIsNear) {
    const std::pair<std::string, std::string> kTyped[] = {
        {"poap_sever", "poap_server"}, {"prot", "port"}, {"Port", "port"}, {"POAP_SERVER", "poap_server"}};
    const Words known = words("port vrf poap_server");
    for (const auto& [typed, nearest] : kTyped)
        EXPECT_EQ(did_you_mean(typed, known), concat(" (did you mean `", nearest, "`?)"));
    EXPECT_EQ(did_you_mean("something_else", known), "");
    EXPECT_EQ(did_you_mean("--frobnicate", {"--force"}), "");
    EXPECT_EQ(did_you_mean("", known), "");
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
    {"ABadServer", {"--server=a b"}, "poap_server `a b` is not a host name"},
    {"ABadNumber", {"--server=h", "--port=99999"}, "port `99999` is not a whole number"},
    {"ABadPassword",
     {"--mode=mac", "--file-server=http://h", "--username=u"},
     "username is set, but not `password`"},
    {"TrueForAValue",
     {"--log-dir", "--server=h"},
     "the value of log_dir is True, but it needs a text or number"},
    {"TrueForAPoapPysValue",
     {"--hostname=h", "--required-space", "--transfer-protocol=http"},
     "the value of required_space is True, but it needs a text or number"},
    {"APoapPysMode", {"--hostname=h", "--transfer-protocol=http", "--mode=x"}, "mode `x` is not one of"},
    {"APoapPysPath",
     {"--hostname=h", "--transfer-protocol=http", "--config-path=/../x"},
     "config_path `/../x`"},
    {"ANameThatDhcpDoesNotGive",
     {"--mode=hostname", "--file-server=http://h"},
     "mode hostname: DHCP sent no host name (POAP_HOST_NAME), and there is no config_file"},
    {"APoapPysAuthority",
     {"--hostname=h", "--transfer-protocol=https"},
     "hostname by https needs ca_file or pin"},
    {"APoapPysDigests",
     {"--hostname=h", "--transfer-protocol=http", "--no-sidecar", "--require-digest"},
     "require_digest and no_sidecar cannot be combined"},
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
    const OptionNames names(std::set<std::string>{"--server"}, {}, false);
    EXPECT_EQ(names.in("`poap-agent --server h`, --server, --serverless and --help"),
              "`poap-agent --server h`, poap_server, --serverless and --help");
    const std::pair<std::string, std::string> kOddBackticks[] = {
        {"it said no`: give --server", "it said no`: give poap_server"},
        {"can`t: give --server or `--server 1`", "can`t: give poap_server or `--server 1`"},
        {"it said `no: give --server (`--server 1`)", "it said `no: give poap_server (`--server 1`)"},
        {"it said ` : give --server, `--server 1`", "it said ` : give poap_server, `--server 1`"}};
    for (const auto& [text, named] : kOddBackticks) EXPECT_EQ(names.in(text), named);
}

TEST(OptionNames, AreFlagsWhereTheyWereTyped) {
    EXPECT_THAT(error_of({"--server=h"}, {"plan", "--port=99999"}).what(), HasSubstr("--port `99999`"));
    const Error error = error_of({"--server=h"}, {"--sever=h"});
    EXPECT_THAT(error.what(), HasSubstr("`--sever` is not an option (did you mean `--server`?)"));
    EXPECT_THAT(error.advice(), HasSubstr("--help"));
}

TEST(OptionNames, AreThoseOfPoapPyBesideItsKeysAndOfTheLineThatSetsTheDeadline) {
    EXPECT_EQ(OptionNames(std::set<std::string>{"--server"}, {}, false).in("3 s (--deadline)"),
              "3 s (script_timeout)");
    EXPECT_EQ(OptionNames(std::set<std::string>{}, {}, false).in("set --server"), "set poap_server");
    EXPECT_EQ(OptionNames(std::set<std::string>{"--server"}, {"--deadline"}, false).in("3 s (--deadline)"),
              "3 s (--deadline)");
    EXPECT_EQ(OptionNames().in("3 s (--deadline)"), "3 s (--deadline)");
    const OptionNames names(std::set<std::string>{"--hostname"}, {}, true);
    EXPECT_EQ(names.in("--require-digest, --system-image and --vrf, --username and --password-file"),
              "disable_md5 (False), target_system_image and vrf, username and `password`");
    const char* const kPasswordAlone[] = {"poap-agent", "--options-block=1", "--password=x"};
    EXPECT_EQ(names_of(3, kPasswordAlone).in("--require-digest"), "require_digest");
}

TEST(OptionNames, AreUsedInWarningsAndInTheResultOfARun) {
    RecordingLog record;
    record.log.set_wording([names = OptionNames(std::set<std::string>{"--pin"}, {}, false)](
                               std::string_view text) { return names.in(text); });
    record.log.warning("--pin is given");
    record.log.emit(Result{ExitCode::Transfer, "stage", "--pin is wrong", "give --ca-file"});
    ASSERT_EQ(record.lines.size(), 2U);
    EXPECT_EQ(record.lines[0].text, "WARNING: pin is given");
    EXPECT_EQ(record.lines[1].text, "ERROR: stage: pin is wrong. What to do: give ca_file");
}

TEST(UnknownOptions, AreNamedWithTheNearest) {
    const std::string nearest = "`--tiemout` is not an option (did you mean `--timeout`?)";
    const std::pair<std::string, std::string> kLines[] = {
        {"--tiemout=5", nearest},
        {"--tiemout 5", nearest},
        {"--what-is-this=5", "`--what-is-this` is not an option"},
        {"-x", "`-x` is not an option"},
        {"colect", "`colect` is not a command of poap-agent (did you mean `collect`?)"}};
    for (const auto& [line, fault] : kLines)
        EXPECT_EQ(thrown_by([&text = line] { parse(words("--server=h " + text)); }).what(), fault);
}

}  // namespace
}  // namespace poap::test
