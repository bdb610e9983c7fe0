#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "options/options.hpp"
#include "support/parsed_options.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;
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
    EXPECT_EQ(config_url(options), "http://h/top/x");
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

TEST(OwnOptions, LeaveTheUserOutOverTftpAndSaySo) {
    const Options options =
        parse({"--mode=serial_number", "--file-server=tftp://h", "--username=u", "--password-file=/none"});
    EXPECT_FALSE(options.credentials);
    EXPECT_THAT(options.warnings, ElementsAre(HasSubstr("TFTP knows no users")));
}

TEST(OwnOptions, OfTheUsbPhaseKeepTheFileServersPathAndNeedNeitherItNorAPassword) {
    EXPECT_EQ(config_url(parse({"--mode=serial_number", "--config-path=c"}, usb_phase())), "usb:/c/x");
    const Options options = parse({"--mode=serial_number", "--file-server=https://h/top", "--config-path=c",
                                   "--username=u", "--password-file=/none"},
                                  usb_phase());
    EXPECT_EQ(config_url(options), "usb:/top/c/x");
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

struct BadCase {
    Arguments arguments;
    std::string fault;
};

const BadCase kBad[] = {
    {kOwn + Arguments{"--server", "h"}, "--server and --mode"},
    {{"--mode", "mac"}, "--file-server is missing"},
    {{"--mode", "serial", "--file-server", "http://h"}, "--mode `serial`"},
    {{"--mode=", "--file-server", "http://h"}, "the value of --mode is empty"},
    {{"--server", "h", "--file-server", "http://h"}, "--file-server is for"},
    {{"--server", "h", "--config-path", "x"}, "--config-path is for"},
    {{"--server", "h", "--image-path", "x"}, "--image-path is for"},
    {{"--server", "h", "--system-image", "x"}, "--system-image is for"},
    {{"--server", "h", "--kickstart-image", "x"}, "--kickstart-image is for"},
    {{"--server", "h", "--config-file", "x"}, "--config-file is for"},
    {{"--server", "h", "--hops", "x"}, "--hops is for"},
    {{"--server", "h", "--username", "x"}, "--username is for"},
    {{"--server", "h", "--password-file", "x"}, "--password-file is for"},
    {{"--mode", "mac", "--file-server", "h"}, "--file-server `h`"},
    {{"--mode", "mac", "--file-server", "ftp://h"}, "--file-server `ftp://h`"},
    {{"--mode", "mac", "--file-server", "https://h"}, "--ca-file or --pin"},
    {kOwn + Arguments{"--config-path", "../x"}, "--config-path `../x`"},
    {kOwn + Arguments{"--image-path", "a/.."}, "--image-path `a/..`"},
    {kOwn + Arguments{"--system-image", "a/b"}, "--system-image `a/b`"},
    {kOwn + Arguments{"--system-image=a", "--kickstart-image", ";"}, "--kickstart-image `;`"},
    {kOwn + Arguments{"--kickstart-image", "k"}, "no system image"},
    {kOwn + Arguments{"--config-file", "../x"}, "--config-file `../x`"},
    {{"--mode=raw", "--file-server=http://h"}, "--config-file"},
    {kOwn + Arguments{"--system-image=a", "--hops=b"}, "names no release"},
    {kOwn + Arguments{"--system-image=a", "--hops=b.7.0.3.bin@x"}, "--hops `b.7.0.3.bin@x`"},
    {kOwn + Arguments{"--system-image=a", "--hops=b.7.0.3.bin,"}, "--hops ``"},
    {kOwn + Arguments{"--system-image=a", "--hops=b.7.0.3.bin+"}, "--hops ``"},
    {kOwn + Arguments{"--hops=b.7.0.3.bin"}, "no system image to go to"},
    {kOwn + Arguments{"--username", "u"}, "no --password-file"},
    {kOwn + Arguments{"--password-file", "f"}, "and no --username"},
    {kOwn + Arguments{"--username=u", "--password-file=/none"}, "--password-file `/none` cannot be read"},
    {kOwn + Arguments{"--username=u", "--password-file=/dev/zero"}, "--password-file `/dev/zero` is larger"},
    {kOwn + Arguments{"--username=u:v", "--password-file=/dev/null"}, "colon"},
    {{"--server", "h", "--install", "issu"}, "--install `issu`"},
    {kOwn + Arguments{"--system-image=a", "--kickstart-image=b", "--install=install-all"}, "takes one image"},
    {{"--server", "h", "--require-digest", "--no-sidecar"}, "exclude each other"},
    {{"--server", "h", "--required-space", "-1"}, "--required-space"},
    {{"--server", "h", "--required-space", "much"}, "--required-space"},
    {{"--server=", "--force"}, "the value of --server is empty"},
};

TEST(BadOwnOptions, AreAUsageErrorThatNamesThem) {
    for (const auto& [arguments, fault] : kBad) {
        const Error error = thrown_by([&words = arguments] { parse(words); });
        EXPECT_EQ(error.code(), ExitCode::Usage) << fault;
        EXPECT_THAT(error.what(), HasSubstr(fault));
        EXPECT_FALSE(error.advice().empty());
    }
}

}  // namespace
}  // namespace poap::test
