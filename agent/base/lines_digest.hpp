#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/line_feeds.hpp"

namespace poap {

/// A digest for comparing two texts by content: it ignores the kind of line end, newlines at the end, and
/// lines that begin with `#md5sum`. Cisco's instructions for a boot file's MD5 leave a copy without that
/// line.
class LinesDigest {
  public:
    void take(std::string_view bytes);
    /// Of everything taken; call it last.
    Digest finish();

  private:
    void take(char byte, std::string& hashed);
    void add(std::string_view bytes, std::string& hashed);

    Hasher hasher_{DigestKind::Sha256};
    LineFeeds line_feeds_;
    std::string start_;         ///< of the line, while it may still become a `#md5sum` line
    bool at_start_ = true;      ///< at the start of a line
    bool left_out_ = false;     ///< this line is ignored
    std::size_t newlines_ = 0;  ///< pending: hashed only if more text follows
};

}  // namespace poap
