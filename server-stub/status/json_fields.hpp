#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

namespace poap::stub {

/// A body that is not a report: says which key is wrong, and what it must be.
class ReportError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The keys of a JSON object from outside. Other keys than those asked for are ignored. Each function throws
/// ReportError, which names the key, if it is missing or has another type or form.
class JsonFields {
  public:
    /// @param where before the key in messages: empty, or `events[3].` @param object must outlive this
    /// @throws ReportError if it is not an object
    JsonFields(const nlohmann::json& object, std::string where);

    /// UTF-8 without control characters. Longer text is cut after `most` bytes, between two characters.
    std::string text(const char* key, std::size_t most) const;
    /// The same, or none if it is null or missing.
    std::optional<std::string> text_if_any(const char* key, std::size_t most) const;
    /// A whole number.
    std::uint64_t number(const char* key, std::uint64_t least, std::uint64_t most) const;
    /// The same, or none if it is null or missing.
    std::optional<std::uint64_t> number_if_any(const char* key, std::uint64_t least,
                                               std::uint64_t most) const;
    /// Seconds, from 0 to a year; none if it is null or missing.
    std::optional<double> seconds_if_any(const char* key) const;
    bool truth(const char* key) const;
    const nlohmann::json& list(const char* key) const;

    /// @throws ReportError `<key> is not <what>`
    [[noreturn]] void fail(const char* key, const std::string& what) const;
    /// The path of an item of a list: `events[3].`
    std::string path_of(const char* key, std::size_t item) const;

  private:
    /// Null if it is missing.
    const nlohmann::json* value(const char* key) const;
    bool has(const char* key) const;

    const nlohmann::json& object_;
    std::string where_;
};

}  // namespace poap::stub
