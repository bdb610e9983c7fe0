#include "status/status_json.hpp"

#include <array>
#include <ctime>

namespace poap::stub {
namespace {

using nlohmann::ordered_json;

template <typename Value>
ordered_json or_null(const std::optional<Value>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json time_or_null(const std::optional<Time>& time) {
    return time ? ordered_json(utc_text(*time)) : ordered_json(nullptr);
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

const char* name_of(StageReport::State state) {
    switch (state) {
        case StageReport::State::Begun:
            return "begun";
        case StageReport::State::Done:
            return "done";
        case StageReport::State::Failed:
            break;
    }
    return "failed";
}

ordered_json json_of(const LogLine& line) {
    return {{"time", utc_text(line.time)}, {"level", name_of(line.level)}, {"message", line.message}};
}

ordered_json json_of(const StageReport& stage) {
    return {{"stage", stage.stage}, {"state", name_of(stage.state)}, {"seconds", or_null(stage.seconds)}};
}

ordered_json json_of(const Progress& progress) {
    return {{"file", progress.file},
            {"bytes", progress.bytes},
            {"size", or_null(progress.size)},
            {"rate", or_null(progress.rate)}};
}

ordered_json json_of(const SeenRequest& request) {
    return {{"time", utc_text(request.time)}, {"what", request.what}};
}

ordered_json json_of(const ResultReport& result) {
    return {{"exit_code", result.exit_code},
            {"hop", result.hop},
            {"stage", or_null(result.stage)},
            {"cause", or_null(result.cause)},
            {"advice", or_null(result.advice)}};
}

template <typename Value>
ordered_json object_or_null(const std::optional<Value>& value) {
    return value ? json_of(*value) : ordered_json(nullptr);
}

template <typename Items>
ordered_json list_of(const Items& items) {
    ordered_json list = ordered_json::array();
    for (const auto& item : items) list.push_back(json_of(item));
    return list;
}

}  // namespace

std::string utc_text(Time time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

ordered_json json_of(const BoardRow& row) {
    const SwitchStatus& status = row.status;
    static const Run no_run;
    const Run* const current = status.current_run();
    const bool has_run = current != nullptr;
    const Run& run = has_run ? *current : no_run;
    return {
        {"key", row.key},
        {"hostname", or_null(row.hostname ? row.hostname : status.hostname)},
        {"serial", status.serial ? ordered_json(status.serial->str()) : ordered_json(nullptr)},
        {"mac", status.mac ? ordered_json(status.mac->text()) : ordered_json(nullptr)},
        {"listed", row.is_listed},
        {"entry", nullptr},
        {"state", status.state()},
        {"reports", has_run},
        {"complete", has_run ? ordered_json(run.is_complete) : ordered_json(nullptr)},
        {"agent", or_null(status.agent)},
        {"attempts", status.runs},
        {"started", has_run ? time_or_null(run.started) : ordered_json(nullptr)},
        {"ended", time_or_null(run.ended)},
        {"last_seen", time_or_null(status.last_seen)},
        {"running_image", or_null(run.running_image)},
        {"planned_images", run.planned_images.empty() ? row.images : run.planned_images},
        {"stages", list_of(run.stages)},
        {"progress", object_or_null(run.progress)},
        {"install", or_null(run.install)},
        {"requests", list_of(status.requests)},
        {"message", object_or_null(status.message)},
        {"result", object_or_null(run.result)},
    };
}

ordered_json json_of(const BoardDetail& detail) {
    ordered_json content = json_of(detail.row);
    content["log"] = list_of(detail.log);
    return content;
}

}  // namespace poap::stub
