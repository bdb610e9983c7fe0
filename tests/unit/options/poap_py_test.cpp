#include "options/poap_py.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "support/parsed_options.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::AllOf, testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty,
    testing::Not;

TEST(PoapPy, HasItsOwnDefaults) {
    const Options options = parse(kPoapPyBlock);
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

TEST(PoapPy, ThatIsOffIsAsGoodAsMissing) {
    const Options options =
        parse(kPoapPyBlock +
              Arguments{"--install-path=", "--compact-image=False",
                        "--timeout-config=", "--destination-system-image=", "--target-kickstart-image=",
                        "--midway-system-image=", "--username=", "--password=", "--disable-md5=",
                        "--split-config-first=", "--mode=", "--config-path=", "--required-space=", "--vrf="});
    EXPECT_EQ(options.static_plan->mode, Mode::SerialNumber);
    EXPECT_EQ(options.vrf, "management");
    EXPECT_TRUE(options.require_digest);
    EXPECT_THAT(options.static_plan->images.hops, IsEmpty());
}

TEST(PoapPy, MayBeMixedWithTheAgentsOwnFlagsWhichMayNotBeEmpty) {
    const Options options =
        parse(kPoapPyBlock + Arguments{"--retries=1", "--log-dir=/x", "--install=boot-variable"});
    EXPECT_EQ(options.retries, RetryLimit(1));
    EXPECT_EQ(options.log_dir, "/x");
    EXPECT_EQ(options.static_plan->images.install, Install::BootVariable);
    EXPECT_THAT(thrown_by([] { parse(kPoapPyBlock + Arguments{"--log-dir="}); }).what(),
                HasSubstr("the value of --log-dir is empty"));
}

TEST(PoapPy, WithoutAnImageInstallsNone) {
    const Options options = parse({"--hostname=h", "--transfer-protocol=http", "--target-system-image="});
    EXPECT_FALSE(options.static_plan->images.system);
    EXPECT_EQ(options.static_plan->images.install, Install::BootVariable);
}

TEST(PoapPy, LeavesOutAKickstartImageThatTheSystemImageDoesNotNeed) {
    const Options options = parse(kPoapPyBlock + Arguments{"--target-kickstart-image=k.bin"});
    EXPECT_FALSE(options.static_plan->images.kickstart);
    EXPECT_EQ(options.static_plan->images.install, Install::InstallAll);
    EXPECT_THAT(options.warnings, Contains(HasSubstr("target_kickstart_image is left out")));
}

TEST(PoapPy, GoesStraightWhereItIsTold) {
    EXPECT_THAT(parse(kPoapPyBlock + Arguments{"--midway-system-image=nxos.7.0.3.bin", "--skip-multi-level"})
                    .static_plan->images.hops,
                IsEmpty());
}

TEST(PoapPy, HasAUserOverHttpAndNoneOverTftp) {
    const TempDir files;
    files.write("p", "secret");
    const Arguments user = {"--username=root", concat("--password-file=", files.path_of("p"))};
    EXPECT_EQ(parse(kPoapPyBlock + user).credentials->user(), "root");
    const Options by_tftp = parse(kPoapPyBlock + user + Arguments{"--transfer-protocol=tftp"});
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

TEST(PoapPy, HasAnEmptyPassword) {
    const Options options = parse(kPoapPyBlock + Arguments{"--username=root", "--password="});
    ASSERT_TRUE(options.credentials);
    EXPECT_EQ(options.credentials->user(), "root");
    EXPECT_EQ(options.credentials->password(), "");
    EXPECT_EQ(parse({"--mode=mac", "--file-server=http://h", "--username=u", "--password="})
                  .credentials->password(),
              "");
}

TEST(PoapPy, TakesOneAndZeroForTrueAndFalse) {
    const Options on = parse(kPoapPyBlock + Arguments{"--use-nxos-boot=1", "--disable-md5=1"});
    EXPECT_EQ(on.static_plan->images.install, Install::BootVariable);
    EXPECT_FALSE(on.sidecars);
    const Options off =
        parse(kPoapPyBlock + Arguments{"--use-nxos-boot=0", "--disable-md5=0", "--compact-image=0"});
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
    EXPECT_EQ(config_url(parse(kPoapPyBlock + Arguments{"--config-path=/usbslot1/"})),
              "http://10.0.0.1/usbslot1/x");
}

}  // namespace
}  // namespace poap::test
