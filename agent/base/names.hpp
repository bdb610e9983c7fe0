#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace poap {

/// A file name that is safe on bootflash and in a CLI line: 1 to 200 letters, digits, `.`, `_` and `-`, not
/// beginning with `-` or `.`.
class FileName {
  public:
    static constexpr std::size_t kLongest = 200;

    /// Nothing if `text` is not such a name.
    static std::optional<FileName> parse(std::string_view text);

    /// The name with a dot before it, which parse() refuses: for the agent's own files.
    FileName as_hidden() const { return FileName('.' + name_); }

    /// The name followed by a suffix of the same characters, such as `.md5`; it may exceed kLongest.
    FileName with_suffix(std::string_view suffix) const { return FileName(name_ + std::string(suffix)); }

    const std::string& str() const { return name_; }

    /// The name up to its first dot: the POAP server's key for a switch's config.
    std::string stem() const { return name_.substr(0, name_.find('.')); }

    auto operator<=>(const FileName&) const = default;

  private:
    explicit FileName(std::string name) : name_(std::move(name)) {}
    std::string name_;
};

/// Whether it is the name of a part of a scheduled configuration, which the switch keeps on bootflash:
/// `poap_replay`, digits, `.cfg`, as in `poap_replay01.cfg`.
bool is_replay_file(std::string_view name);

/// A chassis serial number, with the characters of a FileName. Excludes `N/A`, which NX-OS prints for a
/// missing one.
class Serial {
  public:
    static std::optional<Serial> parse(std::string_view text);
    const std::string& str() const { return serial_; }
    bool operator==(const Serial&) const = default;

  private:
    explicit Serial(std::string serial) : serial_(std::move(serial)) {}
    std::string serial_;
};

/// A MAC address as the switch prints it, `aaaa.aaaa.aaaa`, in lower case; the POAP server compares it as a
/// string. All zeros is not an address.
class Mac {
  public:
    /// From the form of `show interface` (three groups of four hex digits).
    static std::optional<Mac> parse_dotted(std::string_view text);
    /// From the form of POAP's environment (twelve hex digits).
    static std::optional<Mac> parse_plain(std::string_view text);
    const std::string& str() const { return dotted_; }
    bool operator==(const Mac&) const = default;

  private:
    explicit Mac(std::string dotted) : dotted_(std::move(dotted)) {}
    std::string dotted_;
};

/// An interface name that is safe in a CLI line: a letter, then letters, digits, `/`, `.` and `-`, at most 40
/// characters: `Ethernet1/1`, `mgmt0`.
class InterfaceName {
  public:
    static std::optional<InterfaceName> parse(std::string_view text);
    const std::string& str() const { return name_; }
    bool operator==(const InterfaceName&) const = default;

  private:
    explicit InterfaceName(std::string_view name) : name_(name) {}
    std::string name_;
};

}  // namespace poap
