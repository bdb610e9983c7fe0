#include "base/config_scan.hpp"

#include "base/text.hpp"
#include "base/text_encoding.hpp"

namespace poap {

namespace {

/// Longer than any `username admin password 5 <hash> role network-admin`.
constexpr std::size_t kLineNeeded = 200;
constexpr const char* kLookAtUrl = "open that URL and check that it returns the switch's configuration";

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\t' && c != '\n') || byte == 0x7f;
}

/// Part of UTF-8's byte order mark, which some editors put at the beginning.
bool is_of_byte_order_mark(char c) {
    return kByteOrderMark.find(c) != std::string_view::npos;
}

std::string_view without_mark(std::string_view line) {
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    return line;
}

/// `0x0C`
std::string hex_of(unsigned char byte) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    return {'0', 'x', kDigits[byte >> 4U], kDigits[byte & 0xfU]};
}

}  // namespace

ConfigFault empty_config() {
    return {"it is empty", kLookAtUrl};
}

void ConfigScan::take(std::string_view piece) {
    head_ += piece.substr(0, kEncodingShown - head_.size());
    for (const char byte : piece) {
        const auto kept = line_feeds_.take(byte);
        if (!kept) continue;
        const char c = *kept;
        if (is_control(c) && !control_byte_) control_byte_ = {static_cast<unsigned char>(c), number_};
        if (first_ == '\0' && !trimmed({&c, 1}).empty() && !is_of_byte_order_mark(c)) first_ = c;
        if (c == '\n') {
            end_line();
        } else if (line_.size() < kLineNeeded) {
            line_ += c;
        }
    }
}

void ConfigScan::end_line() {
    admin_login_ = has_admin_login();
    line_.clear();
    ++number_;
}

std::optional<ConfigFault> ConfigScan::fault() const {
    if (const auto encoding = encoding_of(head_); encoding.unit > 1) {
        return ConfigFault{concat("it is in UTF-", encoding.unit * 8, ", not in UTF-8 or ASCII"),
                           "save it as UTF-8 or ASCII (in PowerShell: `Out-File -Encoding ascii`)"};
    }
    if (control_byte_) {
        const std::string value = hex_of(control_byte_->value);
        return ConfigFault{
            concat("it contains the control byte ", value, " in line ", control_byte_->line),
            concat("remove that byte from the configuration, or from its template (`grep -nP '\\x",
                   value.substr(2), "' FILE` finds it); an image or an archive is not a configuration")};
    }
    if (first_ == '\0') return empty_config();
    if (first_ == '<') return ConfigFault{"it is HTML", kLookAtUrl};
    return std::nullopt;
}

bool ConfigScan::is_admin_login(std::string_view line) {
    line = trimmed(without_mark(line));
    return line.starts_with("username admin ") && line.find(" password ") != std::string_view::npos;
}

}  // namespace poap
