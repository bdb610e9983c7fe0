#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/digest.hpp"
#include "plan/install_plan.hpp"
#include "provision/context.hpp"

namespace poap {

/// A file's `.md5`, as received.
struct Sidecar {
    std::string text;    ///< the first 64 KiB
    std::uint64_t size;  ///< in bytes
    Digest content;      ///< by LinesDigest, to compare it with the file's own
};

/// In bytes.
inline constexpr std::uint64_t kLongestImageSidecar = 64 * 1024;

struct SidecarAnswer {
    std::optional<Sidecar> sidecar;
    std::string why_none;  ///< e.g. `there is no x.bin.md5`; empty if there is one
};

/// `x.bin.md5`.
std::string sidecar_name(const PlannedFile& file);

/// Downloads a file's sidecar. If there is none, calls `accept_unverified`. If the server gives no clear
/// answer, retries as for any transfer.
/// @param most size limit in bytes
/// @throws Error (Transfer) without a clear answer; (Digest) if it is larger; as accept_unverified
SidecarAnswer fetch_sidecar(const PlannedFile& file, std::uint64_t most, const Context& context);

/// @throws Error (Digest) if the sidecar has no MD5 for the file
Digest digest_in(const Sidecar& sidecar, const PlannedFile& file);

/// The reason why a sidecar that is a copy of its configuration has no MD5, for people.
std::string copy_of_config(const PlannedFile& config);

/// The expected MD5 of a configuration. None if its sidecar is a copy of it, which has no MD5, whatever it
/// contains.
/// @param content of the configuration, by LinesDigest
/// @throws Error as digest_in and accept_unverified
std::optional<Digest> digest_in(const Sidecar& sidecar, const PlannedFile& config, const Digest& content,
                                const Context& context);

/// Downloads a configuration only to compute its digest by LinesDigest.
/// @throws Error (Transfer)
Digest content_of(const PlannedFile& config, const Context& context);

/// Logs a warning that a file is installed unverified.
/// @param why e.g. `there is no x.bin.md5`
/// @throws Error (Digest) if a digest is required
void accept_unverified(const PlannedFile& file, const std::string& why, const Context& context);

}  // namespace poap
