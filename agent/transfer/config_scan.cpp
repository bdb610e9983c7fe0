#include "transfer/config_scan.hpp"

#include "text.hpp"

namespace poap {

namespace {

/// `username admin password 5 <hash> role network-admin` is told by far less.
constexpr std::size_t kLineNeeded = 200;

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
}

/// UTF-8's is EF BB BF; editors put it before the first character.
bool is_of_a_byte_order_mark(char c) {
    return c == '\xef' || c == '\xbb' || c == '\xbf';
}

}  // namespace

void ConfigScan::take(std::string_view piece) {
    for (const char c : piece) {
        if (is_control(c)) control_byte_ = true;
        if (first_ == '\0' && !trimmed({&c, 1}).empty() && !is_of_a_byte_order_mark(c)) first_ = c;
        if (c == '\n') {
            admin_login_ = admin_login_ || is_admin_login(line_);
            line_.clear();
        } else if (line_.size() < kLineNeeded) {
            line_ += c;
        }
    }
}

std::string ConfigScan::fault() const {
    if (control_byte_) return "it holds control bytes";
    if (first_ == '\0') return "it is empty";
    if (first_ == '<') return "it is HTML";
    return {};
}

bool ConfigScan::is_admin_login(std::string_view line) {
    line = trimmed(line);
    return line.starts_with("username admin ") && line.find(" password ") != std::string_view::npos;
}

}  // namespace poap
