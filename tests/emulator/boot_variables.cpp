#include "boot_variables.hpp"

#include <sstream>

#include "bootflash.hpp"
#include "switch_state.hpp"

namespace poap::emulator {

BootVariables parse_boot_variables(std::string_view text) {
    BootVariables variables;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string kind;
        std::string url;
        words >> kind >> url;
        const auto file = parse_bootflash_url(url);
        if (!file || (kind != "nxos" && kind != "kickstart" && kind != "system")) {
            throw SetupError("no boot variable: '" + line + "' (wanted: nxos bootflash:///NAME)");
        }
        variables[kind] = *file;
    }
    return variables;
}

std::string to_text(const BootVariables& variables) {
    std::string text;
    for (const auto& [kind, image] : variables) {
        text += kind + " bootflash:///" + image + '\n';
    }
    return text;
}

}  // namespace poap::emulator
