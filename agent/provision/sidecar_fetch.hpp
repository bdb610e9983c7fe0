#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/digest.hpp"
#include "plan/install_plan.hpp"
#include "provision/context.hpp"

namespace poap {

/// A file's `.md5`, as it came.
struct Sidecar {
    std::string text;    ///< its first 64 KiB
    std::uint64_t size;  ///< in bytes
    Digest content;      ///< by LinesDigest, to be compared with the file's own
};

/// Asks for a file's sidecar. None where there is none: `accept_unverified`. A server that gives no clear
/// answer is asked again as for any transfer.
/// @param most bytes that it may have
/// @throws Error (Transfer) without a clear answer; (Digest) of one that is larger; as accept_unverified
std::optional<Sidecar> fetch_sidecar(const PlannedFile& file, std::uint64_t most, const Context& context);

/// @throws Error (Digest) when the sidecar has no MD5 for the file
Digest digest_in(const Sidecar& sidecar, const PlannedFile& file);

/// The MD5 that a configuration must have. None where its sidecar is a copy of it, and so has none, whatever
/// is in it.
/// @param content of the configuration, by LinesDigest
/// @throws Error as digest_in and accept_unverified
std::optional<Digest> digest_in(const Sidecar& sidecar, const PlannedFile& config, const Digest& content,
                                const Context& context);

/// Fetches a configuration for its digest by LinesDigest alone.
/// @throws Error (Transfer)
Digest content_of(const PlannedFile& config, const Context& context);

/// Warns that a file is installed without a check.
/// @param why e.g. `there is no x.bin.md5`
/// @throws Error (Digest) where a digest is required
void accept_unverified(const PlannedFile& file, const std::string& why, const Context& context);

}  // namespace poap
