#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poap {

/// Who a file server is to take the agent for (RFC 7617).
class Credentials {
  public:
    /// Nothing where the user is empty or has a colon, or either has control characters.
    static std::optional<Credentials> parse(std::string_view user, std::string_view password) {
        if (user.empty() || user.find(':') != std::string_view::npos) return std::nullopt;
        if (has_controls(user) || has_controls(password)) return std::nullopt;
        return Credentials(user, password);
    }

    const std::string& user() const { return user_; }
    const std::string& password() const { return password_; }

  private:
    Credentials(std::string_view user, std::string_view password) : user_(user), password_(password) {}

    static bool has_controls(std::string_view text) {
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte < 0x20 || byte == 0x7f) return true;
        }
        return false;
    }

    std::string user_;
    std::string password_;
};

}  // namespace poap
