#include "plan/yaml.hpp"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kMostNodes = 1000;
constexpr int kDeepest = 4;

/// An event of libyaml's parser.
class YamlEvent {
  public:
    explicit YamlEvent(yaml_event_t event) : event_(event) {}
    ~YamlEvent() { yaml_event_delete(&event_); }
    YamlEvent(const YamlEvent&) = delete;
    YamlEvent& operator=(const YamlEvent&) = delete;

    yaml_event_type_t type() const { return event_.type; }
    std::size_t line() const { return event_.start_mark.line + 1; }

    /// @pre the event begins a text, list or map
    bool has_anchor_or_tag() const {
        if (type() == YAML_SCALAR_EVENT) return scalar().anchor != nullptr || scalar().tag != nullptr;
        if (type() == YAML_SEQUENCE_START_EVENT) {
            const auto& list = event_.data.sequence_start;  // NOLINT(*-union-access): the type says which
            return list.anchor != nullptr || list.tag != nullptr;
        }
        const auto& map = event_.data.mapping_start;  // NOLINT(*-union-access)
        return map.anchor != nullptr || map.tag != nullptr;
    }

    /// @pre the event is a text
    std::string text() const {
        // libyaml's bytes are unsigned char.
        const auto* bytes = reinterpret_cast<const char*>(scalar().value);  // NOLINT(*-reinterpret-cast)
        return {bytes, scalar().length};
    }
    bool is_plain() const { return scalar().style == YAML_PLAIN_SCALAR_STYLE; }

  private:
    using Scalar = decltype(yaml_event_t{}.data.scalar);
    const Scalar& scalar() const { return event_.data.scalar; }  // NOLINT(*-union-access)

    yaml_event_t event_;
};

/// libyaml's parser of one text.
class YamlParser {
  public:
    YamlParser(std::string_view text, const std::string& file) : file_(file) {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
        const auto* bytes =
            reinterpret_cast<const unsigned char*>(text.data());  // NOLINT(*-reinterpret-cast)
        yaml_parser_set_input_string(&parser_, bytes, text.size());
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);  // else it may be UTF-16
    }
    ~YamlParser() { yaml_parser_delete(&parser_); }
    YamlParser(const YamlParser&) = delete;
    YamlParser& operator=(const YamlParser&) = delete;

    YamlNode document() {
        expect(YAML_STREAM_START_EVENT, "it is not YAML");
        expect(YAML_DOCUMENT_START_EVENT, "it is empty");
        YamlNode root = node(1);
        if (root.kind != YamlNode::Kind::Map) throw invalid_yaml(file_, root.line, "it has no `KEY: VALUE`");
        expect(YAML_DOCUMENT_END_EVENT, "more text than one document");
        expect(YAML_STREAM_END_EVENT, "a second document");
        return root;
    }

  private:
    YamlEvent next() {
        yaml_event_t event{};
        if (yaml_parser_parse(&parser_, &event) != 0) return YamlEvent(event);
        if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
        throw invalid_yaml(file_, parser_.problem_mark.line + 1,
                           concat("it is not YAML: ", parser_.problem == nullptr ? "" : parser_.problem));
    }

    void expect(yaml_event_type_t type, const char* otherwise) {
        const YamlEvent event = next();
        if (event.type() != type) throw invalid_yaml(file_, event.line(), otherwise);
    }

    YamlNode node(int depth) { return node(next(), depth); }

    YamlNode node(const YamlEvent& event, int depth) {
        if (event.type() == YAML_ALIAS_EVENT) refuse(event, "aliases are not supported");
        if (event.has_anchor_or_tag()) refuse(event, "anchors and tags are not supported");
        if (depth > kDeepest) refuse(event, "it is nested too deeply");
        if (++nodes_ > kMostNodes) refuse(event, "it has too many entries");
        YamlNode result;
        result.line = event.line();
        switch (event.type()) {
            case YAML_SEQUENCE_START_EVENT:
                read_list(result, depth);
                break;
            case YAML_MAPPING_START_EVENT:
                read_map(result, depth);
                break;
            default:
                result.text = event.text();
                result.is_null = event.is_plain() && is_null(result.text);
        }
        return result;
    }

    static bool is_null(std::string_view text) {
        constexpr std::array<std::string_view, 5> kForms = {"", "~", "null", "Null", "NULL"};
        return std::ranges::find(kForms, text) != kForms.end();
    }

    void read_list(YamlNode& list, int depth) {
        list.kind = YamlNode::Kind::List;
        while (true) {
            const YamlEvent event = next();
            if (event.type() == YAML_SEQUENCE_END_EVENT) return;
            list.items.push_back(node(event, depth + 1));
        }
    }

    void read_map(YamlNode& map, int depth) {
        map.kind = YamlNode::Kind::Map;
        while (true) {
            const YamlEvent event = next();
            if (event.type() == YAML_MAPPING_END_EVENT) return;
            YamlNode key = node(event, depth + 1);
            if (key.kind != YamlNode::Kind::Text || key.is_null) refuse(event, "a key is not text");
            if (std::ranges::find(map.keys, key.text, &YamlNode::text) != map.keys.end())
                refuse(event, "the same key again");
            map.keys.push_back(std::move(key));
            map.items.push_back(node(depth + 1));
        }
    }

    [[noreturn]] void refuse(const YamlEvent& event, const char* why) const {
        throw invalid_yaml(file_, event.line(), why);
    }

    const std::string& file_;
    yaml_parser_t parser_{};
    std::size_t nodes_ = 0;
};

}  // namespace

Error invalid_yaml(const std::string& file, std::size_t line, const std::string& why) {
    return {ExitCode::Usage, concat(file, ", line ", line, ": ", why),
            "correct that file on the file server"};
}

YamlNode parse_yaml(std::string_view text, const std::string& file) {
    if (text.size() > kLongestYaml) throw invalid_yaml(file, 1, "it is larger than 64 KiB");
    return YamlParser(text, file).document();
}

}  // namespace poap
