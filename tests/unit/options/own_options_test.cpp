#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "options/options.hpp"
#include "support/named_case.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
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

const Arguments kOwn = {"--mode", "serial_number", "--file-server", "http://h/top"};

PoapEnvironment usb_phase() {
    PoapEnvironment environment;
    environment.in_poap = true;
    environment.from_usb = true;
    return environment;
}

TEST(OwnOptions, TakeThePlaceOfAServer) {
    const Options options = parse(kOwn);
    EXPECT_FALSE(options.server);
    ASSERT_TRUE(options.static_plan);
    EXPECT_EQ(options.static_plan->mode, Mode::SerialNumber);
    EXPECT_EQ(options.static_plan->configs.file(name("x"), name("x")).url, "http://h/top/x");
    EXPECT_FALSE(options.static_plan->images.system);
    EXPECT_FALSE(options.static_plan->images.config);
    EXPECT_EQ(options.static_plan->images.install, Install::BootVariable);
    EXPECT_TRUE(options.sidecars);
    EXPECT_FALSE(options.credentials);
    EXPECT_EQ(options.required_space, 0U);
    EXPECT_EQ(options.usb, "/usbslot1");
    EXPECT_THAT(options.warnings, IsEmpty());
}

TEST(OwnOptions, TakeEveryFlag) {
    const Options options =
        parse({"--mode=raw", "--file-server=tftp://h", "--config-path=/c", "--image-path=i/j",
               "--system-image=s.9.3.10.bin", "--kickstart-image=k.bin", "--config-file=all.cfg",
               "--hops=a.6.0.2.bin+ka.bin@6.0(1), b.7.0.3.bin", "--install=boot-variable",
               "--required-space=100", "--no-sidecar", "--usb=/usbslot2"});
    const StaticPlan& own = *options.static_plan;
    EXPECT_EQ(own.mode, Mode::Raw);
    EXPECT_EQ(own.configs.file(name("x"), name("x")).url, "tftp://h/c/x");
    EXPECT_EQ(own.config_file, name("all.cfg"));
    EXPECT_EQ(own.images.system->url, "tftp://h/i/j/s.9.3.10.bin");
    EXPECT_EQ(own.images.kickstart->url, "tftp://h/i/j/k.bin");
    ASSERT_EQ(own.images.hops.size(), 2U);
    EXPECT_EQ(own.images.hops[0].system.url, "tftp://h/i/j/a.6.0.2.bin");
    EXPECT_EQ(own.images.hops[0].kickstart->name, name("ka.bin"));
    EXPECT_EQ(own.images.hops[0].from->str(), "6.0(1)");
    EXPECT_EQ(own.images.hops[1].system.name, name("b.7.0.3.bin"));
    EXPECT_FALSE(own.images.hops[1].kickstart);
    EXPECT_FALSE(own.images.hops[1].from);
    EXPECT_EQ(options.install, Install::BootVariable);
    EXPECT_EQ(options.required_space, 102'400U);
    EXPECT_FALSE(options.sidecars);
    EXPECT_EQ(options.usb, "/usbslot2");
}

TEST(OwnOptions, InstallAsTheyAreTold) {
    EXPECT_EQ(parse(kOwn + Arguments{"--install", "install-all"}).static_plan->images.install,
              Install::InstallAll);
    EXPECT_EQ(parse({"--server", "h", "--install", "install-all"}).install, Install::InstallAll);
    EXPECT_EQ(parse({"--server", "h"}).install, std::nullopt);
}

TEST(OwnOptions, AreNotLookedAtToCollect) {
    EXPECT_FALSE(parse({"collect", "--mode", "nonsense", "--hostname=;"}).static_plan);
}

TEST(OwnOptions, TakeThePasswordFromItsFile) {
    const TempDir files;
    files.write("password", "s:cret \n");
    const Options options =
        parse(kOwn + Arguments{"--username", "poap", concat("--password-file=", files.path_of("password"))});
    EXPECT_EQ(options.credentials->user(), "poap");
    EXPECT_EQ(options.credentials->password(), "s:cret ");
    EXPECT_EQ(options.vrf_fallback, VrfFallback::NotPassword);
    EXPECT_THAT(options.warnings, ElementsAre(HasSubstr("plain http")));
}

TEST(OwnOptions, TakeAnEmptyUserForNone) {}

TEST(OwnOptions, LeaveTheUserOutOverTftpAndSaySo) {
    const Options options =
        parse({"--mode=serial_number", "--file-server=tftp://h", "--username=u", "--password-file=/none"});
    EXPECT_FALSE(options.credentials);
    EXPECT_THAT(options.warnings, ElementsAre(HasSubstr("TFTP knows no users")));
}

TEST(OwnOptions, OfTheUsbPhaseNeedNoFileServer) {
    const Options options = parse({"--mode=serial_number", "--config-path=c"}, usb_phase());
    EXPECT_EQ(options.static_plan->configs.file(name("x"), name("x")).url, "usb:/c/x");
}

TEST(OwnOptions, OfTheUsbPhaseKeepTheFileServersPathAndNobodysPassword) {
    const Options options = parse({"--mode=serial_number", "--file-server=https://h/top", "--config-path=c",
                                   "--username=u", "--password-file=/none"},
                                  usb_phase());
    EXPECT_EQ(options.static_plan->configs.file(name("x"), name("x")).url, "usb:/top/c/x");
    EXPECT_FALSE(options.credentials);
}

TEST(OwnOptions, OfTheUsbPhaseCannotReachAServer) {
    const Error error = thrown_by([] { parse({"--server", "h"}, usb_phase()); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("POAP_PHASE=USB"), HasSubstr("--server")));
    EXPECT_THAT(error.advice(), HasSubstr("--mode"));
}

TEST(OwnOptions, ByPlaceNeedThePortThatPoapNames) {
    const Arguments by_place = {"--mode=location", "--file-server=http://h"};
    EXPECT_THAT(thrown_by([&] { parse(by_place); }).what(), HasSubstr("POAP_INTF"));
    PoapEnvironment environment;
    environment.port = InterfaceName::parse("Ethernet1/1");
    EXPECT_EQ(parse(by_place, environment).static_plan->mode, Mode::Location);
}

TEST(OwnOptions, ByHostNameNeedOneOrAConfigForThatCase) {
    const Arguments by_name = {"--mode=hostname", "--file-server=http://h"};
    EXPECT_THAT(thrown_by([&] { parse(by_name); }).what(), HasSubstr("POAP_HOST_NAME"));
    EXPECT_EQ(parse(by_name + Arguments{"--config-file=x.cfg"}).static_plan->mode, Mode::Hostname);
    PoapEnvironment environment;
    environment.host_name = name("leaf1");
    EXPECT_EQ(parse(by_name, environment).static_plan->mode, Mode::Hostname);
}

TEST(OwnOptions, TellAPasswordToNobody) {
    const TempDir files;
    files.write("password", "hunter2\x01");
    const Error error = thrown_by([&] {
        parse(kOwn + Arguments{"--username=u", concat("--password-file=", files.path_of("password"))});
    });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("hunter2")));
}

