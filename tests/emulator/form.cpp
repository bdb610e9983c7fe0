#include "form.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>
#include <utility>

#include "switch_state.hpp"

namespace poap::emulator {

namespace {

constexpr std::array kForms{
    Form{.name = "n9k",
         .chassis = "Nexus9000 C9372PX Chassis",
         .product_id = "N9K-C9372PX",
         .image_lines = ImageLines::Nxos,
         .image_folder = "bootflash:///",
         .field_separator = ",  ",
         .ports = 54,
         .module = "48x10G + 6x40G Ethernet Module"},
    Form{.name = "n9k-lxc",
         .chassis = "Nexus9000 C93360YC-FX2 Chassis",
         .product_id = "N9K-C93360YC-FX2",
         .image_lines = ImageLines::Nxos,
         .image_folder = "bootflash:///",
         .field_separator = ",  ",
         .ports = 108,
         .module = "96x10/25G + 12x40/100G Ethernet Modul",
         .lxc = true},
    Form{.name = "n9k-old",
         .chassis = "Nexus9000 C9332PQ Chassis",
         .product_id = "N9K-C9332PQ",
         .image_lines = ImageLines::Nxos,
         .image_folder = "bootflash:/",
         .field_separator = ",  ",
         .ports = 32,
         .module = "32x40G Ethernet Module"},
    Form{.name = "n5k-kickstart",
         .chassis = "Nexus5596 Chassis",
         .product_id = "N5K-C5596UP",
         .image_lines = ImageLines::KickstartSystem,
         .image_folder = "bootflash:///",
         .field_separator = ", ",
         .ports = 48,
         .module = "O2 48X10GE/Modular Supervisor"},
    Form{.name = "no-image",
         .chassis = "Nexus9000 X9736C-EX Module",
         .product_id = "N9K-X9736C-EX",
         .image_lines = ImageLines::None,
         .image_folder = "",
         .field_separator = ",  ",
         .ports = 36,
         .module = "36p 100G Ethernet Module"},
};

constexpr std::array kQuirks{
    std::pair<std::string_view, Quirk>{"ntp-source", Quirk::NtpSource},
    std::pair<std::string_view, Quirk>{"crlf", Quirk::Crlf},
    std::pair<std::string_view, Quirk>{"serial-na", Quirk::SerialNa},
    std::pair<std::string_view, Quirk>{"no-chassis", Quirk::NoChassis},
    std::pair<std::string_view, Quirk>{"mgmt0-absent", Quirk::Mgmt0Absent},
    std::pair<std::string_view, Quirk>{"boot-both-halves", Quirk::BootBothHalves},
    std::pair<std::string_view, Quirk>{"boot-next-is-saved", Quirk::BootNextIsSaved},
    std::pair<std::string_view, Quirk>{"wide-modules", Quirk::WideModules},
    std::pair<std::string_view, Quirk>{"admin-password", Quirk::AdminPassword},
    std::pair<std::string_view, Quirk>{"schedule-live", Quirk::ScheduleLive},
    std::pair<std::string_view, Quirk>{"schedule-plain-file", Quirk::SchedulePlainFile},
};

[[noreturn]] void refuse(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
    std::ostringstream message;
    message << "no " << what << " named '" << name << "'; there are:";
    for (const auto& other : known) {
        message << ' ' << other;
    }
    throw SetupError(message.str());
}

}  // namespace

Form form_named(std::string_view name) {
    const auto found = std::ranges::find(kForms, name, &Form::name);
    if (found == kForms.end()) {
        refuse("form", name, form_names());
    }
    return *found;
}

std::vector<std::string> form_names() {
    std::vector<std::string> names;
    std::ranges::transform(kForms, std::back_inserter(names),
                           [](const Form& form) { return std::string(form.name); });
    return names;
}

Quirks parse_quirks(std::string_view text) {
    Quirks quirks;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        const auto found = std::ranges::find(kQuirks, word, [](const auto& quirk) { return quirk.first; });
        if (found == kQuirks.end()) {
            refuse("quirk", word, quirk_names());
        }
        quirks.insert(found->second);
    }
    return quirks;
}

std::vector<std::string> quirk_names() {
    std::vector<std::string> names;
    std::ranges::transform(kQuirks, std::back_inserter(names),
                           [](const auto& quirk) { return std::string(quirk.first); });
    return names;
}

}  // namespace poap::emulator
