#include "nxos/incompatibility.hpp"

#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "nxos/standby.hpp"

namespace poap {

namespace {

constexpr std::size_t kLongest = 200;
constexpr std::size_t kMost = 10;

/// `X` in `<key> : X`, trimmed.
std::optional<std::string_view> value_of(std::string_view line, std::string_view key) {
    if (!line.starts_with(key)) return std::nullopt;
    const std::string_view rest = trimmed(line.substr(key.size()));
    if (!rest.starts_with(':')) return std::nullopt;
    return trimmed(rest.substr(1));
}

}  // namespace

std::vector<std::string> parse_incompatibilities(std::string_view text) {
    std::vector<std::string> found;
    bool in_list = false;
    for (const std::string_view raw : lines_of(text)) {
        const std::string_view line = trimmed(raw);
        if (line.find("are incompatible with") != std::string_view::npos) in_list = true;
        if (!in_list) continue;
        if (const auto description = value_of(line, "Description")) {
            if (found.size() == kMost) break;
            found.push_back(printable(*description, kLongest));
        }
        const auto advice = value_of(line, "Enable/Disable command");
        if (advice && !found.empty()) found.back() += concat(" (", printable(*advice, kLongest), ')');
    }
    return found;
}

void warn_of_incompatibilities(Cli& cli, const FileName& image, Log& log) {
    const std::string command = concat("show incompatibility-all nxos bootflash:", image.str());
    try {
        const std::string text = ask(cli, {kWideTerminal, command}, OnSignal::Stop);
        for (const std::string& fault : parse_incompatibilities(text)) {
            log.warning(image.str(), " is incompatible with this switch: ", fault, "; `", command,
                        "` lists it. boot-variable boots the image all the same: remove the cause, or set "
                        "--install to install-all, which refuses such an image");
        }
    } catch (const Error& error) {
        if (error.code() == ExitCode::Interrupted) throw;
        log.debug("not checked for incompatibilities: ", error.what());
    }
}

}  // namespace poap
