#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// Which version of a file it is, as far as the server tells (RFC 9110, 8.8). TFTP tells nothing.
struct Version {
    std::string etag;                      ///< a strong one, quotes included; else empty
    std::optional<std::int64_t> modified;  ///< Last-Modified, in seconds since 1970

    bool known() const { return !etag.empty() || modified; }
    /// Whether two that are known speak of the same bytes, by the best that both tell.
    bool agrees_with(const Version& other) const;
};

/// The beginning of a file, held from an earlier try.
struct Partial {
    std::uint64_t size;  ///< bytes, 1 or more
    Version version;     ///< known
};

/// What is about to come.
struct Arrival {
    std::optional<std::uint64_t> size;  ///< of the whole file, as announced; may be a lie
    std::uint64_t offset = 0;           ///< of its first byte: 0, or the size of what is held
    Version version = {};
};

/// Takes a file as it arrives. What it throws ends the transfer and reaches the caller.
class BodySink {
  public:
    virtual ~BodySink() = default;
    /// What a try may go on behind; nothing where it is to start over.
    virtual std::optional<Partial> partial() { return std::nullopt; }
    /// Bytes are about to come, of a first try or another one. Anything held from `offset` on is void.
    virtual void begin(const Arrival& arrival) = 0;
    virtual void write(std::string_view bytes) = 0;
};

}  // namespace poap
