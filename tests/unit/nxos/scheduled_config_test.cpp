#include "nxos/scheduled_config.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "support/planned.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

const std::optional<BootImages> kNoImage;
const std::optional<BootImages> kImage = BootImages{name("nxos.9.3.12.bin"), std::nullopt};
const std::string kBoot = "boot nxos bootflash:///nxos.9.3.12.bin\n";

TEST(ScheduledConfig, EndsWithThePlannedImage) {
    const std::pair<std::string, std::string> kRows[] = {
        {"hostname a\n", "hostname a\n" + kBoot},
        {"hostname a", "hostname a\n" + kBoot},
        {"hostname a\nend\n", "hostname a\n" + kBoot + "end\n"},
        {"hostname a\nend", "hostname a\n" + kBoot + "end\n"},
        {"hostname a\n end \n!\n\n", "hostname a\n" + kBoot + " end \n!\n\n"},
        {"end\nhostname a\n", "end\nhostname a\n" + kBoot},
        {"endless\n", "endless\n" + kBoot},
        {"end\n", kBoot + "end\n"},
        {"boot nxos bootflash:/old.bin\nend\n", "boot nxos bootflash:/old.bin\n" + kBoot + "end\n"},
        {"\xef\xbb\xbfhostname a\r\nend\r\n", "hostname a\n" + kBoot + "end\n"},
        {"hostname a\rend\r", "hostname a\n" + kBoot + "end\n"},
        {"hostname a\rvlan 2\nvlan 3\rend\r", "hostname a\nvlan 2\nvlan 3\n" + kBoot + "end\n"},
        {"hostname a\rvlan 2\r\nvlan 3\n\r\nend\r", "hostname a\nvlan 2\nvlan 3\n\n" + kBoot + "end\n"}};
    for (const auto& [config, scheduled] : kRows) EXPECT_EQ(scheduled_config(config, kImage).text, scheduled);
}

TEST(ScheduledConfig, HasNoByteOrderMarkOfAFileThatWasAppended) {
    const auto scheduled =
        scheduled_config("hostname a\r\n\xef\xbb\xbfvlan 2\r\n\xef\xbb\xbfvlan 3\r\n", kNoImage);
    EXPECT_EQ(scheduled.text, "hostname a\nvlan 2\nvlan 3\n");
    EXPECT_THAT(scheduled.changes, testing::Contains(HasSubstr("byte order marks inside the configuration")));
    EXPECT_THAT(scheduled.changes, testing::Contains(HasSubstr("the first in line 2")));
    EXPECT_THAT(scheduled_config("\xef\xbb\xbfhostname a\r\n", kNoImage).changes,
                ElementsAre(HasSubstr("byte order mark"), HasSubstr("carriage returns")));
}

TEST(ScheduledConfig, NamesBothImagesOfAPair) {
    const BootImages pair{name("system.bin"), name("kick.bin")};
    EXPECT_EQ(scheduled_config("hostname a\n", pair).text,
              "hostname a\nboot kickstart bootflash:///kick.bin\nboot system bootflash:///system.bin\n");
}

TEST(ScheduledConfig, HasAddedLinesInFrontAndAfterTheConfigurationAndLogsThemWithoutSecrets) {
    const AddedLines added{{{"install license bootflash:a.lic", "install license bootflash:a.lic"}},
                           {{"crypto ca import A pkcs12 bootflash:a.p12 s3cret", "crypto ca import ****"}}};
    const auto scheduled = scheduled_config("\xef\xbb\xbfhostname a\nend\n", kImage, added);
    EXPECT_EQ(scheduled.text,
              "install license bootflash:a.lic\nhostname a\n"
              "crypto ca import A pkcs12 bootflash:a.p12 s3cret\n" +
                  kBoot + "end\n");
    EXPECT_THAT(scheduled.changes,
                ElementsAre(HasSubstr("byte order mark"), HasSubstr("`install license bootflash:a.lic`"),
                            HasSubstr("`crypto ca import ****`")));
    EXPECT_EQ(scheduled_config("hostname a\n", kNoImage, {{}, added.after}).text,
              "hostname a\ncrypto ca import A pkcs12 bootflash:a.p12 s3cret\n");
}

