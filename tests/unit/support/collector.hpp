#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "transfer/transport.hpp"

namespace poap::test {

/// Keeps what a transfer brings.
struct Collector : BodySink {
    std::optional<Partial> partial() override { return held; }
    void begin(const Arrival& arrival) override {
        ++begins;
        size = arrival.size;
        version = arrival.version;
        bytes.resize(arrival.offset);
    }
    void write(std::string_view piece) override {
        bytes += piece;
        most = std::max(most, bytes.size());
    }

    std::optional<Partial> held;  ///< its bytes are to be put into `bytes`
    int begins = 0;
    Version version;
    std::optional<std::uint64_t> size;
    std::string bytes;
    std::size_t most = 0;  ///< that `bytes` had at any time
};

/// Bytes of which each tells its place, so that one lost, doubled or displaced shows.
inline std::string telling_bytes(std::size_t size) {
    std::string bytes;
    for (std::size_t at = 0; bytes.size() < size; ++at) bytes += std::to_string(at) + ",";
    bytes.resize(size);
    return bytes;
}

}  // namespace poap::test
