#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/body_sink.hpp"

namespace poap {

/// What a refusal means for the file.
enum class Refusal {
    Absent,       ///< it does not exist: HTTP 404 and 410, TFTP error 1, SFTP status 2, not on the stick
    Denied,       ///< it may exist, but access is denied: HTTP 403, TFTP error 2
    ServerError,  ///< HTTP 500
    NoGet,        ///< the server has no files to download: HTTP 405
    Other,        ///< unrelated to the file: server busy, login required, redirect, ...; or it exists, but
                  ///< may not be read, over protocols that tell this from a missing file: SFTP, SCP, FTP
};

/// The server answered, but without the file: an HTTP status other than 200, a TFTP error packet, or what
/// SFTP, SCP and FTP servers say. Or the file is not on the stick.
struct Refused {
    std::string reason;
    bool is_retryable;  ///< 408, 429, 5xx; TFTP codes 0 and 3; other statuses of SFTP and SCP
    Refusal about_file = Refusal::Other;
};

struct HttpAnswer {
    long status;
    std::string body;
};

/// Whether the server has a file.
struct Availability {
    std::optional<Refused> refused;     ///< why it cannot be downloaded; none: it can
    std::optional<std::uint64_t> size;  ///< in bytes, if the server reports it
};

/// Starts to fetch a file, and stops as soon as its availability and size are known.
Availability availability(const std::function<std::optional<Refused>(BodySink&)>& fetch);

/// Whether an HTTP status may be temporary: 408, 429, 5xx.
bool is_retryable_status(long status);

/// What an HTTP status other than 200 means for the file.
Refusal refusal_by_status(long status);

/// Downloads over the network or from a USB stick.
class Transport {
  public:
    virtual ~Transport() = default;

    /// Sends a form by PUT; does not follow redirects. Any status is an answer.
    /// @throws Error (Server, retryable) if there is no complete answer; (Server) if it is over 1 MiB;
    /// (Interrupted)
    virtual HttpAnswer put_form(const std::string& url, const std::string& form) = 0;

    /// Downloads `url`, by http, https, sftp, scp, ftp, tftp or usb. Resumes from the end of the sink's
    /// partial file, but not over TFTP and SCP; if the server does not support that, downloads the whole file
    /// at once. Returns nothing if the file is complete, as far as the protocol can tell.
    /// @throws Error (Transfer, retryable) if the transfer broke or was truncated; (Interrupted); errors of
    /// the sink
    virtual std::optional<Refused> fetch(const std::string& url, BodySink& sink) = 0;

    /// Whether `url` exists, and its size: a fetch that stops before its first byte, or at the first byte if
    /// the size is not announced.
    /// @throws Error as fetch
    virtual Availability look(const std::string& url);
};

}  // namespace poap
