#include "nexus.hpp"

namespace poap::emulator {

bool Nexus::standby_is_up() const {
    if (!has_standby()) {
        return false;
    }
    const auto status = state.value("standby");
    return status == "ha-standby" || status == "standby";
}

Nexus open_switch(const std::filesystem::path& state, const std::filesystem::path& bootflash,
                  const std::filesystem::path& standby_flash) {
    SwitchState facts(state);
    const auto form = form_named(facts.value("form"));
    auto quirks = parse_quirks(facts.read("quirks").value_or(""));
    return {.state = facts,
            .bootflash = Bootflash(bootflash),
            .standby_flash = Bootflash(standby_flash.empty() ? state / kStandbyFlash : standby_flash),
            .form = form,
            .quirks = std::move(quirks)};
}

}  // namespace poap::emulator
