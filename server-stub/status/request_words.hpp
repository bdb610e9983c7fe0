#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <string_view>

#include "status/switch_board.hpp"

namespace poap::stub {

/// A client's IP address; an IPv4 address received through an IPv6 socket in its usual form.
std::string plain_address(std::string_view client);

/// What a request over HTTP means for the state of the switch that sent it; none if nothing.
/// @param client its IP address
std::optional<SwitchRequest> switch_request(const httplib::Request& request, int status,
                                            const std::string& client);

/// The same for a file that a client gets over TFTP.
std::optional<SwitchRequest> switch_request(const FileName& file, const std::string& client);

}  // namespace poap::stub
