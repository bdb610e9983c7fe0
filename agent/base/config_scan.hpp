#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/line_feeds.hpp"

namespace poap {

/// Why a file is not a configuration, and what to do.
struct ConfigFault {
    std::string cause;  ///< `it is HTML`
    std::string advice;

    friend bool operator==(const ConfigFault&, const ConfigFault&) = default;
};

/// The fault of an empty configuration, which needs no scan.
ConfigFault empty_config();

/// Checks, piece by piece, whether a file is a configuration, and whether an admin will be able to log in.
class ConfigScan {
  public:
    void take(std::string_view piece);

    /// The first that applies of: UTF-16 or UTF-32, with or without a byte order mark; a control byte other
    /// than tab, CR and LF; empty; HTML (the first non-blank character is `<`). None if it may be a
    /// configuration.
    std::optional<ConfigFault> fault() const;
    /// Whether it has a line `username admin ... password ...`.
    bool has_admin_login() const { return admin_login_ || is_admin_login(line_); }

  private:
    /// The first byte that cannot be in a configuration.
    struct ControlByte {
        unsigned char value;
        std::size_t line;  ///< from 1
    };

    static bool is_admin_login(std::string_view line);
    void end_line();

    std::string head_;  ///< first bytes, to detect the encoding
    std::optional<ControlByte> control_byte_;
    bool admin_login_ = false;
    LineFeeds line_feeds_;
    char first_ = '\0';       ///< the first non-blank character
    std::size_t number_ = 1;  ///< number of the current line
    std::string line_;        ///< beginning of the current line
};

}  // namespace poap
