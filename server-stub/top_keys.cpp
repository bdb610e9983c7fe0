#include "top_keys.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string_view>

namespace poap::stub {
namespace {

constexpr std::string_view known[] = {"pod", "switches", "defaults", "unknown", "<<"};

/// Follows the parser: a document's tree does not show which of its nodes have anchors.
class TopKeys : public YAML::EventHandler {
  public:
    const std::vector<TopKey>& unknown() const { return unknown_; }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, anchor, std::nullopt); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { leaf(mark, {}, std::nullopt); }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  const std::string& value) override {
        leaf(mark, anchor, value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        begin(mark, anchor, std::nullopt);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        begin(mark, anchor, std::nullopt);
    }
    void OnMapEnd() override { end(); }

  private:
    void leaf(const YAML::Mark& mark, YAML::anchor_t anchor, const std::optional<std::string>& text) {
        begin(mark, anchor, text);
        end();
    }

    void begin(const YAML::Mark& mark, YAML::anchor_t anchor, const std::optional<std::string>& text) {
        if (depth_++ == 1 && is_key_) {
            key_ = {text.value_or("<<"), mark.line + 1};
            has_anchor_ = false;
        }
        if (anchor != 0) has_anchor_ = true;
    }

    void end() {
        if (--depth_ != 1) return;
        const bool is_known = std::find(std::begin(known), std::end(known), key_.name) != std::end(known);
        if (!is_key_ && !has_anchor_ && !is_known) unknown_.push_back(key_);
        is_key_ = !is_key_;
    }

    int depth_ = 0;
    bool is_key_ = true;  ///< whether the next node in the top map is a key
    TopKey key_{};
    bool has_anchor_ = false;  ///< in the key's value
    std::vector<TopKey> unknown_;
};

}  // namespace

std::vector<TopKey> unknown_top_keys(const std::string& yaml) {
    std::istringstream text(yaml);
    YAML::Parser parser(text);
    TopKeys keys;
    parser.HandleNextDocument(keys);
    return keys.unknown();
}

}  // namespace poap::stub
