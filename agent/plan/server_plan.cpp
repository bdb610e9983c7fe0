#include "plan/server_plan.hpp"

#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/endpoint.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

[[noreturn]] void reject(const std::string& why) {
    throw Error(ExitCode::Server, concat("the POAP server's install plan is invalid: ", why),
                "fix the switch's entry on the POAP server");
}

/// Refuses duplicate keys in the plan and in its intermediate images: JSON parsers differ in which one they
/// use (RFC 8259, section 4), and one of them may be an outdated image.
class KeysOnce {
  public:
    void note(int depth, nlohmann::json::parse_event_t event, const nlohmann::json& parsed) {
        constexpr int kOfPlan = 1;
        constexpr int kOfHop = 3;  // in an object, in a list, in the plan
        if (event == nlohmann::json::parse_event_t::object_start) keys_[depth + 1].clear();
        if (event != nlohmann::json::parse_event_t::key) return;
        const auto& key = parsed.get_ref<const std::string&>();
        if (depth == kOfPlan) part_ = key;
        const bool counts = depth == kOfPlan || (depth == kOfHop && part_ == "hops");
        if (counts && !keys_[depth].insert(key).second)
            reject(concat("it has `", printable(key, 80), "` twice"));
    }

  private:
    std::map<int, std::set<std::string>> keys_;  ///< keys of the open objects, by depth
    std::string part_;                           ///< the plan's key being read
};

/// Parses `text` as a JSON object.
nlohmann::json parse_object(std::string_view text) {
    KeysOnce keys;
    const auto note_key = [&keys](int depth, nlohmann::json::parse_event_t event,
                                  const nlohmann::json& parsed) {
        keys.note(depth, event, parsed);
        return true;
    };
    // The parser treats a zero byte as the end of the text.
    const bool may_be_json = text.find('\0') == std::string_view::npos;
    nlohmann::json json = may_be_json ? nlohmann::json::parse(text, note_key, /*allow_exceptions=*/false)
                                      : nlohmann::json(nlohmann::json::value_t::discarded);
    if (!json.is_object()) {
        reject(concat("it is ",
                      json.is_discarded() ? "not JSON: " : "not a JSON object: ", printable(text, 80)));
    }
    return json;
}

/// Whether an optional key is set; `null` counts as not set.
bool has(const nlohmann::json& json, const std::string& key) {
    const auto found = json.find(key);
    return found != json.end() && !found->is_null();
}

/// The value of a mandatory string.
std::string text_at(const nlohmann::json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end()) reject(concat("it has no ", key));
    if (!found->is_string()) reject(concat(key, " is not a string"));
    return found->get<std::string>();
}

FileName name_at(const nlohmann::json& json, const char* key) {
    const std::string text = text_at(json, key);
    const auto name = FileName::parse(text);
    if (!name) {
        reject(
            concat(key, " is `", printable(text, 80),
                   "`: a file name may have at most 200 letters, digits, dots, dashes and underscores, and "
                   "must not begin with a dot or a dash"));
    }
    return *name;
}

Protocol parse_protocol(const std::string& text, const char* key) {
    if (text == "http") return Protocol::Http;
    if (text == "tftp") return Protocol::Tftp;
    reject(concat(key, " is `", printable(text, 80), "`, not http or tftp"));
}

/// The strongest digest of `<prefix>_sha512`, `_sha256`, `_md5`; all that are set must be valid.
std::optional<Digest> digest_at(const nlohmann::json& json, const std::string& prefix) {
    constexpr std::array<std::pair<DigestKind, const char*>, 3> kByStrength = {
        {{DigestKind::Sha512, "_sha512"}, {DigestKind::Sha256, "_sha256"}, {DigestKind::Md5, "_md5"}}};
    std::optional<Digest> strongest;
    for (const auto& [kind, suffix] : kByStrength) {
        const std::string key = prefix + suffix;
        if (!has(json, key)) continue;
        const auto digest = Digest::parse(kind, text_at(json, key.c_str()));
        if (!digest) reject(concat(key, " is not a valid ", name_of(kind), " checksum"));
        if (!strongest) strongest = digest;
    }
    return strongest;
}

/// The servers in a plan. An unused one may be empty, or `null`.
class Servers {
  public:
    explicit Servers(const nlohmann::json& json)
        : http_(server_at<HttpServer>(json, "http_server",
                                      "a host or host:port, optionally with https:// before it")),
          tftp_(server_at<Endpoint>(json, "tftp_server", "a host or host:port")) {}

