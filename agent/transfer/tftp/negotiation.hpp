#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/tftp/packet.hpp"

namespace poap::tftp {

/// Which options a request has. A server that fails with them is asked again with fewer.
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

/// What a server granted.
struct Grant {
    std::size_t block_size = kPlainBlock;
    std::size_t window = 1;
    std::optional<std::uint64_t> size;  ///< of the file, where it is plausible
    std::string fault;                  ///< why the transfer cannot go on like this; empty: it can
    std::vector<std::string>
        oddities;  ///< wrong, but harmless; for the log: the first few, and how many more
};

/// Servers grant what was not asked for, or values that make no sense. Only a block size or window that was
/// asked for and is granted with an impossible value is a fault: the server's packets cannot be understood.
/// | option     | asked for, valid | asked for, invalid | not asked for              |
/// | blksize    | used             | fault              | used up to 512, or ignored |
/// | windowsize | used             | fault              | ignored                    |
/// | tsize      | used             | ignored            | ignored                    |
/// | others     | ignored          | ignored            | ignored                    |
Grant read_grant(const Options& asked, const Options& granted);

/// Whether the server may have sent this error because of the request's options, not because of the file.
/// @param served it has sent data to such a request before
bool may_blame_options(ErrorCode code, bool served);

}  // namespace poap::tftp
