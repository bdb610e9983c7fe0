#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace poap::tftp {

/// Blocks are counted from 1 on without end; the numbers that packets carry have 16 bits. After 65535 most
/// servers go on with 0, some with 1; no RFC says which, so that the server's numbers after it tell.
class BlockNumbers {
  public:
    /// @param window in blocks: no server sends further ahead
    explicit BlockNumbers(std::size_t window) : window_(window) {}

    /// The block that a number stands for, as the nearest one to `next`, the first block that has not come.
    /// Nothing for a number that stands for none, or not yet for a known one.
    /// @param is_last whether the block ends the file
    std::optional<std::uint64_t> block_of(std::uint16_t number, bool is_last, std::uint64_t next);

    /// Whether a 0 has come from a server that goes on with 1: what it sends cannot be put in order.
    bool contradicted() const { return contradicted_; }

    /// @param block one that has come, or 0
    std::uint16_t number_of(std::uint64_t block) const;

  private:
    enum class Wrap { Unknown, ToZero, ToOne };

    void learn(std::uint16_t number, bool is_last, std::uint64_t next);

    std::size_t window_;
    Wrap wrap_ = Wrap::Unknown;
    bool end_seen_ = false;
    int ones_ = 0;
    bool contradicted_ = false;
};

}  // namespace poap::tftp