    /// URL of the file at `path`, by `protocol`.
    std::string url(Protocol protocol, const std::string& path) const {
        const bool http = protocol == Protocol::Http;
        if (http ? !http_ : !tftp_)
            reject(
                concat(http ? "http_server" : "tftp_server", " is empty, but ", path, " must come from it"));
        return http ? http_->url(path) : concat("tftp://", tftp_->authority(), '/', path);
    }

  private:
    template <typename Server>
    static std::optional<Server> server_at(const nlohmann::json& json, const char* key, const char* form) {
        if (json.contains(key) && !has(json, key)) return std::nullopt;
        const std::string text = text_at(json, key);
        if (text.empty()) return std::nullopt;
        const auto server = Server::parse(text);
        if (!server) reject(concat(key, " is `", printable(text, 80), "`, not ", form));
        return server;
    }

    std::optional<HttpServer> http_;
    std::optional<Endpoint> tftp_;
};

PlannedFile config_of(const nlohmann::json& json, const Servers& servers) {
    const FileName name = name_at(json, "config_file");
    const Protocol protocol = parse_protocol(text_at(json, "config_protocol"), "config_protocol");
    const std::string path = protocol == Protocol::Http ? "conf/" + name.stem() : name.str();
    return {name, protocol, servers.url(protocol, path), digest_at(json, "config"),
            protocol == Protocol::Http};
}

Protocol image_protocol(const nlohmann::json& json) {
    if (!has(json, "image_protocol")) return Protocol::Tftp;
    return parse_protocol(text_at(json, "image_protocol"), "image_protocol");
}

std::optional<PlannedFile> image_of(const nlohmann::json& json, const char* key, Protocol protocol,
                                    const Servers& servers) {
    auto digest = digest_at(json, key);
    const bool may_be_null = std::string_view(key) != "system_image";
    if (may_be_null && json.contains(key) && !has(json, key)) return std::nullopt;
    if (text_at(json, key).empty()) return std::nullopt;
    const FileName name = name_at(json, key);
    const std::string path = protocol == Protocol::Http ? "images/" + name.str() : name.str();
    return PlannedFile{name, protocol, servers.url(protocol, path), std::move(digest)};
}

Install install_at(const nlohmann::json& json) {
    if (!has(json, "install")) return Install::BootVariable;
    const std::string text = text_at(json, "install");
    if (const auto install = parse_install(text)) return *install;
    reject(concat("install is `", printable(text, 80), "`, not boot-variable or install-all"));
}

Hop hop_of(const nlohmann::json& json, Protocol protocol, const Servers& servers) {
    if (!json.is_object()) reject("an entry in hops is not a JSON object");
    auto system = image_of(json, "system_image", protocol, servers);
    if (!system) reject("system_image of an entry in hops is empty");
    std::optional<PlannedFile> kickstart;
    if (has(json, "kickstart_image")) kickstart = image_of(json, "kickstart_image", protocol, servers);
    std::optional<Release> from;
    if (has(json, "from")) {
        const std::string text = text_at(json, "from");
        from = Release::parse(text);
        if (!from)
            reject(concat("from in an entry in hops is `", printable(text, 80),
                          "`, not a release such as 7.0(3)I7(9)"));
    }
    return {std::move(*system), std::move(kickstart), std::move(from)};
}

std::vector<Hop> hops_at(const nlohmann::json& json, Protocol protocol, const Servers& servers) {
    std::vector<Hop> hops;
    if (!has(json, "hops")) return hops;
    if (!json["hops"].is_array()) reject("hops is not a list");
    for (const nlohmann::json& hop : json["hops"]) hops.push_back(hop_of(hop, protocol, servers));
    return hops;
}

}  // namespace

InstallPlan parse_install_plan(std::string_view json_text, const std::string& asker) {
    const nlohmann::json json = parse_object(json_text);
    if (!json.contains("system_image") && !json.contains("kickstart_image")) {
        throw Error(
            ExitCode::Server,
            concat("the POAP server does not know this switch (", asker, "): its plan has no system_image"),
            "add the switch to the POAP server's inventory, by this serial number or MAC address");
    }
    const Servers servers(json);
    const Protocol protocol = image_protocol(json);
    InstallPlan plan{config_of(json, servers), image_of(json, "system_image", protocol, servers),
                     image_of(json, "kickstart_image", protocol, servers), install_at(json),
                     hops_at(json, protocol, servers)};
    if (const auto fault = validation_error(plan)) reject(*fault);
    return plan;
}

std::string status_url_in(std::string_view json_text) {
    const nlohmann::json json = parse_object(json_text);
    constexpr const char* kKey = "status_url";
    if (!has(json, kKey)) return {};
    return json[kKey].is_string() ? json[kKey].get<std::string>() : json[kKey].type_name();
}

}  // namespace poap