TEST(ScheduledConfig, IsTheConfigurationWhereNoImageIsPlanned) {
    const auto scheduled = scheduled_config("boot nxos bootflash:/own.bin\nend\n", kNoImage);
    EXPECT_EQ(scheduled.text, "boot nxos bootflash:/own.bin\nend\n");
    EXPECT_THAT(scheduled.warnings, IsEmpty());
    EXPECT_THAT(scheduled.changes, IsEmpty());
}

TEST(ScheduledConfig, WarnsOfAnotherImageWithBothNamesOnce) {
    const auto scheduled = scheduled_config(
        "boot nxos bootflash:/nxos.9.3.12.bin\n  boot nxos bootflash:///old.bin sup-1\r\n"
        "boot nxos bootflash:///old.bin sup-2\n",
        kImage);
    EXPECT_THAT(scheduled.warnings,
                ElementsAre(testing::AllOf(HasSubstr("boots old.bin"),
                                           HasSubstr("planned image is nxos.9.3.12.bin"))));
}

TEST(ScheduledConfig, EndsTheFirstOfTwoPartsWithThePlannedImage) {
    const auto scheduled = scheduled_config("\xef\xbb\xbfhostname a\r\nudf b header outer l3 20 2\r\nend",
                                            kImage, {}, Split::Yes);
    EXPECT_EQ(scheduled.first, "udf b header outer l3 20 2\n" + kBoot);
    EXPECT_EQ(scheduled.text, "hostname a\nend\n");
    EXPECT_THAT(scheduled.warnings, IsEmpty());
    EXPECT_EQ(scheduled_config("udf b\nhostname a\n", kNoImage, {}, Split::Yes).first, "udf b\n");
}

TEST(ScheduledConfig, EndsBothPartsWithThePlannedImageIfTheConfigurationBootsAnother) {
    const auto scheduled =
        scheduled_config("udf b\nboot nxos bootflash:/old.bin\nend\n", kImage, {}, Split::Yes);
    EXPECT_EQ(scheduled.first, "udf b\n" + kBoot);
    EXPECT_EQ(scheduled.text, "boot nxos bootflash:/old.bin\n" + kBoot + "end\n");
    const auto planned = scheduled_config("udf b\n" + kBoot + "end\n", kImage, {}, Split::Yes);
    EXPECT_EQ(planned.text, kBoot + "end\n") << "its own line";
}

TEST(ScheduledConfig, AddsLinesAroundTheSecondOfTwoParts) {
    const AddedLines added{{{"install license x", "install license x"}}, {{"crypto ca y", "crypto ca y"}}};
    const auto scheduled = scheduled_config("hostname a\nudf b\nend\n", kImage, added, Split::Yes);
    EXPECT_EQ(scheduled.first, "udf b\n" + kBoot);
    EXPECT_EQ(scheduled.text, "install license x\nhostname a\ncrypto ca y\nend\n");
}

TEST(ScheduledConfig, WithoutAFirstPartEndsWithThePlannedImage) {
    for (const char* config : {"hostname a\n", "udf b\n"}) {
        const auto scheduled = scheduled_config(config, kImage, {}, Split::Yes);
        EXPECT_EQ(scheduled.first, "");
        EXPECT_EQ(scheduled.text, config + kBoot);
    }
}

TEST(ScheduledConfig, WarnsOfPerpetualPoap) {
    EXPECT_THAT(scheduled_config("boot poap enable\n", kNoImage).warnings,
                ElementsAre(HasSubstr("runs POAP again at every reload")));
    EXPECT_THAT(scheduled_config("no boot poap enable\n", kNoImage).warnings, IsEmpty());
}

}  // namespace
}  // namespace poap::test
