#include <sstream>

#include "show.hpp"

namespace poap::emulator {

std::string show_mgmt0(const Nexus& nexus) {
    const auto mac = nexus.state.value("mac");
    std::ostringstream out;
    out << "mgmt0 is up\n"
        << "admin state is up,\n"
        << "  Hardware: Ethernet, address: " << mac << " (bia " << mac << ")\n"
        << "  MTU 1500 bytes, BW 1000000 Kbit, DLY 10 usec\n"
        << "  reliability 255/255, txload 1/255, rxload 1/255\n"
        << "  Encapsulation ARPA, medium is broadcast\n"
        << "  Port mode is routed\n"
        << "  full-duplex, 1000 Mb/s\n"
        << "  Auto-Negotiation is turned on\n"
        << "  EtherType is 0x0000 \n"
        << "  1 minute input rate 24 bits/sec, 0 packets/sec\n"
        << "  1 minute output rate 24 bits/sec, 0 packets/sec\n"
        << "  Rx\n"
        << "    12 input packets 3 unicast packets 9 multicast packets\n"
        << "  Tx\n"
        << "    7 output packets 3 unicast packets 4 multicast packets\n";
    return out.str();
}

}  // namespace poap::emulator
