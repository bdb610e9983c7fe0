// Commits with an additional file, apps/x.

#include "support/commit_fixture.hpp"

namespace poap::test {
namespace {

class CommitFiles : public Commit {
    void SetUp() override {
        with_extra = true;
        with_image = false;
    }
};

TEST_P(CommitFiles, EndsAsItShould) {
    expect_end(GetParam());
}

const Step kSeesTheFile = [](Commit& c) { EXPECT_EQ(c.dir.read("apps/x"), "extra"); };
const Step kLive = set(&Commit::in_poap, false);

const CommitCase kCases[] = {
    {{"HasItInItsFolderBeforeTheSchedule"}, call_after(kSeesTheFile, kSchedule), "", {"apps"}},
    {{"HasItInItsFolderOnALiveSwitch"}, kLive + call_after(kSeesTheFile, kSchedule), "", {"apps"}},
    {{"RemovesItIfTheScheduleIsRefused"},
     call(kSchedule, "Permission denied", 16),
     "the switch refused `copy bootflash:FDO21120U5D.cfg scheduled-config`: Permission denied",
     {".apps_x.part"}},
    {{"RemovesItIfTheBootVariableIsRefused"},
     set(&Commit::with_image, true) + kRefusesImage,
     "the switch refused `boot nxos bootflash:///nxos.9.3.3.bin`: Invalid image",
     {".apps_x.part", ".nxos.9.3.3.bin.part"}},
};

INSTANTIATE_TEST_SUITE_P(Case, CommitFiles, testing::ValuesIn(kCases), CaseName());

}  // namespace
}  // namespace poap::test
