#include "plan/device_recipe.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "plan/yaml.hpp"

namespace poap {

namespace {

constexpr std::string_view kNameForm =
    ": use at most 200 letters, digits, dots, dashes and underscores, not beginning with a dot or dash";

/// The recipe while it is read.
class RecipeReader {
  public:
    RecipeReader(const std::string& url, const RecipeSource& source) : url_(url), source_(source) {}

    DeviceRecipe read(const YamlNode& root) {
        refuse_rpm(root);
        for (std::size_t i = 0; i < root.keys.size(); ++i) take(root.keys[i], root.items[i]);
        if (!has_version_) refuse(root, "`Version: 1` is missing");
        recipe_.url = url_;
        recipe_.installs_all = source_.installs_all;
        return std::move(recipe_);
    }

  private:
    void refuse_rpm(const YamlNode& root) const {
        const auto rpm = std::ranges::find(root.keys, "RPM", &YamlNode::text);
        if (rpm == root.keys.end() || is_empty(root.items[static_cast<std::size_t>(rpm - root.keys.begin())]))
            return;
        throw Error(ExitCode::Usage, invalid_yaml(url_, rpm->line, "RPM is not supported").what(),
                    "remove RPM there, and install the packages after the first boot, with `install add "
                    "FILE activate`");
    }

    /// `[]` or `{}`, which generated files contain.
    static bool is_empty(const YamlNode& value) {
        return value.kind != YamlNode::Kind::Text && value.items.empty();
    }

    void take(const YamlNode& key, const YamlNode& value) {
        if (value.is_null) refuse(key, concat(shown(key), " has no value: remove it"));
        if (is_empty(value) && (key.text == "RPM" || key.text == "Trustpoint")) return;
        if (key.text == "Version") {
            if (value.text != "1") refuse(value, "Version is not 1");
            has_version_ = true;
        } else if (key.text == "Target_image" || key.text == "Target-image") {
            if (recipe_.image) refuse(key, "Target_image and Target-image are both set: remove one of them");
            recipe_.image = image(key, value);
        } else if (key.text == "License") {
            recipe_.licenses = files(key, value, {".lic"});
        } else if (key.text == "Certificate") {
            recipe_.certificates = files(key, value, {});
        } else if (key.text == "Trustpoint") {
            take_trustpoints(value);
        } else {
            refuse(key, concat(shown(key),
                               " is not a known key; known are Version, Target_image, License, Certificate "
                               "and Trustpoint"));
        }
    }

    PlannedFile image(const YamlNode& key, const YamlNode& value) const {
        const auto name = FileName::parse(text_of(key, value));
        if (!name) refuse(value, concat(shown(key), " is not a valid file name", kNameForm));
        return source_.images.file(*name, *name);
    }

    /// A list of files, or one file.
    /// @param ends valid ends of their names; any if there are none
    std::vector<PlannedFile> files(const YamlNode& key, const YamlNode& value,
                                   const std::vector<std::string_view>& ends) const {
        std::vector<PlannedFile> all;
        if (value.kind != YamlNode::Kind::List) return {file(key.text, value, ends)};
        all.reserve(value.items.size());
        for (const YamlNode& item : value.items) all.push_back(file(key.text, item, ends));
        return all;
    }

    /// @param what names the file in messages, which do not contain its own text: a passphrase may be at its
    /// place
    PlannedFile file(const std::string& what, const YamlNode& node,
                     const std::vector<std::string_view>& ends) const {
        if (node.kind != YamlNode::Kind::Text || node.is_null)
            refuse(node, concat(what, ": this is not the path of a file"));
        const std::string_view path = trimmed(node.text);
        const auto last = path.rfind('/') + 1;  // 0 without a slash
        const auto name = FileName::parse(path.substr(last));
        if (!name) refuse(node, concat(what, ": this is not a valid file name", kNameForm));
        const auto folder = FolderPath::parse(path.substr(0, last));
        if (!folder) refuse(node, concat(what, ": use letters, digits and `._-~+=,` in a path, and no `..`"));
        const bool fits = ends.empty() || std::ranges::any_of(ends, [&](std::string_view end) {
                              return name->str().ends_with(end);
                          });
        if (!fits) refuse(node, concat(what, ": the file's name does not end in ", joined(ends)));
        const FileSource& root = path.starts_with('/') ? source_.server : source_.folder;
        PlannedFile file = root.folder(*folder).file(*name, *name);
        file.digest_is_optional = source_.digests_are_optional;
        return file;
    }

    static std::string joined(const std::vector<std::string_view>& ends) {
        std::string text;
        for (const std::string_view end : ends) text += concat(text.empty() ? "" : " or ", end);
        return text;
    }

