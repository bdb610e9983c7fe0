#pragma once

#include <cstdint>
#include <optional>

namespace poap::tftp {

/// Blocks are counted from 1 on without end; the numbers that packets carry have 16 bits. After 65535 most
/// servers go on with 0, some with 1; no RFC says which, so that the server's first number after it tells.
class BlockNumbers {
  public:
    /// @param lockstep one block a window: the number that follows 65535 cannot be one behind a lost one
    explicit BlockNumbers(bool lockstep) : lockstep_(lockstep) {}

    /// The block that a number stands for, as the nearest one to `next`, the first block that has not come.
    /// Nothing for a number that stands for none, or not yet for a known one.
    std::optional<std::uint64_t> block_of(std::uint16_t number, std::uint64_t next);

    /// @param block one that has come, or 0
    std::uint16_t number_of(std::uint64_t block) const;

  private:
    enum class Wrap { Unknown, ToZero, ToOne };

    void learn(std::uint16_t number, std::uint64_t next);

    bool lockstep_;
    Wrap wrap_ = Wrap::Unknown;
    int ones_ = 0;
};

}  // namespace poap::tftp
