// What the switch says of a port's neighbour: show cdp neighbors interface.
#include "fuzz.hpp"
#include "nxos/neighbor.hpp"

namespace poap::fuzz {

void run(std::string_view input) {
    const InterfaceName port = InterfaceName::parse("Ethernet1/1").value();
    held_or_refused(ExitCode::Switch, [&] {
        const Neighbor neighbor = parse_show_cdp_neighbors(input, port);
        require(!neighbor.device.empty() && !neighbor.port.empty(), "a neighbor has a name and a port");
        require(input.find(neighbor.device) != std::string_view::npos, "the device was shown");
        require(input.find(neighbor.port) != std::string_view::npos, "the port was shown");
    });
}

}  // namespace poap::fuzz
