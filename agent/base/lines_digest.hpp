#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/line_feeds.hpp"

namespace poap {

/// A digest of what a text says, for comparing two of them: line ends, newlines at the end, and lines that
/// begin with `#md5sum` do not count. Cisco's recipe for a boot file's MD5 leaves a copy without that line.
class LinesDigest {
  public:
    void take(std::string_view bytes);
    /// Of all that was taken; no more may follow.
    Digest finish();

  private:
    void take(char byte, std::string& counted);
    void add(std::string_view bytes, std::string& counted);

    Hasher hasher_{DigestKind::Sha256};
    LineFeeds line_feeds_;
    std::string start_;         ///< of the line, as long as it may become a `#md5sum` line
    bool at_start_ = true;      ///< of a line
    bool left_out_ = false;     ///< this line is
    std::size_t newlines_ = 0;  ///< that count once something follows
};

}  // namespace poap
