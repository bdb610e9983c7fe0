#include "options/poap_py.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/parsed_options.hpp"
#include "support/thrown.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

using testing::Contains, testing::HasSubstr, testing::IsEmpty;

TEST(PoapPy, HasTheDefaultsOfCiscosScript) {
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

TEST(PoapPy, IsHonouredInEveryKeyThatCanBe) {
    const Options options =
        parse({"--mode=raw", "--hostname=h:8080", "--transfer-protocol=tftp", "--config-path=/c",
               "--target-image-path=/i/", "--target-system-image=s.bin", "--target-kickstart-image=k.bin",
               "--destination-system-image=ds.bin", "--destination-kickstart-image=dk.bin",
               "--source-config-file=all.cfg", "--destination-path=/bootflash/", "--disable-md5",
               "--required-space=5", "--use-nxos-boot", "--midway-system-image=n3000.6.0.2.bin",
               "--midway-kickstart-image=n3k.bin", "--vrf=blue", "--usb-slot=2"});
    const StaticPlan& plan = *options.static_plan;
    EXPECT_EQ(plan.mode, Mode::Raw);
    EXPECT_EQ(config_url(options), "tftp://h:8080/c/x");
    EXPECT_EQ(plan.config_file, name("all.cfg"));
    EXPECT_EQ(plan.images.system->url, "tftp://h:8080/i/s.bin");
    EXPECT_EQ(plan.images.system->name, name("ds.bin"));
    EXPECT_EQ(plan.images.kickstart->url, "tftp://h:8080/i/k.bin");
    EXPECT_EQ(plan.images.kickstart->name, name("dk.bin"));
    EXPECT_EQ(plan.images.install, Install::BootVariable);
    ASSERT_EQ(plan.images.hops.size(), 1U);
    EXPECT_EQ(plan.images.hops[0].system.url, "tftp://h:8080/i/n3000.6.0.2.bin");
    EXPECT_EQ(plan.images.hops[0].kickstart->name, name("n3k.bin"));
    EXPECT_FALSE(options.require_digest);
    EXPECT_FALSE(options.sidecars);
    EXPECT_EQ(options.required_space, 5120U);
    EXPECT_EQ(options.vrf, "blue");
    EXPECT_EQ(options.vrf_fallback, VrfFallback::NotAsked);
    EXPECT_EQ(options.usb, "/usbslot2");
}

TEST(PoapPy, IgnoresKeysWithoutAValue) {
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

TEST(PoapPy, MayBeMixedWithTheAgentsFlagsWhichMayNotBeEmpty) {
    const Options options =
        parse(kPoapPyBlock + Arguments{"--retries=1", "--log-dir=/x", "--install=boot-variable"});
    EXPECT_EQ(options.retries, RetryLimit(1));
    EXPECT_EQ(options.log_dir, "/x");
    EXPECT_EQ(options.static_plan->images.install, Install::BootVariable);
    EXPECT_THAT(thrown_by([] { parse(kPoapPyBlock + Arguments{"--log-dir="}); }).what(),
                HasSubstr("the value of --log-dir is empty"));
}

TEST(PoapPy, LeavesOutImagesThatAreNotNeeded) {
    const Options none = parse({"--hostname=h", "--transfer-protocol=http", "--target-system-image="});
    EXPECT_FALSE(none.static_plan->images.system);
    EXPECT_EQ(none.static_plan->images.install, Install::BootVariable);
    const Options one = parse(kPoapPyBlock + Arguments{"--target-kickstart-image=k.bin"});
    EXPECT_FALSE(one.static_plan->images.kickstart);
    EXPECT_EQ(one.static_plan->images.install, Install::InstallAll);
    EXPECT_THAT(one.warnings, Contains(HasSubstr("target_kickstart_image is ignored")));
    const Arguments midway = {"--midway-system-image=nxos.7.0.3.bin", "--skip-multi-level"};
    EXPECT_THAT(parse(kPoapPyBlock + midway).static_plan->images.hops, IsEmpty());
}

TEST(PoapPy, HasAnEmptyPassword) {
    const Options options = parse(kPoapPyBlock + Arguments{"--username=root", "--password="});
    ASSERT_TRUE(options.credentials);
    EXPECT_EQ(options.credentials->user(), "root");
    EXPECT_EQ(options.credentials->password(), "");
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

TEST(PoapPy, OnAStickNeedsNoServerAndMayNameTheStickInItsPaths) {
    PoapEnvironment environment;
    environment.from_usb = true;
    const auto parse_on_stick = [&](const std::string& more) {
        return parse(words("--target-system-image=nxos.9.3.10.bin " + more), environment);
    };
    struct Row {
        std::string more;
        std::string config_url;
        std::string usb = "/usbslot1";
    };
    for (const Row& row :
         {Row{"", "usb:/x"}, Row{"--config-path=/c/", "usb:/c/x"},
          Row{"--hostname=h --transfer-protocol=scp", "usb:/x"}, Row{"--config-path=/usbslot1/", "usb:/x"},
          Row{"--config-path=/usbslot2/c", "usb:/c/x", "/usbslot2"},
          Row{"--config-path=/usbslot2/c --usb=/mnt", "usb:/c/x", "/mnt"}}) {
        const Options options = parse_on_stick(row.more);
        EXPECT_EQ(config_url(options), row.config_url) << row.more;
        EXPECT_EQ(options.usb, row.usb) << row.more;
    }
    EXPECT_EQ(parse_on_stick("--config-path=/usbslot2/c --target-image-path=/usbslot2 --usb-slot=2")
                  .static_plan->images.system->url,
              "usb:/nxos.9.3.10.bin");
    for (const std::string other : {"--usb-slot=1", "--target-image-path=/usbslot1/"})
        EXPECT_THAT(thrown_by([&] { parse_on_stick("--config-path=/usbslot2/ " + other); }).what(),
                    HasSubstr("is not on the stick in /usbslot"));
    EXPECT_EQ(config_url(parse(kPoapPyBlock + Arguments{"--config-path=/usbslot1/"})),
              "http://10.0.0.1/usbslot1/x");
}

}  // namespace
}  // namespace poap::test
