#include "options/poap_py.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "support/named_case.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Arguments = std::vector<std::string>;

Options parse(const Arguments& arguments, const PoapEnvironment& environment = {}) {
    std::vector<const char*> argv = {"poap-agent"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    return parse_options(static_cast<int>(argv.size()), argv.data(), environment);
}

Arguments operator+(Arguments first, const Arguments& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// The least that poap.py takes, by a protocol that the agent has.
const Arguments kBlock = {"--hostname=10.0.0.1", "--transfer-protocol=http",
                          "--target-system-image=nxos.9.3.10.bin"};

std::string config_url(const Options& options) {
    return options.static_plan->configs.file(name("x"), name("x")).url;
}

TEST(PoapPy, HasItsOwnDefaults) {
    const Options options = parse(kBlock);
    ASSERT_TRUE(options.static_plan);
    EXPECT_EQ(options.static_plan->mode, Mode::SerialNumber);
    EXPECT_EQ(config_url(options), "http://10.0.0.1/var/lib/tftpboot/x");
    EXPECT_EQ(options.static_plan->images.system->url, "http://10.0.0.1/var/lib/tftpboot/nxos.9.3.10.bin");
    EXPECT_EQ(options.static_plan->images.system->name, name("nxos.9.3.10.bin"));
    EXPECT_EQ(options.static_plan->images.install, Install::InstallAll);
    EXPECT_EQ(options.static_plan->config_file, name("poap.cfg"));
    EXPECT_TRUE(options.require_digest);
    EXPECT_TRUE(options.sidecars);
    EXPECT_EQ(options.required_space, 102'400'000U);
    EXPECT_THAT(options.warnings, IsEmpty());
}

TEST(PoapPy, HasNoSayWhereNoneOfItsKeysIsThere) {
    const Options options = parse({"--mode=mac", "--file-server=http://h"});
    EXPECT_EQ(config_url(options), "http://h/x");
    EXPECT_FALSE(options.require_digest);
    EXPECT_EQ(options.required_space, 0U);
}

TEST(PoapPy, IsHonouredInEveryKeyThatCanBe) {
    const Options options =
        parse({"--mode=raw", "--hostname=h:8080", "--transfer-protocol=tftp", "--config-path=/c",
               "--target-image-path=/i/", "--target-system-image=s.bin", "--target-kickstart-image=k.bin",
               "--destination-system-image=ds.bin", "--destination-kickstart-image=dk.bin",
               "--source-config-file=all.cfg", "--destination-path=/bootflash/", "--disable-md5",
               "--required-space=5", "--use-nxos-boot", "--midway-system-image=n3000.6.0.2.bin",
               "--midway-kickstart-image=n3k.bin", "--vrf=blue", "--usb-slot=2"});
    const StaticPlan& own = *options.static_plan;
    EXPECT_EQ(own.mode, Mode::Raw);
    EXPECT_EQ(config_url(options), "tftp://h:8080/c/x");
    EXPECT_EQ(own.config_file, name("all.cfg"));
    EXPECT_EQ(own.images.system->url, "tftp://h:8080/i/s.bin");
    EXPECT_EQ(own.images.system->name, name("ds.bin"));
    EXPECT_EQ(own.images.kickstart->url, "tftp://h:8080/i/k.bin");
    EXPECT_EQ(own.images.kickstart->name, name("dk.bin"));
    EXPECT_EQ(own.images.install, Install::BootVariable);
    ASSERT_EQ(own.images.hops.size(), 1U);
    EXPECT_EQ(own.images.hops[0].system.url, "tftp://h:8080/i/n3000.6.0.2.bin");
    EXPECT_EQ(own.images.hops[0].kickstart->name, name("n3k.bin"));
    EXPECT_FALSE(options.require_digest);
    EXPECT_FALSE(options.sidecars);
    EXPECT_EQ(options.required_space, 5120U);
    EXPECT_EQ(options.vrf, "blue");
    EXPECT_EQ(options.vrf_fallback, VrfFallback::NotAsked);
    EXPECT_EQ(options.usb, "/usbslot2");
}

TEST(PoapPy, MayBeMixedWithTheAgentsOwnFlags) {
    const Options options =
        parse(kBlock + Arguments{"--retries=1", "--log-dir=/x", "--install=boot-variable"});
    EXPECT_EQ(options.retries, RetryLimit(1));
    EXPECT_EQ(options.log_dir, "/x");
    EXPECT_EQ(options.static_plan->images.install, Install::BootVariable);
}

TEST(PoapPy, ThatIsOffIsAsGoodAsMissing) {
    const Options options =
        parse(kBlock +
              Arguments{"--install-path=", "--compact-image=False",
                        "--timeout-config=", "--destination-system-image=", "--target-kickstart-image=",
                        "--midway-system-image=", "--username=", "--password=", "--disable-md5=",
                        "--split-config-first=", "--mode=", "--config-path=", "--required-space=", "--vrf="});
    EXPECT_EQ(options.static_plan->mode, Mode::SerialNumber);
    EXPECT_EQ(options.vrf, "management");
    EXPECT_TRUE(options.require_digest);
    EXPECT_THAT(options.static_plan->images.hops, IsEmpty());
}

TEST(PoapPy, MakesNoEmptyValueOfAnotherFlagGood) {
    EXPECT_THAT(thrown_by([] { parse(kBlock + Arguments{"--log-dir="}); }).what(),
                HasSubstr("the value of --log-dir is empty"));
}

TEST(PoapPy, WithoutAnImageInstallsNone) {
    const Options options = parse({"--hostname=h", "--transfer-protocol=http", "--target-system-image="});
    EXPECT_FALSE(options.static_plan->images.system);
    EXPECT_EQ(options.static_plan->images.install, Install::BootVariable);
}

TEST(PoapPy, LeavesOutAKickstartImageThatTheSystemImageDoesNotNeed) {
    const Options options = parse(kBlock + Arguments{"--target-kickstart-image=k.bin"});
    EXPECT_FALSE(options.static_plan->images.kickstart);
    EXPECT_EQ(options.static_plan->images.install, Install::InstallAll);
    EXPECT_THAT(options.warnings, Contains(HasSubstr("target_kickstart_image is left out")));
}

TEST(PoapPy, GoesStraightWhereItIsTold) {
    EXPECT_THAT(parse(kBlock + Arguments{"--midway-system-image=nxos.7.0.3.bin", "--skip-multi-level"})
                    .static_plan->images.hops,
                IsEmpty());
}

TEST(PoapPy, HasAUserOverHttpAndNoneOverTftp) {
    const TempDir files;
    files.write("p", "secret");
    const Arguments user = {"--username=root", concat("--password-file=", files.path_of("p"))};
    EXPECT_EQ(parse(kBlock + user).credentials->user(), "root");
    const Options by_tftp = parse(kBlock + user + Arguments{"--transfer-protocol=tftp"});
    EXPECT_FALSE(by_tftp.credentials);
    EXPECT_THAT(by_tftp.warnings, Contains(HasSubstr("TFTP knows no users")));
}

TEST(PoapPy, OnAStickNeedsNoServerAndLooksAtItsTop) {
    PoapEnvironment environment;
    environment.from_usb = true;
    EXPECT_EQ(config_url(parse({"--target-system-image=nxos.9.3.10.bin"}, environment)), "usb:/x");
    EXPECT_EQ(config_url(parse({"--target-system-image=nxos.9.3.10.bin", "--config-path=/c/"}, environment)),
              "usb:/c/x");
    EXPECT_EQ(
        config_url(parse({"--hostname=h", "--transfer-protocol=scp", "--target-system-image=nxos.9.3.10.bin"},
                         environment)),
        "usb:/x");
}

TEST(PoapPy, IsToldAllThatCannotBeHonouredAtOnce) {
    const Error error = thrown_by([] {
        parse({"--hostname=h", "--transfer-protocol=scp", "--install-path=/x", "--timeout-config=60",
               "--password=hunter2"});
    });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("transfer_protocol scp"), HasSubstr("install_path"),
                      HasSubstr("timeout_config"), HasSubstr("password"), Not(HasSubstr("hunter2"))));
    EXPECT_THAT(error.advice(),
                AllOf(HasSubstr("for install_path: "), HasSubstr("for timeout_config: `timeout`"),
                      HasSubstr("http, https or tftp")));
}