struct BadCase : NamedCase {
    Arguments arguments;
    std::string fault;
};

class BadOwnOptions : public testing::TestWithParam<BadCase> {};

TEST_P(BadOwnOptions, AreAUsageErrorThatNamesThem) {
    const Error error = thrown_by([] { parse(GetParam().arguments); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr(GetParam().fault));
    EXPECT_FALSE(error.advice().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Such, BadOwnOptions,
    testing::Values(
        BadCase{{"AsModeAndServer"}, kOwn + Arguments{"--server", "h"}, "--server and --mode"},
        BadCase{{"AsModeAlone"}, {"--mode", "mac"}, "--file-server is missing"},
        BadCase{{"AsAnUnknownMode"}, {"--mode", "serial", "--file-server", "http://h"}, "--mode `serial`"},
        BadCase{{"AsAnEmptyMode"}, {"--mode=", "--file-server", "http://h"}, "the value of --mode is empty"},
        BadCase{
            {"AsAFileServerAlone"}, {"--server", "h", "--file-server", "http://h"}, "--file-server is for"},
        BadCase{{"AsAConfigPathAlone"}, {"--server", "h", "--config-path", "x"}, "--config-path is for"},
        BadCase{{"AsAnImagePathAlone"}, {"--server", "h", "--image-path", "x"}, "--image-path is for"},
        BadCase{{"AsASystemImageAlone"}, {"--server", "h", "--system-image", "x"}, "--system-image is for"},
        BadCase{{"AsAKickstartImageAlone"},
                {"--server", "h", "--kickstart-image", "x"},
                "--kickstart-image is for"},
        BadCase{{"AsAConfigFileAlone"}, {"--server", "h", "--config-file", "x"}, "--config-file is for"},
        BadCase{{"AsHopsAlone"}, {"--server", "h", "--hops", "x"}, "--hops is for"},
        BadCase{{"AsAUserAlone"}, {"--server", "h", "--username", "x"}, "--username is for"},
        BadCase{{"AsAPasswordAlone"}, {"--server", "h", "--password-file", "x"}, "--password-file is for"},
        BadCase{
            {"AsAFileServerWithoutAScheme"}, {"--mode", "mac", "--file-server", "h"}, "--file-server `h`"},
        BadCase{{"AsAnFtpServer"}, {"--mode", "mac", "--file-server", "ftp://h"}, "--file-server `ftp://h`"},
        BadCase{{"AsHttpsThatTrustsNobody"},
                {"--mode", "mac", "--file-server", "https://h"},
                "--ca-file or --pin"},
        BadCase{{"AsAConfigPathUpwards"}, kOwn + Arguments{"--config-path", "../x"}, "--config-path `../x`"},
        BadCase{{"AsAnImagePathUpwards"}, kOwn + Arguments{"--image-path", "a/.."}, "--image-path `a/..`"},
        BadCase{{"AsABadImage"}, kOwn + Arguments{"--system-image", "a/b"}, "--system-image `a/b`"},
        BadCase{{"AsABadKickstart"},
                kOwn + Arguments{"--system-image=a", "--kickstart-image", ";"},
                "--kickstart-image `;`"},
        BadCase{{"AsAKickstartAlone"}, kOwn + Arguments{"--kickstart-image", "k"}, "no system image"},
        BadCase{{"AsABadConfigFile"}, kOwn + Arguments{"--config-file", "../x"}, "--config-file `../x`"},
        BadCase{{"AsRawWithoutAConfig"}, {"--mode=raw", "--file-server=http://h"}, "--config-file"},
        BadCase{
            {"AsAHopWithoutARelease"}, kOwn + Arguments{"--system-image=a", "--hops=b"}, "names no release"},
        BadCase{{"AsAHopWithABadRelease"},
                kOwn + Arguments{"--system-image=a", "--hops=b.7.0.3.bin@x"},
                "--hops `b.7.0.3.bin@x`"},
        BadCase{{"AsAnEmptyHop"}, kOwn + Arguments{"--system-image=a", "--hops=b.7.0.3.bin,"}, "--hops ``"},
        BadCase{{"AsAHopWithoutAKickstart"},
                kOwn + Arguments{"--system-image=a", "--hops=b.7.0.3.bin+"},
                "--hops ``"},
        BadCase{{"AsHopsToNowhere"}, kOwn + Arguments{"--hops=b.7.0.3.bin"}, "no system image to go to"},
        BadCase{{"AsAUserWithoutAPassword"}, kOwn + Arguments{"--username", "u"}, "no --password-file"},
        BadCase{{"AsAPasswordWithoutAUser"}, kOwn + Arguments{"--password-file", "f"}, "and no --username"},
        BadCase{{"AsAPasswordFileThatIsMissing"},
                kOwn + Arguments{"--username=u", "--password-file=/none"},
                "--password-file `/none` cannot be read"},
        BadCase{{"AsAPasswordWithoutEnd"},
                kOwn + Arguments{"--username=u", "--password-file=/dev/zero"},
                "--password-file `/dev/zero` is larger"},
        BadCase{
            {"AsAUserWithAColon"}, kOwn + Arguments{"--username=u:v", "--password-file=/dev/null"}, "colon"},
        BadCase{{"AsAnotherInstall"}, {"--server", "h", "--install", "issu"}, "--install `issu`"},
        BadCase{{"AsInstallAllOfTwoImages"},
                kOwn + Arguments{"--system-image=a", "--kickstart-image=b", "--install=install-all"},
                "takes one image"},
        BadCase{{"AsDigestsBothWays"},
                {"--server", "h", "--require-digest", "--no-sidecar"},
                "exclude each other"},
        BadCase{{"AsSpaceBelow0"}, {"--server", "h", "--required-space", "-1"}, "--required-space"},
        BadCase{{"AsSpaceInWords"}, {"--server", "h", "--required-space", "much"}, "--required-space"},
        BadCase{
            {"AsAnEmptyValueInFrontOfAFlag"}, {"--server=", "--force"}, "the value of --server is empty"}),
    CaseName());

}  // namespace
}  // namespace poap::test
