#include "plan/file_source.hpp"

#include "base/endpoint.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kLongestPath = 500;
constexpr std::string_view kAllowed =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-~+=,/";

/// The protocol of a URL's scheme.
std::optional<Protocol> protocol_of(std::string_view scheme) {
    if (scheme == "http" || scheme == "https") return Protocol::Http;
    if (scheme == "tftp") return Protocol::Tftp;
    if (scheme == "sftp") return Protocol::Sftp;
    if (scheme == "scp") return Protocol::Scp;
    if (scheme == "ftp") return Protocol::Ftp;
    return std::nullopt;
}

bool leads_elsewhere(std::string_view segment) {
    return segment == "." || segment == "..";
}

}  // namespace

std::optional<FolderPath> FolderPath::parse(std::string_view text) {
    if (text.size() > kLongestPath || text.find_first_not_of(kAllowed) != std::string_view::npos)
        return std::nullopt;
    if (text.starts_with('/')) text.remove_prefix(1);
    if (text.empty()) return FolderPath();
    std::string path(text);
    if (!path.ends_with('/')) path += '/';
    for (std::string_view rest = path; !rest.empty(); rest.remove_prefix(rest.find('/') + 1)) {
        if (leads_elsewhere(rest.substr(0, rest.find('/')))) return std::nullopt;
    }
    return FolderPath(std::move(path));
}

std::optional<FileSource> FileSource::parse(std::string_view url) {
    constexpr std::string_view kMark = "://";
    const auto mark = url.find(kMark);
    if (mark == std::string_view::npos) return std::nullopt;
    const std::string_view scheme = url.substr(0, mark);
    const auto protocol = protocol_of(scheme);
    if (!protocol) return std::nullopt;
    url.remove_prefix(mark + kMark.size());
    const std::string_view host = url.substr(0, url.find('/'));
    const auto server = Endpoint::parse(host);
    const auto path = FolderPath::parse(url.substr(host.size()));
    if (!server || !path) return std::nullopt;
    return FileSource(*protocol, concat(scheme, kMark, server->authority(), '/'), *path);
}

PlannedFile FileSource::file(const FileName& name, const FileName& on_bootflash) const {
    return {on_bootflash, protocol_, concat(root_, path_.str(), name.str())};
}

}  // namespace poap
