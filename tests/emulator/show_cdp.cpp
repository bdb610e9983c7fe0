#include <iomanip>
#include <sstream>
#include <vector>

#include "show.hpp"

namespace poap::emulator {

namespace {

constexpr std::string_view kNone = "Note: CDP Neighbor entry not found\n";

struct Neighbor {
    std::string device;
    std::string port;
    std::string platform;
};

std::vector<Neighbor> neighbors(const Nexus& nexus, const std::string& interface) {
    std::vector<Neighbor> found;
    std::istringstream lines(nexus.state.read("cdp").value_or(""));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string local;
        Neighbor neighbor;
        if (!(words >> local >> neighbor.device >> neighbor.port >> neighbor.platform)) {
            throw SetupError("no neighbour in cdp: '" + line + "' (wanted: INTERFACE DEVICE PORT PLATFORM)");
        }
        if (local == interface) {
            found.push_back(neighbor);
        }
    }
    return found;
}

/// As the table writes it: `Eth1/1`, `Gig1/0/9`.
std::string shortened(const std::string& interface) {
    for (const auto& [full, brief] : {std::pair{"Ethernet", "Eth"}, std::pair{"GigabitEthernet", "Gig"}}) {
        if (interface.starts_with(full)) {
            return brief + interface.substr(std::string_view(full).size());
        }
    }
    return interface;
}

/// A cell; one that does not fit has a line of its own, and the next one is below it in its column.
void cell(std::ostream& out, const std::string& text, int width, int next_column) {
    out << std::left << std::setw(width) << text;
    if (text.size() >= static_cast<std::size_t>(width)) {
        out << '\n' << std::string(static_cast<std::size_t>(next_column), ' ');
    }
}

}  // namespace

std::string show_cdp_neighbors(const Nexus& nexus, const std::string& interface) {
    constexpr std::size_t kPlatform = 13;
    constexpr std::size_t kPort = 16;
    const auto all = neighbors(nexus, interface);
    if (all.empty()) {
        return std::string(kNone);
    }
    std::ostringstream out;
    out << "Capability Codes: R - Router, T - Trans-Bridge, B - Source-Route-Bridge\n"
        << "                  S - Switch, H - Host, I - IGMP, r - Repeater,\n"
        << "                  V - VoIP-Phone, D - Remotely-Managed-Device,\n"
        << "                  s - Supports-STP-Dispute\n\n\n"
        << "Device-ID          Local Intrfce  Hldtme Capability  Platform      Port ID\n";
    for (const auto& neighbor : all) {
        const auto port = shortened(neighbor.port);
        cell(out, neighbor.device, 20, 20);
        out << std::setw(15) << shortened(interface) << std::setw(7) << 137 << std::setw(10) << "R S I s"
            << std::setw(14) << neighbor.platform.substr(0, kPlatform)
            << (port.size() > kPort ? '\n' + std::string(63, ' ') : "") << port << '\n';
    }
    out << "\nTotal entries displayed: " << all.size() << '\n';
    return out.str();
}

}  // namespace poap::emulator
