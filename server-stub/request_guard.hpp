#pragma once

#include <httplib.h>

#include <optional>
#include <string>

namespace poap::stub {

/// Why a request is refused because of its headers.
struct HeaderFault {
    int status;
    std::string message;  ///< for the client; empty if the status says it all
    std::string allowed;  ///< allowed methods, if the method is wrong
};

/// Checks a request before its body is read: the library would unpack a compressed body without a limit,
/// accept one without a length, and parse multipart forms with std::regex.
/// @param most_body in bytes
std::optional<HeaderFault> validation_error(const httplib::Request& request, std::size_t most_body);

/// Whether the library leaves a body unread, because the request is refused or its method has no body.
bool leaves_body(const httplib::Request& request, std::size_t most_body);

}  // namespace poap::stub
