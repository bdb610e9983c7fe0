#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace poap {

/// A node of a YAML document.
struct YamlNode {
    enum class Kind { Text, List, Map };

    Kind kind = Kind::Text;
    std::string text;             ///< of a Text, as written: `1`, `yes`
    bool is_null = false;         ///< a Text without a value: nothing, `~` or `null`, not in quotes
    std::vector<YamlNode> items;  ///< of a List; the values of a Map
    std::vector<YamlNode> keys;   ///< of a Map, each a Text; as many as items
    std::size_t line = 1;
};

/// An invalid YAML file on the file server.
/// @param file its URL
/// @param why never contains a value, since a value may be a passphrase
Error invalid_yaml(const std::string& file, std::size_t line, const std::string& why);

/// In bytes.
inline constexpr std::size_t kLongestYaml = 64 * 1024;

/// Parses a YAML 1.1 file in UTF-8 with one document, which is a map. Of YAML, it accepts what such files
/// need: maps, lists and text, at most 4 levels deep and 1000 of them; but no anchors, aliases and tags, no
/// map with the same key twice, and no file over kLongestYaml.
/// @param file its URL, for messages
/// @throws Error (Usage), see invalid_yaml
YamlNode parse_yaml(std::string_view text, const std::string& file);

}  // namespace poap
