#pragma once

#include <httplib.h>

#include <optional>
#include <string>

namespace poap::stub {

/// Why a request is refused by its header alone.
struct HeaderFault {
    int status;
    std::string message;  ///< for the client; empty where the status says it all
    std::string allowed;  ///< the methods, where it is of another
};

/// Looks at a request before its body is read, since the library would unpack a compressed one without bound,
/// takes one of unannounced length, and searches forms of several parts with std::regex.
/// @param most_body in bytes
std::optional<HeaderFault> validation_error(const httplib::Request& request, std::size_t most_body);

/// Whether the library leaves something of the request unread: a body of a request that is refused, or that
/// has none.
bool leaves_body(const httplib::Request& request, std::size_t most_body);

}  // namespace poap::stub
