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

/// A cell; one that does not fit stands on a line of its own, and the next one below it in its column.
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

std::string show_cdp_neighbors_detail(const Nexus& nexus, const std::string& interface) {
    std::ostringstream out;
    for (const auto& neighbor : neighbors(nexus, interface)) {
        out << "----------------------------------------\n"
            << "Device ID:" << neighbor.device << '\n'
            << "System Name: " << neighbor.device.substr(0, neighbor.device.find('(')) << "\n\n"
            << "Interface address(es):\n    IPv4 Address: 192.0.2.1\n"
            << "Platform: " << neighbor.platform
            << ", Capabilities: Router Switch IGMP Filtering Supports-STP-Dispute\n"
            << "Interface: " << interface << ", Port ID (outgoing port): " << neighbor.port << '\n'
            << "Holdtime: 137 sec\n\n"
            << "Version:\nCisco Nexus Operating System (NX-OS) Software, Version 9.3(10)\n\n"
            << "Advertisement Version: 2\n\n"
            << "Native VLAN: 1\nDuplex: full\n\nMTU: 1500\n"
            << "Mgmt address(es):\n    IPv4 Address: 192.0.2.1\n";
    }
    return out.str().empty() ? std::string(kNone) : out.str();
}

}  // namespace poap::emulator
