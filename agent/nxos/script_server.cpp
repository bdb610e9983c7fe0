#include "nxos/script_server.hpp"

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "nxos/standby.hpp"

namespace poap {

namespace {

constexpr std::string_view kKey = "Script Server:";
const std::string kShowLogging = "show logging last 1000";

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ExitCode::Usage, concat("no POAP server is set, and ", why),
                "set --server to the POAP server's host");
}

/// The text of a message of POAP itself, without the switch in brackets; nothing for any other line, whatever
/// it contains. `%$ VDC-1 %$` may come before the message's name.
std::optional<std::string_view> poap_message(std::string_view line) {
    auto name = line.find('%');
    while (name != std::string_view::npos && line.substr(name).starts_with("%$"))
        name = line.find('%', name + 1);
    if (name == std::string_view::npos || !line.substr(name).starts_with("%POAP-")) return std::nullopt;
    const auto colon = line.find(": ", name);
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view message = trimmed(line.substr(colon + 2));
    if (message.starts_with('[')) message = trimmed(message.substr(message.find(']') + 1));
    if (message.starts_with("- ")) message = trimmed(message.substr(2));
    return message;
}

/// `HTTP://10.10.20.20/path` as `10.10.20.20`.
std::string_view without_scheme_and_path(std::string_view text) {
    const std::string folded = lower(text);
    for (const std::string_view scheme : {"http://", "https://", "tftp://"}) {
        if (folded.starts_with(scheme)) text.remove_prefix(scheme.size());
    }
    return text.substr(0, text.find('/'));
}

/// The host alone. @param text an IPv6 address may lack its brackets
std::optional<Endpoint> host_in(std::string_view text) {
    const auto endpoint = Endpoint::parse(concat('[', text, ']'));
    return endpoint ? endpoint : Endpoint::parse(text);
}

}  // namespace

Endpoint parse_script_server(std::string_view text) {
    std::optional<std::string_view> last;
    for (const std::string_view line : lines_of(text)) {
        const auto message = poap_message(line);
        if (message && message->starts_with(kKey)) last = trimmed(message->substr(kKey.size()));
    }
    if (!last) refuse(concat("`", kShowLogging, "` has no line `", kKey, "` of POAP"));
    const auto host = host_in(without_scheme_and_path(*last));
    if (!host) {
        refuse(concat("`", printable(*last, 80), "`, the last `", kKey, "` of `", kShowLogging,
                      "`, is not a host name or address"));
    }
    return *host;
}

Endpoint ask_script_server(Cli& cli) {
    // Not ask(): error messages in the log are not a refusal.
    CliAnswer answer = cli.run(chained({kWideTerminal, kShowLogging}), OnSignal::Stop);
    if (answer.exit_status != 0) answer = cli.run(chained({kShowLogging}), OnSignal::Stop);
    if (answer.exit_status != 0) {
        refuse(concat("the switch refused `", kShowLogging,
                      "`, which names the boot file's server: ", *refusal(answer)));
    }
    return parse_script_server(answer.text);
}

}  // namespace poap
