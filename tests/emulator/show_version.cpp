#include <sstream>

#include "release.hpp"
#include "show.hpp"

namespace poap::emulator {

namespace {

/// Traps for a careless parser: a release, an image, a serial number that are not the switch's.
constexpr std::string_view kPreamble =
    "Cisco Nexus Operating System (NX-OS) Software\n"
    "This switch is emulated: nothing here comes from real hardware.\n"
    "Parts of an image file such as sample.1.2.3.bin may be covered by a license, version 2.0\n"
    "or later; a Processor Board ID is not a license.\n"
    "\n";

void one_image(std::ostream& out, const Nexus& nexus) {
    const auto image = nexus.state.value("running_image");
    out << "  BIOS: version " << (nexus.state.has("bios") ? nexus.state.value("bios") : "07.69") << '\n'
        << "  NXOS: version " << release_of(image) << release_kind_of(image) << '\n';
    if (nexus.form.lxc) {
        out << "  Host NXOS: version " << release_of(image) << '\n';
    }
    out << "  BIOS compile time:  04/07/2021\n"
        << "  NXOS image file is: " << nexus.form.image_folder << image << '\n'
        << "  NXOS compile time:  3/5/2022 12:00:00 [03/06/2022 01:02:03]\n";
    if (nexus.form.lxc) {
        out << "  NXOS boot mode: LXC\n";
    }
}

void two_images(std::ostream& out, const Nexus& nexus) {
    const auto system = nexus.state.value("running_image");
    const auto kickstart = nexus.state.value("running_kickstart");
    out << "  BIOS:      version 3.6.0\n"
        << "  loader:    version N/A\n"
        << "  kickstart: version " << release_of(kickstart) << '\n'
        << "  system:    version " << release_of(system) << '\n'
        << "  Power Sequencer Firmware:\n"
        << "\t     Module 1: version v4.0\n"
        << "  BIOS compile time:       05/09/2012\n"
        << "  kickstart image file is: " << nexus.form.image_folder << kickstart << '\n'
        << "  kickstart compile time:  2/11/2019 2:00:00 [02/11/2019 11:28:55]\n"
        << "  system image file is:    " << nexus.form.image_folder << system << '\n'
        << "  system compile time:     2/11/2019 2:00:00 [02/11/2019 15:35:53]\n\n";
}

void software(std::ostream& out, const Nexus& nexus) {
    out << "Software\n";
    switch (nexus.form.image_lines) {
        case ImageLines::Nxos:
            one_image(out, nexus);
            break;
        case ImageLines::KickstartSystem:
            two_images(out, nexus);
            break;
        case ImageLines::None:
            out << "  BIOS: version 07.69\n  BIOS compile time:  04/07/2021\n";
            break;
    }
}

/// The host name in the running configuration.
std::string device_name(const Nexus& nexus) {
    constexpr std::string_view kHostname = "hostname ";
    std::istringstream config(nexus.state.read("running-config").value_or(""));
    for (std::string line; std::getline(config, line);) {
        if (line.starts_with(kHostname)) return line.substr(kHostname.size());
    }
    return "switch";
}

}  // namespace

std::string show_version(const Nexus& nexus) {
    std::ostringstream out;
    out << kPreamble;
    software(out, nexus);
    out << "\nHardware\n"
        << "  cisco " << nexus.form.chassis << " \n"
        << "  Intel(R) Xeon(R) CPU D-1526 @ 1.80GHz with 24571632 kB of memory.\n"
        << "  Processor Board ID FOC0000MOD1\n\n"
        << "  Device name: " << device_name(nexus) << '\n'
        << "  bootflash:   53298520 kB\n\n"
        << "Kernel uptime is 0 day(s), 0 hour(s), 4 minute(s), 21 second(s)\n\n"
        << "Last reset\n"
        << "  Reason: Unknown\n"
        << "  System version: \n"
        << "  Service: \n\n"
        << "plugin\n"
        << "  Core Plugin, Ethernet Plugin\n\n"
        << "Active Package(s):\n";
    return out.str();
}

}  // namespace poap::emulator
