#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// A file's version, as far as the server reports it (RFC 9110, 8.8). TFTP does not.
struct Version {
    std::string etag;  ///< strong ETag, quotes included; else empty
    std::optional<std::int64_t>
        modified;  ///< Last-Modified, SFTP's mtime or FTP's MDTM, in seconds since 1970

    bool known() const { return !etag.empty() || modified; }
    /// Whether two known versions are of the same bytes, by the best validator that both have.
    bool agrees_with(const Version& other) const;
};

/// The beginning of a file, kept from an earlier attempt.
struct Partial {
    std::uint64_t size;  ///< bytes, 1 or more
    Version version;     ///< known
};

/// What the server announces before the bytes.
struct Arrival {
    std::optional<std::uint64_t> size;  ///< of the whole file, as announced; may be wrong
    std::uint64_t offset = 0;           ///< of the first byte: 0, or the size of the part kept
    Version version = {};
};

/// Receives a file as it arrives. An exception ends the transfer and reaches the caller.
class BodySink {
  public:
    virtual ~BodySink() = default;
    /// The part from which a transfer can resume; nothing if it must start over.
    virtual std::optional<Partial> partial() { return std::nullopt; }
    /// Called before the first byte of each attempt. Anything kept from `offset` on is void.
    virtual void begin(const Arrival& arrival) = 0;
    virtual void write(std::string_view bytes) = 0;
};

}  // namespace poap
