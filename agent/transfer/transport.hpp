#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/body_sink.hpp"

namespace poap {

/// What a refusal says about the file.
enum class Refusal {
    Absent,       ///< there is no such file: HTTP 404 and 410, TFTP error 1, none on the stick
    Denied,       ///< it may exist, but is not given: HTTP 403, TFTP error 2
    ServerError,  ///< HTTP 500
    Other,        ///< nothing: the server is busy, wants a password, redirects, ...
};

/// The server answered, but without the file: an HTTP status but 200, a TFTP error packet. Or the stick does
/// not have it.
struct Refused {
    std::string reason;
    bool is_retryable;  ///< 408, 429, 5xx; TFTP codes 0 and 3
    Refusal about_file = Refusal::Other;
};

struct HttpAnswer {
    long status;
    std::string body;
};

/// Whether a file is to be had, as its server says.
struct Availability {
    std::optional<Refused> refused;     ///< why it is not; none: it is there
    std::optional<std::uint64_t> size;  ///< in bytes, where the server tells it
};

/// Begins to fetch a file, and ends that as soon as it is known whether it comes and how large it is.
Availability availability(const std::function<std::optional<Refused>(BodySink&)>& fetch);

/// Whether an HTTP status is one that can pass by itself: 408, 429, 5xx.
bool is_retryable_status(long status);

/// What an HTTP status but 200 says about the file.
Refusal refusal_by_status(long status);

/// What goes over the network, or comes from a USB stick.
class Transport {
  public:
    virtual ~Transport() = default;

    /// PUT of a form; redirects are not followed. Any status is an answer.
    /// @throws Error (Server; may pass) when there is no whole answer; (Server) when it is over 1 MiB;
    /// (Interrupted)
    virtual HttpAnswer put_form(const std::string& url, const std::string& form) = 0;

    /// Downloads `url` (http, https, tftp or usb), over HTTP and USB from where the sink's partial file ends.
    /// Where the server answers that with anything but what belongs there, all of it is asked for at once.
    /// Nothing is returned when it came whole, as far as the protocol can tell.
    /// @throws Error (Transfer; may pass) when it broke or was cut; (Interrupted); what the sink throws
    virtual std::optional<Refused> fetch(const std::string& url, BodySink& sink) = 0;

    /// Whether `url` is there, and how large it is: a fetch that is ended before its first byte, or at the
    /// first one where the size is not announced.
    /// @throws Error as fetch
    virtual Availability look(const std::string& url);
};

}  // namespace poap
