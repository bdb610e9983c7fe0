// Every way of answering that a switch is known to have, and every oddity that must not matter.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "form.hpp"
#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::ElementsAre;

/// A switch whose image is to be fetched and booted.
struct Booted {
    std::string image;
    std::string kickstart;
    std::string boot_saved;
};

Booted wanted_by(const emulator::Form& form) {
    if (!form.two_images()) return {kNewImage, "", boots(kNewImage)};
    return {kNewImage, "kick.2.bin",
            "kickstart bootflash:///kick.2.bin\nsystem bootflash:///" + kNewImage + "\n"};
}

void expect_provisioned_as(SwitchSpec spec) {
    const emulator::Form form = emulator::form_named(spec.fresh.form);
    if (form.two_images()) spec.fresh.kickstart = "kick.1.bin";
    const Booted wanted = wanted_by(form);
    MadeUpServer server;
    server.plan["kickstart_image"] = wanted.kickstart;
    server.answers_with("GET /images/kick.2.bin", http_answer(200, "kickstart"));
    server.start();
    const EmulatedSwitch device(spec);
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    Snapshot bootflash = {{kNewImage, made_up_image()}};
    if (form.two_images()) bootflash["kick.2.bin"] = "kickstart";
    expect_provisioned(device, before, ended, {kConfig, wanted.boot_saved, bootflash});
    EXPECT_EQ(device.calls().size(), 4U);
}

std::string test_name(const testing::TestParamInfo<std::string>& test) {
    std::string name = test.param;
    std::ranges::replace(name, '-', '_');
    return name;
}

class Form : public testing::TestWithParam<std::string> {};

TEST_P(Form, IsProvisioned) {
    SwitchSpec spec;
    spec.fresh.form = GetParam();
    expect_provisioned_as(spec);
}

INSTANTIATE_TEST_SUITE_P(All, Form, testing::ValuesIn(emulator::form_names()), test_name);

/// Those that leave a switch without a serial number or a MAC address, its boot variable without a proof, or
/// its save refused: they have tests of their own.
bool matters(const std::string& quirk) {
    return quirk == "serial-na" || quirk == "no-chassis" || quirk == "mgmt0-absent" ||
           quirk == "boot-next-is-saved" || quirk == "admin-password";
}

std::vector<std::string> harmless_quirks() {
    std::vector<std::string> quirks = emulator::quirk_names();
    std::erase_if(quirks, matters);
    return quirks;
}

class Quirk : public testing::TestWithParam<std::string> {};

TEST_P(Quirk, DoesNotMatter) {
    SwitchSpec spec;
    spec.fresh.quirks = {GetParam()};
    expect_provisioned_as(spec);
}

INSTANTIATE_TEST_SUITE_P(All, Quirk, testing::ValuesIn(harmless_quirks()), test_name);

TEST(Quirks, DoNotMatterAllAtOnce) {
    SwitchSpec spec;
    spec.fresh.quirks = harmless_quirks();
    expect_provisioned_as(spec);
}

}  // namespace
}  // namespace poap::rig
