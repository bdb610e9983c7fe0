#include <sstream>

#include "show.hpp"

namespace poap::emulator {

namespace {

void variable(std::ostream& out, std::string_view label, std::string_view kind, const BootVariables& boot) {
    const auto found = boot.find(kind);
    if (found == boot.end()) {
        out << label << " variable not set\n";
    } else {
        out << label << " variable = bootflash:/" << found->second << '\n';
    }
}

void half(std::ostream& out, const Nexus& nexus, const BootVariables& boot) {
    for (const std::string_view supervisor : {"sup-1", "sup-2"}) {
        if (supervisor == "sup-2" && !nexus.has_standby()) {
            break;
        }
        out << supervisor << '\n';
        if (nexus.form.two_images()) {
            variable(out, "kickstart", "kickstart", boot);
            variable(out, "system", "system", boot);
        } else {
            variable(out, "NXOS", "nxos", boot);
        }
        out << "Boot POAP " << (nexus.state.has("boot_poap") ? "Enabled" : "Disabled") << '\n';
    }
    out << "No module boot variable set\n";
}

}  // namespace

std::string show_boot(const Nexus& nexus) {
    const auto running = nexus.boot();
    const auto saved = nexus.saved_boot();
    const bool next_is_saved = nexus.quirks.contains(Quirk::BootNextIsSaved);
    const bool current_is_running = next_is_saved || nexus.quirks.contains(Quirk::BootBothHalves);
    std::ostringstream out;
    out << "Current Boot Variables:\n\n";
    half(out, nexus, current_is_running ? running : saved);
    out << "\nBoot Variables on next reload:\n\n";
    half(out, nexus, next_is_saved ? saved : running);
    return out.str();
}

}  // namespace poap::emulator
