#include "nexus.hpp"

namespace poap::emulator {

Nexus open_switch(const std::filesystem::path& state, const std::filesystem::path& bootflash) {
    SwitchState facts(state);
    const auto form = form_named(facts.value("form"));
    auto quirks = parse_quirks(facts.read("quirks").value_or(""));
    return {.state = facts, .bootflash = Bootflash(bootflash), .form = form, .quirks = std::move(quirks)};
}

}  // namespace poap::emulator
