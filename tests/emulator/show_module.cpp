#include <algorithm>
#include <iomanip>
#include <sstream>
#include <vector>

#include "release.hpp"
#include "show.hpp"

namespace poap::emulator {

namespace {

struct Module {
    int slot;
    int ports;
    std::string type;
    std::string model;
    std::string status;
    std::string name;
    std::string serial;
};

/// Where there are two supervisors: a Nexus 9500.
std::vector<Module> modular(const Nexus& nexus) {
    // A system controller's status may be the word that is looked for at the supervisors.
    return {{1, 52, "48x1/10G SFP+ 4x40G Ethernet Module", "N9K-X9564PX", "ok", "LC1", "FOC0000MOD1"},
            {22, 0, "Fabric Module", "N9K-C9504-FM", "ok", "FM2", "FOC0000FAB1"},
            {27, 0, "Supervisor Module", "N9K-SUP-A", "active *", "SUP1", "FOC0000SUP1"},
            {28, 0, "Supervisor Module", "N9K-SUP-A", nexus.state.value("standby"), "SUP2", "FOC0000SUP2"},
            {29, 0, "System Controller", "N9K-SC-A", "active", "SC1", "FOC0000SYS1"},
            {30, 0, "System Controller", "N9K-SC-A", "standby", "SC2", "FOC0000SYS2"}};
}

std::vector<Module> modules(const Nexus& nexus) {
    if (nexus.has_standby()) {
        return modular(nexus);
    }
    return {{1, nexus.form.ports, std::string(nexus.form.module), std::string(nexus.form.product_id),
             "active *", "NA", "FOC0000MOD1"}};
}

/// Widths of a table's columns, and its heading. The numbers' columns are as wide below as above.
struct Layout {
    std::string_view heading;
    int slot;
    int ports;
    int type;
    int model;
};

constexpr Layout kNexus9000{
    "Mod Ports             Module-Type                      Model           Status\n"
    "--- ----- ------------------------------------- --------------------- ---------\n",
    5, 5, 38, 22};
constexpr Layout kWide{
    "Mod Ports                  Module-Type                            Model           Status\n"
    "--- ----- ------------------------------------------------ --------------------- ----------\n",
    5, 5, 49, 22};
constexpr Layout kNexus7000{
    "Mod  Ports  Module-Type                         Model              Status\n"
    "---  -----  ----------------------------------- ------------------ ----------\n",
    5, 7, 36, 19};

const Layout& layout_of(const Nexus& nexus) {
    if (nexus.quirks.contains(Quirk::WideModules)) {
        return kWide;
    }
    return nexus.form.two_images() ? kNexus7000 : kNexus9000;
}

/// mgmt0's `aaaa.bbbb.cccc` in the form of this table, `aa-aa-bb-bb-cc-cc`.
std::string dashed(std::string mac) {
    std::erase(mac, '.');
    for (auto at = std::size_t{2}; at < mac.size(); at += 3) {
        mac.insert(at, 1, '-');
    }
    return mac;
}

}  // namespace

std::string show_module(const Nexus& nexus) {
    const auto& layout = layout_of(nexus);
    const auto all = modules(nexus);
    std::ostringstream out;
    out << std::left << layout.heading;
    for (const auto& module : all) {
        out << std::setw(layout.slot) << module.slot << std::setw(layout.ports) << module.ports
            << std::setw(layout.type) << module.type.substr(0, static_cast<std::size_t>(layout.type) - 1)
            << std::setw(layout.model) << module.model << std::setw(10) << module.status << '\n';
    }
    const auto release = release_of(nexus.state.value("running_image"));
    out << "\nMod  Sw                       Hw    Slot\n---  ----------------------- ------ ----\n";
    for (const auto& module : all) {
        out << std::setw(5) << module.slot << std::setw(25) << release << std::setw(7) << "3.0"
            << std::setw(4) << module.name << '\n';
    }
    out << "\n\nMod  MAC-Address(es)                         Serial-Num\n"
        << "---  --------------------------------------  ----------\n";
    const auto mac = dashed(nexus.state.value("mac"));
    for (const auto& module : all) {
        out << std::setw(5) << module.slot << mac << " to " << mac << "  " << module.serial << '\n';
    }
    out << "\nMod  Online Diag Status\n---  ------------------\n";
    for (const auto& module : all) {
        out << std::setw(5) << module.slot << "Pass\n";
    }
    out << "\n* this terminal session \n";
    return out.str();
}

}  // namespace poap::emulator
