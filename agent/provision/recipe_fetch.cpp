#include "provision/recipe_fetch.hpp"

#include <string>

#include "base/text.hpp"
#include "plan/yaml.hpp"
#include "provision/download.hpp"
#include "provision/file_errors.hpp"
#include "provision/sidecar_fetch.hpp"
#include "transfer/text_sink.hpp"

namespace poap {

namespace {

/// The file's text; none if the server does not have it.
std::optional<std::string> fetch_text(const PlannedFile& file, const Context& context) {
    TextSink sink(kLongestYaml, invalid_yaml(file.url, 1, "it is larger than 64 KiB"));
    const bool is_there = with_retries(context.retries(), [&] {
        const auto refused = context.transport.fetch(file.url, sink);
        if (!refused) return true;
        if (refused->about_file == Refusal::Absent) return false;
        throw cannot_fetch(file, *refused);
    });
    return is_there ? std::optional(sink.text()) : std::nullopt;
}

void verify(const PlannedFile& file, const std::string& text, const Context& context) {
    const auto sidecar = fetch_sidecar(file, kLongestImageSidecar, context).sidecar;
    if (!sidecar) return;
    const Digest expected = digest_in(*sidecar, file);
    log_verifying(file.name, expected, context.log);
    Hasher hasher(expected.kind());
    hasher.update(text);
    const Digest actual = hasher.digest();
    if (actual != expected) throw wrong_digest(file.name, actual, expected);
    context.log.emit(Verified{file.name, actual});
}

}  // namespace

std::optional<DeviceRecipe> fetch_recipe(const RecipeSource& source, const Serial& serial,
                                         const Context& context) {
    const FileName name = FileName::parse(serial.str()).value();
    const FileSource folder = source.folder.folder(FolderPath::parse(serial.str()).value());
    for (const char* end : {".yaml", ".yml"}) {
        const FileName recipe = name.with_suffix(end);
        PlannedFile file = folder.file(recipe, recipe);
        file.digest_is_optional = source.digests_are_optional;
        const auto text = fetch_text(file, context);
        if (!text) continue;
        context.log.info("Taking additional files of this switch from ", file.url);
        verify(file, *text, context);
        return parse_device_recipe(*text, file.url, source);
    }
    context.log.warning("there is no ", folder.file(name, name).url,
                        ".yaml, nor .yml: the switch gets no additional files from --install-path");
    return std::nullopt;
}

}  // namespace poap
