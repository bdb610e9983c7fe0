#include "provision/registration.hpp"

#include <nlohmann/json.hpp>

#include "base/http_url.hpp"
#include "base/text.hpp"
#include "plan/server_plan.hpp"

namespace poap {

namespace {

constexpr long kStatusOk = 200;
constexpr long kStatusNotFound = 404;

/// The `message` in a JSON answer: its text, or the whole answer if it is an object. Empty for other forms,
/// such as HTML.
std::string message_in(const std::string& body) {
    const auto json = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("message")) return {};
    // Not message.dump(), whose recursion depth the server would control.
    const std::string text = json["message"].is_string() ? json["message"].get<std::string>() : body;
    return text.empty() ? text : ": " + printable(text, 300);
}

Error refusal_of(const HttpAnswer& answer, const Serial& serial, const std::string& asker) {
    const bool unknown = answer.status == kStatusNotFound;
    const std::string message = message_in(answer.body);
    const bool names_asker = message.find(serial.str()) != std::string::npos;
    return {ExitCode::Server,
            concat("the POAP server answered with HTTP status ", answer.status, message,
                   names_asker ? "" : concat(" (", asker, ')')),
            unknown ? "check that the switch is in the POAP server's inventory, and that this host and port "
                      "are the POAP server's"
                    : "check the POAP server's log",
            is_retryable_status(answer.status) ? Retryable::Yes : Retryable::No};
}

/// A config with the running image's name would replace the image on bootflash.
void check_config_name(const InstallPlan& plan, const RunningImages& running) {
    const FileName& config = plan.config->name;
    if (config != running.system && config != running.kickstart) return;
    throw Error(ExitCode::Server, concat("config_file is ", config.str(), ", which is the running image"),
                "fix the switch's entry on the POAP server");
}

/// Reports are best effort: an invalid URL does not end the run.
void announce_reports(const std::string& status_url, Log& log) {
    if (status_url.empty()) return;
    if (const auto url = HttpUrl::parse(status_url)) return log.emit(StatusUrl{*url});
    log.warning("status_url in the POAP server's plan is `", printable(status_url, 80),
                "`, not a URL of the form http://host/path: not reporting to it");
}

}  // namespace

InstallPlan register_switch(Transport& transport, const HttpServer& server, const Identity& identity,
                            const Retries& retries) {
    const std::string url = server.url(identity.serial.str());
    const std::string asker = concat("serial ", identity.serial.str(), ", MAC ", identity.mac.str());
    retries.log.info("Sending API request to the POAP server ", server.endpoint.authority());
    const std::string body = with_retries(retries, [&] {
        retries.log.info("Requesting ", url, "...");
        retries.log.debug("PUT ", url, " data=", identity.mac.str());
        HttpAnswer answer = transport.put_form(url, "data=" + identity.mac.str());
        if (answer.status != kStatusOk) throw refusal_of(answer, identity.serial, asker);
        return std::move(answer.body);
    });
    announce_reports(status_url_in(body), retries.log);  // first, so that an invalid plan is reported
    InstallPlan plan = parse_install_plan(body, asker);
    check_config_name(plan, identity.running);
    retries.log.info("Install info collected successfully...");
    if (!plan.system) retries.log.info("The plan has no system_image: installing only the configuration");
    return plan;
}

}  // namespace poap
