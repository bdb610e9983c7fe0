#include "status/json_fields.hpp"

#include <utility>

#include "base/text.hpp"

namespace poap::stub {
namespace {

constexpr double longest_seconds = 366.0 * 24 * 3600;

/// Whether a byte continues a character of UTF-8.
bool continues_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Unicode's category Cc, in valid UTF-8.
bool has_control_character(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
    }
    return false;
}

std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && continues_character(text[most])) --most;
    text.resize(most);
    return text;
}

}  // namespace

JsonFields::JsonFields(const nlohmann::json& object, std::string where)
    : object_(object), where_(std::move(where)) {
    if (object_.is_object()) return;
    const std::string name = where_.empty() ? "the body" : where_.substr(0, where_.size() - 1);
    throw ReportError(name + " is not an object");
}

const nlohmann::json* JsonFields::value(const char* key) const {
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
}

bool JsonFields::has(const char* key) const {
    const auto* const found = value(key);
    return found != nullptr && !found->is_null();
}

void JsonFields::fail(const char* key, const std::string& what) const {
    throw ReportError(concat(where_, key, " is not ", what));
}

std::string JsonFields::path_of(const char* key, std::size_t item) const {
    return concat(where_, key, '[', item, "].");
}

std::string JsonFields::text(const char* key, std::size_t most) const {
    const auto* const found = value(key);
    if (found == nullptr || !found->is_string()) fail(key, "a string");
    const auto& text = found->get_ref<const std::string&>();
    if (has_control_character(text)) fail(key, "free of control characters");
    return cut(text, most);
}

std::optional<std::string> JsonFields::text_if_any(const char* key, std::size_t most) const {
    return has(key) ? std::optional(text(key, most)) : std::nullopt;
}

std::uint64_t JsonFields::number(const char* key, std::uint64_t least, std::uint64_t most) const {
    const auto* const found = value(key);
    const bool is_number = found != nullptr && found->is_number_unsigned();
    const auto number = is_number ? found->get<std::uint64_t>() : 0;
    if (!is_number || number < least || number > most)
        fail(key, concat("a whole number from ", least, " to ", most));
    return number;
}

std::optional<std::uint64_t> JsonFields::number_if_any(const char* key, std::uint64_t least,
                                                       std::uint64_t most) const {
    return has(key) ? std::optional(number(key, least, most)) : std::nullopt;
}

std::optional<double> JsonFields::seconds_if_any(const char* key) const {
    if (!has(key)) return std::nullopt;
    const auto& found = *value(key);
    const double seconds = found.is_number() ? found.get<double>() : -1;
    if (seconds < 0 || seconds > longest_seconds) fail(key, "a number of seconds");
    return seconds;
}

bool JsonFields::truth(const char* key) const {
    const auto* const found = value(key);
    if (found == nullptr || !found->is_boolean()) fail(key, "true or false");
    return found->get<bool>();
}

const nlohmann::json& JsonFields::list(const char* key) const {
    const auto* const found = value(key);
    if (found == nullptr || !found->is_array()) fail(key, "a list");
    return *found;
}

}  // namespace poap::stub