    void take_trustpoints(const YamlNode& value) {
        if (value.kind != YamlNode::Kind::Map) refuse(value, "Trustpoint is not a map of CA names");
        for (std::size_t i = 0; i < value.keys.size(); ++i)
            recipe_.trustpoints.push_back(trustpoint(value.keys[i], value.items[i]));
    }

    Trustpoint trustpoint(const YamlNode& key, const YamlNode& value) const {
        const auto ca = FileName::parse(key.text);
        if (!ca) refuse(key, concat("Trustpoint: this is not a valid CA name", kNameForm));
        if (value.kind != YamlNode::Kind::Map || value.keys.empty())
            refuse(value, "Trustpoint: a CA name needs `FILE: PASSPHRASE` below it");
        Trustpoint point{*ca, {}};
        for (std::size_t i = 0; i < value.keys.size(); ++i) {
            auto pkcs12 = file("Trustpoint", value.keys[i], {".pfx", ".p12"});
            point.files.push_back({std::move(pkcs12), passphrase(value.items[i])});
        }
        return point;
    }

    CliWord passphrase(const YamlNode& value) const {
        const auto word = value.kind == YamlNode::Kind::Text ? CliWord::parse(value.text) : std::nullopt;
        if (!word)
            refuse(value,
                   "Trustpoint: this is not a passphrase that the CLI can take: use 1 to 100 letters, digits "
                   "and `!#%&()*+,-./:=@[]^_{}~$`, without `$(`");
        return *word;
    }

    std::string text_of(const YamlNode& key, const YamlNode& value) const {
        if (value.kind != YamlNode::Kind::Text) refuse(value, concat(shown(key), " is not text"));
        return std::string(trimmed(value.text));
    }

    /// A key on the highest level, where no passphrase belongs.
    static std::string shown(const YamlNode& key) { return concat('`', printable(key.text, 40), '`'); }

    [[noreturn]] void refuse(const YamlNode& node, const std::string& why) const {
        throw invalid_yaml(url_, node.line, why);
    }

    const std::string& url_;
    const RecipeSource& source_;
    DeviceRecipe recipe_;
    bool has_version_ = false;
};

const FileName& folder_name() {
    static const FileName kName = FileName::parse("poap_files").value();
    return kName;
}

AddedLine line(const std::string& text) {
    return {text, text};
}

}  // namespace

std::optional<CliWord> CliWord::parse(std::string_view text) {
    constexpr std::size_t kLongest = 100;
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#%&()*+,-./:=@[]^_{}~$";
    if (text.empty() || text.size() > kLongest) return std::nullopt;
    if (text.find_first_not_of(kAllowed) != std::string_view::npos) return std::nullopt;
    if (text.find("$(") != std::string_view::npos) return std::nullopt;
    return CliWord(text);
}

DeviceRecipe parse_device_recipe(std::string_view yaml, const std::string& url, const RecipeSource& source) {
    return RecipeReader(url, source).read(parse_yaml(yaml, url));
}

InstallPlan with_recipe(InstallPlan plan, const DeviceRecipe& recipe) {
    if (recipe.image) {
        plan.system = recipe.image;
        if (boots_alone(recipe.image->name.str())) {
            plan.kickstart.reset();
            if (recipe.installs_all) plan.install = Install::InstallAll;
        }
    }
    const FlashFolder folder = FlashFolder::of(folder_name());
    const auto url = [](const ExtraFile& extra) { return concat("bootflash:", extra.path()); };
    for (const PlannedFile& license : recipe.licenses) {
        const ExtraFile& extra = plan.files.emplace_back(ExtraFile{license, folder});
        plan.added.before.push_back(line(concat("install license ", url(extra))));
    }
    for (const PlannedFile& certificate : recipe.certificates) plan.files.push_back({certificate, folder});
    for (const Trustpoint& point : recipe.trustpoints) {
        plan.added.after.push_back(line(concat("crypto ca trustpoint ", point.ca.str())));
        for (const Pkcs12& pkcs12 : point.files) {
            const ExtraFile& extra = plan.files.emplace_back(ExtraFile{pkcs12.file, folder / point.ca});
            const std::string command =
                concat("crypto ca import ", point.ca.str(), " pkcs12 ", url(extra), ' ');
            plan.added.after.push_back({command + pkcs12.passphrase.str(), command + "****"});
        }
    }
    if (const auto fault = validation_error(plan)) {
        throw Error(ExitCode::Usage, concat(recipe.url, " does not fit the other options: ", *fault),
                    "correct that file on the file server");
    }
    return plan;
}

}  // namespace poap
