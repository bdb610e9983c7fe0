#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/names.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// A folder on a file server, safe in a URL: segments of letters, digits, `.`, `_`, `-`, `~`, `+`, `=` and
/// `,`, but not `.` or `..`; at most 500 characters. A leading slash is dropped, so that `/a/b` and `a/b/`
/// are the same; a second one is kept, for absolute paths over TFTP (RFC 3617, section 2).
class FolderPath {
  public:
    /// Nothing if `text` is not such a path. An empty path is the root folder.
    static std::optional<FolderPath> parse(std::string_view text);
    FolderPath() = default;

    FolderPath below(const FolderPath& parent) const { return FolderPath(parent.path_ + path_); }

    /// Empty, or ending in a slash.
    const std::string& str() const { return path_; }

  private:
    explicit FolderPath(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

/// The source of files without a POAP server: a folder on a file server, or on a USB stick.
class FileSource {
  public:
    /// Parses `http://`, `https://`, `tftp://`, `sftp://`, `scp://` or `ftp://`, a host, optionally `:port`,
    /// and a path, which is absolute on the server. Nothing for any other form.
    static std::optional<FileSource> parse(std::string_view url);

    /// The root folder of a USB stick.
    static FileSource usb() { return {Protocol::Usb, "usb:/", FolderPath()}; }
    /// The same folder on a USB stick.
    FileSource on_usb() const { return {Protocol::Usb, "usb:/", path_}; }

    FileSource folder(const FolderPath& below) const { return {protocol_, root_, below.below(path_)}; }

    /// The file of this name in the folder, to be named `on_bootflash` there.
    PlannedFile file(const FileName& name, const FileName& on_bootflash) const;

    Protocol protocol() const { return protocol_; }
    bool over_tls() const { return root_.starts_with("https:"); }
    bool over_ssh() const { return protocol_ == Protocol::Sftp || protocol_ == Protocol::Scp; }

  private:
    FileSource(Protocol protocol, std::string root, FolderPath path)
        : protocol_(protocol), root_(std::move(root)), path_(std::move(path)) {}
    Protocol protocol_;
    std::string root_;  ///< the URL up to the slash before the path: `http://host:80/`, `usb:/`
    FolderPath path_;
};

}  // namespace poap
