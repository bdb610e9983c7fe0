#pragma once

#include <string>
#include <string_view>

namespace poap {

/// Looks over a configuration as it passes by, in pieces: is it one at all, and would somebody still get in?
class ConfigScan {
  public:
    void take(std::string_view piece);

    /// Why this is plainly no configuration: empty, HTML (its first non-blank character is `<`), or with
    /// control bytes but tab, CR and LF. Empty when it may be one.
    std::string fault() const;
    /// Whether a line `username admin ... password ...` went by.
    bool has_admin_login() const { return admin_login_ || is_admin_login(line_); }

  private:
    static bool is_admin_login(std::string_view line);

    bool control_byte_ = false;
    bool admin_login_ = false;
    char first_ = '\0';  ///< the first non-blank character
    std::string line_;   ///< the line under way, as far as it matters
};

}  // namespace poap
