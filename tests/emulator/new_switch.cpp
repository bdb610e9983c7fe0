#include "new_switch.hpp"

#include <regex>

#include "boot_variables.hpp"
#include "form.hpp"
#include "nexus.hpp"
#include "switch_state.hpp"

namespace poap::emulator {

namespace {

void check(const NewSwitch& fresh, const Form& form) {
    static const std::regex kMac("[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}");
    if (fresh.serial.empty() || fresh.image.empty()) {
        throw SetupError("a switch has a serial number and an image (--serial, --image)");
    }
    if (!std::regex_match(fresh.mac, kMac)) {
        throw SetupError("not a MAC address of the form aaaa.aaaa.aaaa: '" + fresh.mac + "' (--mac)");
    }
    if (fresh.kickstart.empty() == form.two_images()) {
        throw SetupError("the form " + fresh.form + (form.two_images() ? " needs" : " has no") +
                         " kickstart image (--kickstart)");
    }
    if (fresh.standby.find_first_of(" \t\n") != std::string::npos) {
        throw SetupError("a standby's status is one word: '" + fresh.standby + "' (--standby)");
    }
    if (std::filesystem::exists(fresh.folder / "serial")) {
        throw SetupError("there is a switch in " + fresh.folder.string() + " already");
    }
}

BootVariables boots_what_runs(const NewSwitch& fresh, const Form& form) {
    if (form.two_images()) {
        return {{"kickstart", fresh.kickstart}, {"system", fresh.image}};
    }
    return {{"nxos", fresh.image}};
}

}  // namespace

void make_switch(const NewSwitch& fresh) {
    const auto form = form_named(fresh.form);
    std::string quirks;
    for (const auto& quirk : fresh.quirks) {
        quirks += quirk + '\n';
    }
    parse_quirks(quirks);
    check(fresh, form);

    std::filesystem::create_directories(fresh.folder);
    SwitchState state(fresh.folder);
    state.write("serial", fresh.serial + '\n');
    state.write("mac", fresh.mac + '\n');
    state.write("form", fresh.form + '\n');
    state.write("quirks", quirks);
    state.write("running_image", fresh.image + '\n');
    if (form.two_images()) {
        state.write("running_kickstart", fresh.kickstart + '\n');
    }
    const auto boot = to_text(boots_what_runs(fresh, form));
    state.write("boot", boot);
    state.write("boot.saved", boot);
    state.write("running-config", kFactoryConfig);
    if (!fresh.standby.empty()) {
        state.write("standby", fresh.standby + '\n');
        std::filesystem::create_directories(fresh.standby_flash.empty() ? fresh.folder / kStandbyFlash
                                                                        : fresh.standby_flash);
    }
    if (!fresh.script_server.empty()) {
        state.write("script_server", fresh.script_server + '\n');
    }
    if (fresh.poap) {
        state.write("poap", "");
    } else {
        state.write("startup-config", kFactoryConfig);
    }
}

}  // namespace poap::emulator