struct BadCase : NamedCase {
    Arguments arguments;
    std::string fault;
};

class BadPoapPy : public testing::TestWithParam<BadCase> {};

TEST_P(BadPoapPy, IsAUsageErrorThatNamesTheKey) {
    const Error error = thrown_by([] { parse(GetParam().arguments); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr(GetParam().fault));
    EXPECT_FALSE(error.advice().empty());
}

INSTANTIATE_TEST_SUITE_P(
    With, BadPoapPy,
    testing::Values(
        BadCase{{"NoProtocol"}, {"--hostname=h"}, "transfer_protocol scp (poap.py's default)"},
        BadCase{{"Ftp"}, {"--hostname=h", "--transfer-protocol=ftp"}, "transfer_protocol ftp"},
        BadCase{{"Sftp"}, {"--hostname=h", "--transfer-protocol=sftp"}, "transfer_protocol sftp"},
        BadCase{{"NoHost"}, {"--transfer-protocol=http"}, "hostname is missing"},
        BadCase{{"ABadHost"}, {"--transfer-protocol=http", "--hostname=a b"}, "hostname `http://a b`"},
        BadCase{{"AServer"}, kBlock + Arguments{"--server=h"}, "poap_server and poap.py's hostname"},
        BadCase{{"AFileServer"}, kBlock + Arguments{"--file-server=http://h"}, "--file-server and hostname"},
        BadCase{{"AnotherImage"},
                kBlock + Arguments{"--system-image=x"},
                "--system-image and target_system_image"},
        BadCase{{"Personality"}, kBlock + Arguments{"--mode=personality"}, "mode personality"},
        BadCase{{"ABadMode"}, kBlock + Arguments{"--mode=x"}, "--mode `x`"},
        BadCase{{"ABadConfigPath"}, kBlock + Arguments{"--config-path=/../x"}, "config-path `/../x`"},
        BadCase{{"ABadImagePath"}, kBlock + Arguments{"--target-image-path=a?b"}, "target_image_path `a?b`"},
        BadCase{{"ABadImage"},
                {"--hostname=h", "--transfer-protocol=http", "--target-system-image=a/b"},
                "target_system_image `a/b`"},
        BadCase{{"ABadKickstart"},
                {"--hostname=h", "--transfer-protocol=http", "--target-system-image=a",
                 "--target-kickstart-image=;"},
                "target_kickstart_image `;`"},
        BadCase{{"ABadDestination"},
                kBlock + Arguments{"--destination-system-image=a/b"},
                "destination_system_image `a/b`"},
        BadCase{{"ASwitchOfTwo"}, kBlock + Arguments{"--disable-md5=2"}, "disable_md5 is `2`"},
        BadCase{{"ADestinationOfNothing"},
                {"--hostname=h", "--transfer-protocol=http", "--destination-system-image=x"},
                "destination_system_image"},
        BadCase{
            {"AnotherFolder"}, kBlock + Arguments{"--destination-path=/bootflash/poap"}, "destination_path"},
        BadCase{{"ABadConfig"}, kBlock + Arguments{"--source-config-file=a/b"}, "source_config_file `a/b`"},
        BadCase{{"ABadMidway"}, kBlock + Arguments{"--midway-system-image=;"}, "midway_system_image `;`"},
        BadCase{{"AMidwayWithoutARelease"},
                kBlock + Arguments{"--midway-system-image=x.bin"},
                "names no release"},
        BadCase{{"ABadSlot"}, kBlock + Arguments{"--usb-slot=../x"}, "usb_slot is `../x`"},
        BadCase{{"ABadSwitch"}, kBlock + Arguments{"--disable-md5=maybe"}, "disable_md5 is `maybe`"},
        BadCase{{"BadSpace"}, kBlock + Arguments{"--required-space=much"}, "--required-space"},
        BadCase{{"DigestsBothWays"},
                kBlock + Arguments{"--disable-md5", "--require-digest"},
                "exclude each other"},
        BadCase{{"AnUnknownKey"}, kBlock + Arguments{"--target-sytem-image=x"}, "--target-sytem-image"},
        BadCase{{"HttpsThatTrustsNobody"},
                {"--hostname=h", "--transfer-protocol=https"},
                "hostname by https needs ca_file or pin"}),
    CaseName());

/// Every key that is refused, given to a block that is good without it.
class RefusedKey : public testing::TestWithParam<std::string> {};

TEST_P(RefusedKey, IsNamedWithWhatToUseInstead) {
    const Error error = thrown_by([&] { parse(kBlock + Arguments{concat(poap_py_flag(GetParam()), "=x")}); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    const std::string told = GetParam() == "password" ? "--password=**** as an argument" : GetParam();
    EXPECT_THAT(error.what(), HasSubstr(": " + told));
    EXPECT_THAT(error.advice(), HasSubstr(concat("for ", told, ": ")));
}

/// As the last line of a log has it, less the secrets.
std::string logged(const Error& error) {
    return fit_to_log(text_of(Result{error.code(), "options", error.what(), error.advice()}));
}

TEST_P(RefusedKey, LosesNoWordOfItInTheLog) {
    const Error error = thrown_by([&] { parse(kBlock + Arguments{concat(poap_py_flag(GetParam()), "=x")}); });
    EXPECT_THAT(logged(error),
                AllOf(HasSubstr(error.what()), HasSubstr(". What to do: for "), HasSubstr(error.advice())));
}

TEST(OptionsOfSecrets, LoseNoWordOfTheirErrorsInTheLog) {
    const Arguments own = {"--mode=mac", "--file-server=http://h"};
    for (const Arguments& wrong :
         {own + Arguments{"--password-file=f"}, own + Arguments{"--username=u"},
          own + Arguments{"--username=u", "--password-file=/none"},
          own + Arguments{"--username=u:v", "--password-file=/dev/null"},
          own + Arguments{"--username=u", "--password-file=/dev/zero"},
          Arguments{"--server=h", "--password-file=f"}, Arguments{"--server=h", "--pin=x"},
          Arguments{"--server=h", "--ca-file=/none"}, Arguments{"--server=h", "--scheme=https"}}) {
        const Error error = thrown_by([&] { parse(wrong); });
        EXPECT_EQ(logged(error), concat("options: ", error.what(), ". What to do: ", error.advice()));
    }
}

INSTANTIATE_TEST_SUITE_P(Of, RefusedKey,
                         testing::Values("password", "destination_config", "split_config_first",
                                         "split_config_second", "install_path", "user_app_path",
                                         "serial_number", "timeout_config", "timeout_copy_system",
                                         "timeout_copy_user"),
                         [](const auto& test) { return test.param; });

TEST(PoapPy, WarnsOfKeysThatHaveItsDefaults) {
    const Options options =
        parse(kBlock + Arguments{"--destination-config=poap_conf.cfg", "--split-config-first=poap_1.cfg",
                                 "--split-config-second=poap_2.cfg", "--user-app-path=/var/lib/tftpboot",
                                 "--timeout-config=120", "--timeout-copy-system=2100",
                                 "--timeout-copy-kickstart=900", "--timeout-copy-user=900",
                                 "--destination-midway-system-image=midway_system.bin",
                                 "--destination-midway-kickstart-image=midway_kickstart.bin"});
    EXPECT_THAT(options.warnings,
                ElementsAre("left out, as they change nothing here: destination_config, split_config_first, "
                            "split_config_second, destination_midway_system_image, "
                            "destination_midway_kickstart_image, user_app_path, timeout_config, "
                            "timeout_copy_system, timeout_copy_kickstart, timeout_copy_user"));
}

TEST(PoapPy, WarnsOfThemBesideTheAgentsOwnFlagsToo) {
    EXPECT_THAT(parse({"--mode=mac", "--file-server=tftp://h", "--timeout-config=120"}).warnings,
                ElementsAre("left out, as they change nothing here: timeout_config"));
}

struct IdleCase : NamedCase {
    Arguments arguments;
    std::string key;
    bool from_usb = false;
};

/// A key that poap.py itself does not look at in such a run.
class IdleKey : public testing::TestWithParam<IdleCase> {};

TEST_P(IdleKey, IsAWarning) {
    PoapEnvironment environment;
    environment.from_usb = GetParam().from_usb;
    EXPECT_THAT(parse(kBlock + GetParam().arguments, environment).warnings,
                ElementsAre(concat("left out, as they change nothing here: ", GetParam().key)));
}

INSTANTIATE_TEST_SUITE_P(
    Of, IdleKey,
    testing::Values(
        IdleCase{{"Personality"}, {"--personality-path=/x"}, "personality_path"},
        IdleCase{{"PersonalitysTarball"}, {"--source-tarball=x.tar"}, "source_tarball"},
        IdleCase{{"PersonalitysCopy"}, {"--destination-tarball=x.tar"}, "destination_tarball"},
        IdleCase{{"PersonalitysTimeout"}, {"--timeout-copy-personality=5"}, "timeout_copy_personality"},
        IdleCase{{"Scp"}, {"--compact-image"}, "compact_image"},
        IdleCase{{"HttpsOverHttp"}, {"--https-ignore-certificate=1"}, "https_ignore_certificate"},
        IdleCase{{"ATimeoutOverTftp"},
                 {"--transfer-protocol=tftp", "--timeout-copy-system=5"},
                 "timeout_copy_system"},
        IdleCase{{"ATimeoutOnAStick"}, {"--timeout-config=5"}, "timeout_config", true},
        IdleCase{{"NoKickstartImage"}, {"--timeout-copy-kickstart=5"}, "timeout_copy_kickstart"},
        IdleCase{{"NoKickstartImagesName"},
                 {"--destination-kickstart-image=k.bin"},
                 "destination_kickstart_image"},
        IdleCase{{"NoHop"}, {"--destination-midway-system-image=x.bin"}, "destination_midway_system_image"},
        IdleCase{{"ASkippedHop"},
                 {"--midway-system-image=nxos.7.0.3.I7.9.bin", "--skip-multi-level=1",
                  "--destination-midway-system-image=x.bin"},
                 "destination_midway_system_image"}),
    CaseName());

TEST(PoapPy, RefusesWhatHasAnEffectInTheMode) {
    for (const Arguments& more : {Arguments{"--transfer-protocol=https", "--https-ignore-certificate"},
                                  Arguments{"--midway-system-image=nxos.7.0.3.I7.9.bin",
                                            "--destination-midway-system-image=x.bin"}}) {
        EXPECT_THAT(thrown_by([&] { parse(kBlock + more); }).what(), HasSubstr("not honoured here"));
    }
}

TEST(PoapPy, AsksForNoSpaceWhereItIsTold) {
    EXPECT_EQ(parse(kBlock + Arguments{"--required-space=0"}).required_space, 0U);
}

TEST(PoapPy, HasAnEmptyPassword) {
    const Options options = parse(kBlock + Arguments{"--username=root", "--password="});
    ASSERT_TRUE(options.credentials);
    EXPECT_EQ(options.credentials->user(), "root");
    EXPECT_EQ(options.credentials->password(), "");
    EXPECT_EQ(parse({"--mode=mac", "--file-server=http://h", "--username=u", "--password="})
                  .credentials->password(),
              "");
}

TEST(PoapPy, TakesOneAndZeroForTrueAndFalse) {
    const Options on = parse(kBlock + Arguments{"--use-nxos-boot=1", "--disable-md5=1"});
    EXPECT_EQ(on.static_plan->images.install, Install::BootVariable);
    EXPECT_FALSE(on.sidecars);
    const Options off =
        parse(kBlock + Arguments{"--use-nxos-boot=0", "--disable-md5=0", "--compact-image=0"});
    EXPECT_EQ(off.static_plan->images.install, Install::InstallAll);
    EXPECT_TRUE(off.require_digest);
    EXPECT_THAT(off.warnings, IsEmpty());
    EXPECT_TRUE(parse({"--server=h", "--require-digest=1"}).require_digest);
    EXPECT_FALSE(parse({"--server=h", "--require-digest=0"}).require_digest);
}

TEST(PoapPy, OnAStickMayNameItInItsPaths) {
    PoapEnvironment environment;
    environment.from_usb = true;
    const Arguments image = {"--target-system-image=nxos.9.3.10.bin"};
    const Options first = parse(image + Arguments{"--config-path=/usbslot1/"}, environment);
    EXPECT_EQ(config_url(first), "usb:/x");
    EXPECT_EQ(first.usb, "/usbslot1");
    const Options second =
        parse(image + Arguments{"--config-path=/usbslot2/c", "--target-image-path=/usbslot2", "--usb-slot=2"},
              environment);
    EXPECT_EQ(config_url(second), "usb:/c/x");
    EXPECT_EQ(second.static_plan->images.system->url, "usb:/nxos.9.3.10.bin");
    EXPECT_EQ(second.usb, "/usbslot2");
    EXPECT_EQ(parse(image + Arguments{"--config-path=/usbslot2/c"}, environment).usb, "/usbslot2");
    EXPECT_EQ(parse(image + Arguments{"--config-path=/usbslot2/c", "--usb=/mnt"}, environment).usb, "/mnt");
    for (const char* other : {"--usb-slot=1", "--target-image-path=/usbslot1/"}) {
        EXPECT_THAT(thrown_by([&] {
                        parse(image + Arguments{"--config-path=/usbslot2/", other}, environment);
                    }).what(),
                    HasSubstr("is not on the stick in /usbslot"));
    }
    EXPECT_EQ(config_url(parse(kBlock + Arguments{"--config-path=/usbslot1/"})),
              "http://10.0.0.1/usbslot1/x");
}

}  // namespace
}  // namespace poap::test
