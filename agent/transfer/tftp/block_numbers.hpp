#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace poap::tftp {

/// Maps the 16-bit numbers in packets to blocks, which are counted from 1 without limit. After 65535 most
/// servers continue with 0, some with 1; no RFC defines it, so the server's own numbers decide.
class BlockNumbers {
  public:
    /// @param window in blocks: the server sends no further ahead
    explicit BlockNumbers(std::size_t window) : window_(window) {}

    /// The block for a number: the one nearest to `next`, the first block that is missing. Nothing if there
    /// is none, or it is ambiguous so far.
    /// @param is_last whether the block ends the file
    std::optional<std::uint64_t> block_of(std::uint16_t number, bool is_last, std::uint64_t next);

    /// Whether a server that continues with 1 sent a 0, so that its blocks cannot be ordered.
    bool contradicted() const { return contradicted_; }

    /// @param block a block that has arrived, or 0
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
