#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// A file's name as the agent lets it onto bootflash and into a CLI line: 1 to 200 letters, digits, `.`, `_`
/// and `-`, the first neither `-` nor `.`.
class FileName {
  public:
    static constexpr std::size_t kLongest = 200;

    /// Nothing where `text` is no such name.
    static std::optional<FileName> parse(std::string_view text);

    const std::string& str() const { return name_; }

    /// The name up to its first dot: how the POAP server knows a switch's config.
    std::string stem() const { return name_.substr(0, name_.find('.')); }

    bool operator==(const FileName&) const = default;

  private:
    explicit FileName(std::string_view name) : name_(name) {}
    std::string name_;
};

/// Whether the switch keeps a part of its scheduled configuration under such a name on bootflash:
/// `poap_replay` and digits, then `.cfg`, as in `poap_replay01.cfg`.
bool is_replay_file(std::string_view name);

/// A chassis serial number: letters, digits, `.`, `_`, `-` (never the `N/A` that NX-OS prints for none), as
/// in FileName.
class Serial {
  public:
    static std::optional<Serial> parse(std::string_view text);
    const std::string& str() const { return serial_; }
    bool operator==(const Serial&) const = default;

  private:
    explicit Serial(std::string serial) : serial_(std::move(serial)) {}
    std::string serial_;
};

/// A MAC address in the switch's own form, `aaaa.aaaa.aaaa`, lower case; the POAP server compares it as a
/// string. All zeros is no address.
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

/// The name of a switch's interface, fit for a CLI line: a letter, then letters, digits, `/`, `.` and `-`, at
/// most 40: `Ethernet1/1`, `mgmt0`.
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
