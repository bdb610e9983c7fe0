#include <iomanip>
#include <sstream>
#include <vector>

#include "show.hpp"

namespace poap::emulator {

namespace {

struct Entry {
    std::string name;
    std::string description;
    std::string product_id;
    std::string version_id;
    std::string serial;
};

std::string chassis_serial(const Nexus& nexus) {
    if (nexus.quirks.contains(Quirk::SerialNa)) {
        return "N/A";
    }
    return nexus.state.value("serial");
}

/// Serial numbers of everything but the chassis are made up, and never the chassis' own.
std::vector<Entry> entries(const Nexus& nexus) {
    const std::string chassis(nexus.form.chassis);
    const std::string pid(nexus.form.product_id);
    const std::string vid = "V02";
    std::vector<Entry> all;
    if (nexus.quirks.contains(Quirk::NoChassis)) {
        all.push_back(
            {"FEX 101 CHASSIS", "N2K-C2348UPQ-10GE  CHASSIS", "N2K-C2348UPQ-10GE", vid, "FOX0000FEX1"});
    } else {
        all.push_back({"Chassis", chassis, pid, vid, chassis_serial(nexus)});
    }
    all.push_back({"Slot 1", "48x10G SFP+ 6x40G QSFP Ethernet Module", pid, vid, "FOC0000MOD1"});
    all.push_back({"Power Supply 1", chassis + " Power Supply", "N9K-PAC-650W-B", vid, "DCB0000PSU1"});
    all.push_back({"Power Supply 2", chassis + " Power Supply", "N9K-PAC-650W-B", vid, "DCB0000PSU2"});
    all.push_back({"Fan 1", chassis + " Fan Module", "NXA-FAN-30CFM-B", vid, "N/A"});
    return all;
}

}  // namespace

std::string show_inventory(const Nexus& nexus) {
    const auto separator = nexus.form.field_separator;
    std::ostringstream out;
    for (const auto& entry : entries(nexus)) {
        out << "NAME: \"" << entry.name << '"' << separator << "DESCR: \"" << entry.description << "\"\n"
            << "PID: " << std::left << std::setw(20) << entry.product_id << separator  //
            << "VID: " << std::setw(4) << entry.version_id << separator                //
            << "SN: " << entry.serial << "\n\n";
    }
    // A transceiver's entry, which has no quotes; its serial number is no switch's.
    out << "NAME: Ethernet1/49" << separator << "DESCR: CISCO-EXAMPLE\n"
        << "PID: QSFP-40G-SR4        " << separator << "VID: EX-1234" << separator << "SN: AVM00000SFP\n";
    return out.str();
}

}  // namespace poap::emulator
