#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tftp/packet.hpp"

namespace poap::tftp {

/// The options in a request. If a server fails with them, it gets another request with fewer.
enum class OptionSet {
    All,            ///< tsize, timeout, blksize, windowsize
    WithoutWindow,  ///< tsize, blksize
    None,           ///< plain RFC 1350
};

/// Nothing after `None`.
std::optional<OptionSet> fewer(OptionSet set);

/// For the log, such as `without any options`.
std::string_view in_words(OptionSet set);

/// The options of a request.
/// @param block_size in bytes @param window in blocks @param size with tsize
Options options_of(OptionSet set, std::size_t block_size, std::size_t window, bool size = true);

/// The options that a server granted.
struct Grant {
    std::size_t block_size = kPlainBlock;
    std::size_t window = 1;
    std::optional<std::uint64_t> size;  ///< of the file, if plausible
    std::string fault;                  ///< why the transfer cannot continue; empty if it can
    std::vector<std::string> oddities;  ///< harmless errors for the log: the first few, and how many more
};

/// Reads the granted options. Servers grant options that were not requested, or values that make no sense.
/// Only an impossible block size or window is a fault, and only if that option was requested: the server's
/// packets cannot be understood then.
/// | option     | requested, valid | requested, invalid | not requested              |
/// | blksize    | used             | fault              | used up to 512, or ignored |
/// | windowsize | used             | fault              | ignored                    |
/// | tsize      | used             | ignored            | ignored                    |
/// | others     | ignored          | ignored            | ignored                    |
Grant read_grant(const Options& asked, const Options& granted);

/// Whether the error may be due to the request's options, not to the file.
/// @param served the server has sent data for such a request before
bool may_blame_options(ErrorCode code, bool served);

}  // namespace poap::tftp
