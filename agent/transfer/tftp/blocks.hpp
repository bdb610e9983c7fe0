#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/body_sink.hpp"

namespace poap::tftp {

/// Result of taking a block.
enum class BlockStatus {
    New,
    Duplicate,
    Outside,        ///< more than a window ahead: it was not requested
    Contradiction,  ///< a short block, which ends the file, before a block that has arrived already
};

/// Puts the blocks of one file in order: accepts them in any order within a window.
class Blocks {
  public:
    /// @param size of a block in bytes @param window in blocks, at least 1
    Blocks(std::size_t size, std::size_t window) : size_(size), window_(window) {}

    /// @param block from 1 on
    /// @param bytes at most a block's size; fewer end the file
    /// @throws errors of the sink
    BlockStatus take(std::uint64_t block, std::string_view bytes, BodySink& sink);

    /// The first missing block.
    std::uint64_t next() const { return next_; }
    /// The highest block received.
    std::uint64_t highest() const { return highest_; }
    bool has_hole() const { return highest_ >= next_; }
    /// Whether all blocks up to the last one were delivered.
    bool complete() const { return complete_; }
    /// Bytes delivered.
    std::uint64_t delivered() const { return delivered_; }

  private:
    /// A block that arrived before its predecessors.
    struct Waiting {
        bool here = false;
        std::size_t size = 0;
    };

    char* bytes_of(std::uint64_t block) { return store_.data() + block % window_ * size_; }
    void keep(std::uint64_t block, std::string_view bytes);
    void deliver(std::string_view bytes, BodySink& sink);

    std::size_t size_;
    std::size_t window_;
    std::uint64_t next_ = 1;
    std::uint64_t highest_ = 0;
    std::uint64_t delivered_ = 0;
    bool last_is_waiting_ = false;
    bool complete_ = false;
    std::vector<Waiting> waiting_;  ///< by block modulo window; allocated when a block arrives out of order
    std::vector<char> store_;
};

}  // namespace poap::tftp
