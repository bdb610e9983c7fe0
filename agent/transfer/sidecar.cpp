#include "transfer/sidecar.hpp"

#include <algorithm>
#include <optional>

#include "error.hpp"
#include "text.hpp"

namespace poap {

namespace {

std::string_view unquoted(std::string_view text) {
    if (text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'')) {
        return text.substr(1, text.size() - 2);
    }
    return text;
}

/// The value of a line `md5sum=<hex>`.
std::optional<std::string_view> assigned(std::string_view line) {
    constexpr std::string_view kKey = "md5sum";
    if (!lower(line).starts_with(kKey)) return std::nullopt;
    line = trimmed(line.substr(kKey.size()));
    if (!line.starts_with('=')) return std::nullopt;
    return unquoted(trimmed(line.substr(1)));
}

/// Whether the rest of an md5sum line, behind the digest, names the file; nothing behind a bare digest does.
bool names_file(std::string_view rest, const std::vector<std::string>& names) {
    rest = trimmed(rest);
    if (rest.empty()) return true;
    if (rest.starts_with('*')) rest.remove_prefix(1);
    rest = rest.substr(rest.rfind('/') + 1);  // all of it where there is no slash
    return std::find(names.begin(), names.end(), rest) != names.end();
}

}  // namespace

Digest parse_sidecar(std::string_view text, const std::vector<std::string>& names) {
    for (const std::string_view raw : lines_of(text)) {
        const std::string_view line = trimmed(raw);
        std::optional<Digest> digest;
        if (const auto value = assigned(line)) {
            digest = Digest::parse(DigestKind::Md5, *value);
        } else {
            const std::string_view first = line.substr(0, line.find_first_of(" \t"));
            if (!names_file(line.substr(first.size()), names)) continue;
            digest = Digest::parse(DigestKind::Md5, first);
        }
        if (digest) return *digest;
    }
    throw Error(ExitCode::Digest,
                concat("the sidecar holds no MD5 for ", names.front(), ": ", printable(text, 80)),
                "write it anew: `md5sum FILE > FILE.md5`, or remove it");
}

}  // namespace poap
