#pragma once

#include <optional>

namespace poap {

/// Reads a text byte by byte, with a LF for each line end: CR LF, CR or LF.
class LineFeeds {
  public:
    /// The byte, or the LF in its place; none for the LF of a CR LF.
    std::optional<char> take(char byte) {
        const bool is_second = after_return_ && byte == '\n';
        after_return_ = byte == '\r';
        if (is_second) return std::nullopt;
        return after_return_ ? '\n' : byte;
    }

  private:
    bool after_return_ = false;  ///< whether the last byte was a CR
};

}  // namespace poap
