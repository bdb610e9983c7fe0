// The server that POAP's log names: show logging last.
#include "fuzz.hpp"
#include "nxos/script_server.hpp"

namespace poap::fuzz {

void run(std::string_view input) {
    valid_or_refused(ExitCode::Usage, [&] {
        const Endpoint server = parse_script_server(input);
        require(input.find(server.host()) != std::string_view::npos, "the host was shown");
        const auto again = Endpoint::parse(server.with_port(5000).authority());
        require(again && again->host() == server.host(), "the host fits into a URL");
    });
}

}  // namespace poap::fuzz
