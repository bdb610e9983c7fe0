#include "transfer/config_scan.hpp"

#include <algorithm>
#include <array>

#include "text.hpp"

namespace poap {

namespace {

/// Longer than any `username admin password 5 <hash> role network-admin`.
constexpr std::size_t kLineNeeded = 200;
/// Bytes that show the encoding, also where text in another alphabet comes first.
constexpr std::size_t kHeadNeeded = 4096;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr const char* kLookAtUrl = "open that URL: does the server render the switch's configuration?";

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
}

/// Part of UTF-8's byte order mark, which editors put before the first character.
bool is_of_byte_order_mark(char c) {
    return kByteOrderMark.find(c) != std::string_view::npos;
}

std::string_view without_mark(std::string_view line) {
    if (line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
    return line;
}

/// `UTF-16` or `UTF-32`, if the first bytes of a file show it; else empty.
const char* wide_encoding(std::string_view head) {
    using namespace std::string_view_literals;
    if (head.starts_with("\xff\xfe\0\0"sv) || head.starts_with("\0\0\xfe\xff"sv)) return "UTF-32";
    if (head.starts_with("\xff\xfe"sv) || head.starts_with("\xfe\xff"sv)) return "UTF-16";
    // Without a mark: the zero bytes of ASCII text are all at the same places.
    constexpr std::size_t kWidest = 4;
    const std::size_t size = head.size() - head.size() % kWidest;
    if (size == 0) return "";
    std::array<std::size_t, kWidest> zeros{};
    for (std::size_t i = 0; i < size; ++i) zeros[i % kWidest] += head[i] == '\0' ? 1 : 0;
    const std::size_t all = size / kWidest;
    const auto always = std::count(zeros.begin(), zeros.end(), all);
    const auto never = std::count(zeros.begin(), zeros.end(), 0U);
    if (always == 3 && never == 1 && zeros[1] == all && zeros[2] == all) return "UTF-32";
    const std::size_t even = zeros[0] + zeros[2];
    const std::size_t odd = zeros[1] + zeros[3];
    // Many characters may be outside Latin-1, and some of them have a zero byte at the other place.
    const bool alternates =
        std::min(even, odd) * 8 <= std::max(even, odd) && std::max(even, odd) * 4 > all * 2;
    return alternates ? "UTF-16" : "";
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
    head_ += piece.substr(0, kHeadNeeded - head_.size());
    for (const char c : piece) {
        const bool ends_line = c == '\r' || (c == '\n' && !after_return_);
        after_return_ = c == '\r';
        if (is_control(c) && !control_byte_) control_byte_ = {static_cast<unsigned char>(c), number_};
        if (first_ == '\0' && !trimmed({&c, 1}).empty() && !is_of_byte_order_mark(c)) first_ = c;
        if (ends_line) {
            end_line();
        } else if (c != '\n' && line_.size() < kLineNeeded) {
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
    if (const std::string encoding = wide_encoding(head_); !encoding.empty()) {
        return ConfigFault{concat("it is in ", encoding, ", not in UTF-8 or ASCII"),
                           "save it as UTF-8 or ASCII (in PowerShell: `Out-File -Encoding ascii`)"};
    }
    if (control_byte_) {
        const std::string value = hex_of(control_byte_->value);
        return ConfigFault{
            concat("it has the control byte ", value, " in line ", control_byte_->line),
            concat("remove that byte from the configuration, or from the template it is made of (`grep -nP "
                   "'\\x",
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
