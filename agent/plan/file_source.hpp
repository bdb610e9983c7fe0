#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/names.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// A folder on a file server, fit to stand in a URL: segments of letters, digits, `.`, `_`, `-`, `~`, `+`,
/// `=` and `,`, none of them `.` or `..`; at most 500 characters. A slash in front is left out, so that
/// `/a/b` and `a/b/` are the same; a second one stays, as an absolute path over TFTP (RFC 3617, section 2)
/// takes it.
class FolderPath {
  public:
    /// Nothing where `text` is no such path. An empty one is the top.
    static std::optional<FolderPath> parse(std::string_view text);
    FolderPath() = default;

    FolderPath below(const FolderPath& parent) const { return FolderPath(parent.path_ + path_); }

    /// Empty, or with a slash at its end.
    const std::string& str() const { return path_; }

  private:
    explicit FolderPath(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

/// Where files come from without a POAP server: a folder on a file server, or on a USB stick.
class FileSource {
  public:
    /// From `http://`, `https://` or `tftp://`, a host, maybe `:port`, maybe a path. Nothing for any other
    /// form.
    static std::optional<FileSource> parse(std::string_view url);

    /// The top of a USB stick.
    static FileSource usb() { return {Protocol::Usb, "usb:/", FolderPath()}; }
    /// The same folder on a USB stick.
    FileSource on_usb() const { return {Protocol::Usb, "usb:/", path_}; }

    FileSource folder(const FolderPath& below) const { return {protocol_, root_, below.below(path_)}; }

    /// The file of that name in it, to be `on_bootflash`.
    PlannedFile file(const FileName& name, const FileName& on_bootflash) const;

    Protocol protocol() const { return protocol_; }
    bool over_tls() const { return root_.starts_with("https:"); }

  private:
    FileSource(Protocol protocol, std::string root, FolderPath path)
        : protocol_(protocol), root_(std::move(root)), path_(std::move(path)) {}
    Protocol protocol_;
    std::string root_;  ///< the URL up to the slash before the path: `http://host:80/`, `usb:/`
    FolderPath path_;
};

}  // namespace poap
