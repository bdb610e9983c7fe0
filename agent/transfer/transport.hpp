#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// Takes a file as it arrives. What it throws ends the transfer and reaches the caller.
class BodySink {
  public:
    virtual ~BodySink() = default;
    /// The first bytes, or the first try after a failed one, are about to come: anything held is void.
    /// @param size as the server announced it (Content-Length, tsize); may be a lie
    virtual void begin(std::optional<std::uint64_t> size) = 0;
    virtual void write(std::string_view bytes) = 0;
};

/// The server was there and said no: an HTTP status but 200, a TFTP error packet.
struct Refused {
    std::string reason;
    bool may_pass;  ///< 408, 429, 5xx
};

struct HttpAnswer {
    long status;
    std::string body;
};

/// Whether an HTTP status is one that can pass by itself: 408, 429, 5xx.
bool status_may_pass(long status);

/// What goes over the network.
class Transport {
  public:
    virtual ~Transport() = default;

    /// PUT of a form; redirects are not followed. Any status is an answer.
    /// @throws Error (Server; may pass) when there is no whole answer; (Server) when it is over 1 MiB;
    /// (Interrupted)
    virtual HttpAnswer put_form(const std::string& url, const std::string& form) = 0;

    /// Downloads `url` (http or tftp). Nothing is returned when it came whole, as far as the protocol can
    /// tell.
    /// @throws Error (Transfer; may pass) when it broke or was cut; (Interrupted); what the sink throws
    virtual std::optional<Refused> fetch(const std::string& url, BodySink& sink) = 0;
};

}  // namespace poap
