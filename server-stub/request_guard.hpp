#pragma once

#include <httplib.h>

#include <cstddef>
#include <optional>
#include <string>

namespace poap::stub {

/// Why a request is refused because of its headers.
struct HeaderFault {
    int status;
    std::string message;  ///< for the client; empty if the status says it all
    std::string allowed;  ///< allowed methods, if the method is wrong
};

/// What a server accepts.
struct RequestRules {
    std::size_t form_bytes;    ///< most bytes of a registration's body
    std::size_t report_bytes;  ///< most bytes of a report's body
    bool has_status;           ///< takes reports, and shows what is known of the switches
};

/// Checks a request before its body is read: the library would unpack a compressed body without a limit,
/// accept one without a length, and parse multipart forms with std::regex.
std::optional<HeaderFault> validation_error(const httplib::Request& request, const RequestRules& rules);

/// Whether the library leaves a body unread, because the request is refused or its method has no body.
bool leaves_body(const httplib::Request& request, const RequestRules& rules);

}  // namespace poap::stub
