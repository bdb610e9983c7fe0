#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/body_sink.hpp"

namespace poap::tftp {

/// What became of a block that came.
enum class BlockStatus {
    New,
    Duplicate,
    Outside,        ///< further ahead than a window: nothing that was asked for
    Contradiction,  ///< a short block, which ends the file, before one that has come already
};

/// The blocks of one file: takes them in any order within a window, hands them on in the file's.
class Blocks {
  public:
    /// @param size of a block in bytes @param window in blocks, at least 1
    Blocks(std::size_t size, std::size_t window) : size_(size), window_(window) {}

    /// @param block from 1 on @param bytes at most a block's size; fewer end the file
    /// Throws what the sink throws.
    BlockStatus take(std::uint64_t block, std::string_view bytes, BodySink& sink);

    /// The first that has not come.
    std::uint64_t next() const { return next_; }
    /// The highest that has come.
    std::uint64_t highest() const { return highest_; }
    bool has_hole() const { return highest_ >= next_; }
    /// Whether every block up to the short one was handed on.
    bool complete() const { return complete_; }
    /// Bytes handed on.
    std::uint64_t delivered() const { return delivered_; }

  private:
    /// A block that waits for those before it.
    struct Waiting {
        bool here = false;
        std::size_t size = 0;
    };

    char* bytes_of(std::uint64_t block) { return store_.data() + block % window_ * size_; }
    void keep(std::uint64_t block, std::string_view bytes);
    void pass_on_lock(std::string_view bytes, BodySink& sink);

    std::size_t size_;
    std::size_t window_;
    std::uint64_t next_ = 1;
    std::uint64_t highest_ = 0;
    std::uint64_t delivered_ = 0;
    bool short_one_waits_ = false;
    bool complete_ = false;
    std::vector<Waiting> waiting_;  ///< by block modulo window; made when a block comes out of order
    std::vector<char> store_;
};

}  // namespace poap::tftp
