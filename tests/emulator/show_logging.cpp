#include <cctype>
#include <sstream>

#include "show.hpp"

namespace poap::emulator {

namespace {

constexpr std::string_view kDay = "2026 Aug 19 ";
constexpr std::string_view kName = " switch %$ VDC-1 %$ %POAP-2-POAP_INFO: ";

/// `FDO24180ABC-5E:01:40:02:00:00`
std::string prefix(const Nexus& nexus) {
    std::string mac;
    for (const char digit : nexus.state.value("mac")) {
        if (digit == '.') {
            continue;
        }
        mac += mac.size() % 3 == 2 ? ":" : "";
        mac += static_cast<char>(std::toupper(static_cast<unsigned char>(digit)));
    }
    return '[' + nexus.state.value("serial") + '-' + mac + "] - ";
}

}  // namespace

std::string show_logging(const Nexus& nexus) {
    std::ostringstream out;
    if (!nexus.state.has("poap")) {
        out << kDay << "09:30:00 switch %VSHD-5-VSHD_SYSLOG_CONFIG_I: Configured from vty by admin\n";
        return out.str();
    }
    out << kDay << "09:34:42" << kName
        << "- Abort Power On Auto Provisioning [yes - continue with normal setup, no - continue with Power "
           "On "
           "Auto Provisioning] (yes/no)[no]:\n";
    const std::string begin = "09:34:50" + std::string(kName) + prefix(nexus);
    std::istringstream servers(nexus.state.read("script_server").value_or(""));
    for (std::string server; std::getline(servers, server);) {
        out << kDay << begin << "Using DHCP, valid information received over mgmt0 from " << server << '\n'
            << kDay << begin << "Script Server: " << server << '\n'
            << kDay << begin << "Script Name: poap_script.py\n"
            << kDay << begin << "The POAP Script is being downloaded from [copy tftp://" << server
            << "/poap_script.py bootflash:scripts/script.sh vrf management ]\n";
    }
    return out.str();
}

}  // namespace poap::emulator
