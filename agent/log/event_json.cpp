#include "log/event_json.hpp"

#include <chrono>

#include "base/json.hpp"
#include "base/text.hpp"
#include "log/log.hpp"
#include "log/utc.hpp"

namespace poap {

namespace {

using Duration = std::chrono::steady_clock::duration;

/// To the millisecond.
double seconds_of(Duration took) {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()) / 1000;
}

const char* name_of(Level level) {
    switch (level) {
        case Level::Debug:
            return "debug";
        case Level::Info:
            return "info";
        case Level::Warning:
            return "warning";
        case Level::Error:
            break;
    }
    return "error";
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(fit_to_log(text));
}

Json json_of(const WantedFile& file) {
    return {{"name", file.name}, {"url", fit_to_log(file.url)}, {"digest", json_of(file.digest)}};
}

/// An event's name and its keys.
struct Named {
    const char* name;
    Json keys;
};

Named named(const StageBegun& begun) {
    return {"stage", {{"stage", begun.stage}, {"state", "begun"}}};
}

Named named(const StageEnded& ended) {
    return {"stage",
            {{"stage", ended.stage},
             {"state", ended.failed ? "failed" : "done"},
             {"seconds", seconds_of(ended.took)}}};
}

Named named(const Identified& identified) {
    return {"identity", json_of(identified.identity)};
}

Named named(const Planned& planned) {
    Json images = Json::array();
    for (const WantedFile& image : planned.images) images.push_back(json_of(image));
    Json files = Json::array();
    for (const WantedFile& file : planned.files) files.push_back(json_of(file));
    const Json config = planned.config ? json_of(*planned.config) : Json(nullptr);
    return {"plan", {{"config", config}, {"files", files}, {"images", images}}};
}

Named named(const Downloading& download) {
    return {"progress",
            {{"file", fit_to_log(download.file)},
             {"bytes", download.done},
             {"size", download.size ? Json(*download.size) : Json(nullptr)}}};
}

Named named(const Downloaded& download) {
    return {"downloaded",
            {{"file", fit_to_log(download.file)}, {"bytes", download.size}, {"rate", download.rate}}};
}

Named named(const Installing& installing) {
    return {"install", {{"percent", installing.percent}}};
}

Named named(const Verified& verified) {
    return {"verified", {{"file", verified.file.str()}, {"digest", json_of(verified.digest)}}};
}

Named named(const Change& change) {
    return {"change", {{"command", fit_to_log(change.command)}}};
}

Named named(const StatusUrl& status) {
    return {"reports", {{"url", fit_to_log(status.url.str())}}};
}

Named named(const Left& left) {
    Json files = Json::array();
    for (const std::string& file : left.files) files.push_back(fit_to_log(file));
    return {"left", {{"files", files}}};
}

Named named(const Result& result) {
    return {"result",
            {{"exit_code", static_cast<int>(result.code)},
             {"hop", result.hop},
             {"stage", text_or_null(result.stage)},
             {"cause", text_or_null(result.cause)},
             {"advice", text_or_null(result.advice)}}};
}

/// As it is printed: time and name come first.
std::string stamped(const Named& event) {
    Json object = {{"time", utc_now("%Y-%m-%dT%H:%M:%SZ")}, {"event", event.name}};
    object.update(event.keys);
    return object.dump();
}

}  // namespace

std::string event_json(const Event& event) {
    return stamped(std::visit([](const auto& one) { return named(one); }, event));
}

std::string event_json(Level level, const std::string& line) {
    // The JSON level replaces the prefix.
    return stamped({"log", {{"level", name_of(level)}, {"message", line.substr(mark_of(level).size())}}});
}

}  // namespace poap
