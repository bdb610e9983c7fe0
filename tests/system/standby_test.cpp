// Switches with two supervisors: the standby gets the images, and must be ready for them.

#include <gtest/gtest.h>

#include "case.hpp"

namespace poap::rig {
namespace {

const std::string kShowModule = cli_call("terminal width 511 ; show module");
const std::string kMd5Call = cli_call("show file bootflash_sup-remote:" + kNewImage + " md5sum");
const std::string kCopyCall = cli_call("copy bootflash:" + kNewImage + " bootflash_sup-remote:" + kNewImage);
const std::string kCopyFault = "copy bootflash:" + kNewImage + " => ";

Step standby(const std::string& state = "ha-standby", const Words& quirks = {}) {
    return on_switch({.fresh = {.quirks = quirks, .standby = state}});
}

Step on_standby(const std::string& bytes) {
    return [=](Bench& bench) { bench.device().flash_standby(kNewImage, bytes); };
}

std::function<void(const Bench&)> standby_has(const Snapshot& files) {
    return [=](const Bench& bench) { EXPECT_TRUE(bench.device().standby_flash() == files); };
}

Cases standbys() {
    const Snapshot image = {{kNewImage, fake_image()}};
    const End both = recovers().expecting(standby_has(image));
    const std::string module = "Standby supervisor: module 28, ha-standby";
    const std::string invalid = "terminal width => answer 16 % Invalid command at '^' marker.";
    const auto fails_to_copy = [](const std::string& cause, ExitCode code = ExitCode::Switch) {
        return fails(code, kCommit, cause).leaving({kPart});
    };
    const Step small = [](Bench& bench) {
        bench.device().set("standby_free", "1000\n");
        bench.undo = [&] { bench.device().set("standby_free", "1000000000\n"); };
    };
    const Step comes_up_later = [](Bench& bench) {
        bench.undo = [&] { bench.device().set("standby", "ha-standby\n"); };
    };
    return {
        Case("GetsTheImage", standby(),
             both.calling({kIdentityCall, kShowModule, kMd5Call, kCopyCall, kMd5Call,
                           compatibility_call(kNewImage), boot_call(kNewImage), kSaveCall, kScheduleCall})
                 .reporting({module, "Copying " + kNewImage + " to the standby supervisor",
                             "Setting the boot variable"})),
        Case("GetsTheImageThatRuns",
             standby() + flash(kOldImage, "as it came from the factory") +
                 plan({{"system_image", kOldImage}}) + plan_without({"system_image_md5"}),
             ends_in([](Goal& goal, const Bench&) {
                 goal.boot = boots(kOldImage);
                 goal.bootflash.erase(kNewImage);
             }).expecting(standby_has({{kOldImage, "as it came from the factory"}}))),
        Case("DoesNotGetWhatItHas", standby() + on_standby(fake_image()),
             both.calling({kIdentityCall, kShowModule, kMd5Call, compatibility_call(kNewImage),
                           boot_call(kNewImage), kSaveCall, kScheduleCall})),
        Case("GetsTheImageInPlaceOfAnotherOfItsName", standby() + on_standby("another"), both),
        Case("WithoutRoomStaysAsItIs", standby() + small,
             fails_to_copy("No space left on device", ExitCode::NoSpace).expecting(standby_has({}))),
        Case("WhoseCopyIsCutStaysAsItIs", standby() + cli(kCopyFault + "cut 60"),
             fails_to_copy("bootflash_sup-remote:")),
        Case("WhoseCopyIsNotMadeStaysAsItIs", standby() + cli(kCopyFault + "pretend"),
             fails_to_copy("cannot be read back")),
        Case("WhoseCopyIsDamagedStaysAsItIs", standby() + cli(kCopyFault + "damage"),
             fails_to_copy("the MD5 of bootflash_sup-remote:", ExitCode::Digest)),
        Case("InWideModulesIsShownInAWideTerminal", standby("ha-standby", {"wide-modules"}),
             both.reporting({module})),
        Case("InWideModulesIsReadWrappedWhereTheWideTerminalIsRefused",
             standby("ha-standby", {"wide-modules"}) + cli(invalid), both.reporting({module})),
        Case("InWideModulesIsReadWrappedInAChainThatContinuesAfterTheRefusal",
             standby("ha-standby", {"wide-modules"}) + cli("terminal width => answer 1", "continue"),
             both.reporting({module})),
        Case("ThatBootsIsWaitedForBeforeAnythingIsChanged", standby("powered-up") + comes_up_later,
             fails_to_copy("module 28, is not ready: it is powered-up")
                 .reporting({"POAP starts over by itself"})),
    };
}

CASES(Standby, standbys());

}  // namespace
}  // namespace poap::rig
