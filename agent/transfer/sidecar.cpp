#include "transfer/sidecar.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/text_encoding.hpp"
#include "transfer/sidecar_line.hpp"
#include "transfer/sidecar_name.hpp"

namespace poap {

namespace {

using Names = std::vector<std::string>;

/// An MD5 and its file.
struct Claim {
    Digest md5;
    Named named;
};

/// The MD5s in a sidecar. For a line without a file name, it is the file named in a line before, or in a line
/// after if the first name comes after the first MD5 (Get-FileHash's list).
std::vector<Claim> claims_in(const std::vector<SidecarLine>& lines, const Names& ours) {
    std::vector<Claim> claims;
    bool is_open = false;  ///< the next name may belong to the last claim
    Named heading = Named::Nothing;
    bool names_follow = false;
    for (const SidecarLine& line : lines) {
        const Named named = named_in(line, ours);
        if (line.md5) {
            const bool bare = named == Named::Nothing;
            names_follow = names_follow || (bare && heading == Named::Nothing);
            claims.push_back({*line.md5, bare && !names_follow ? heading : named});
            is_open = bare && names_follow;
        } else if (named != Named::Nothing) {
            heading = named;
            if (is_open) claims.back().named = named;
            is_open = false;
        }
    }
    return claims;
}

std::vector<Digest> claimed(const std::vector<Claim>& claims, Named named) {
    std::vector<Digest> all;
    for (const Claim& claim : claims) {
        if (claim.named == named && std::find(all.begin(), all.end(), claim.md5) == all.end())
            all.push_back(claim.md5);
    }
    return all;
}

Error malformed(const std::string& file, const std::string& fault, const std::string& advice = {}) {
    return {
        ExitCode::Digest, concat(file, ".md5 ", fault),
        advice.empty() ? concat("recreate it (`md5sum ", file, " > ", file, ".md5`), or remove it") : advice};
}

/// The only digest in `all`; none if it is empty.
/// @throws Error (Digest) if there are several
std::optional<Digest> only(const std::vector<Digest>& all, const std::string& file) {
    if (all.empty()) return std::nullopt;
    if (all.size() == 1) return all.front();
    throw malformed(file,
                    concat("has two MD5 checksums for ", file, ": ", all[0].hex(), " and ", all[1].hex()));
}

/// The error for a sidecar without an MD5 of the file.
Error nothing_for(const std::string& file, const std::string& text, const std::vector<SidecarLine>& lines,
                  bool has_others) {
    const auto other = std::find_if(lines.begin(), lines.end(),
                                    [](const SidecarLine& line) { return line.other_digits > 0; });
    if (has_others) return malformed(file, concat("has checksums for other files, but none for ", file));
    if (other != lines.end()) {
        const std::size_t bits = other->other_digits * 4;
        return malformed(
            file, concat("has a checksum of ", bits, " bits, not an MD5 (128 bits) for ", file),
            "recreate it with md5sum; SHA-256 and SHA-512 are supported only in a POAP server's plan");
    }
    const std::string_view content = trimmed(text);
    return malformed(
        file, concat("has no MD5 checksum for ", file, ": ",
                     content.empty() ? "it is empty" : concat("it contains `", printable(content, 80), '`')));
}

}  // namespace

Digest parse_sidecar(std::string_view bytes, const Names& names) {
    const std::string text = decoded(bytes);
    const std::vector<SidecarLine> lines = sidecar_lines(text);
    const std::string& file = names.front();
    for (const std::string& name : names) {
        if (const auto md5 = only(claimed(claims_in(lines, {name}), Named::Ours), file)) return *md5;
    }
    const std::vector<Claim> claims = claims_in(lines, names);
    if (const auto md5 = only(claimed(claims, Named::Nothing), file)) return *md5;
    throw nothing_for(file, text, lines, !claims.empty());
}

}  // namespace poap
