#include "status/report.hpp"

#include <functional>
#include <map>

#include "base/text.hpp"

namespace poap::stub {
namespace {

using nlohmann::json;

constexpr int most_depth = 16;
constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_message = 1000;
constexpr std::size_t most_images = 10;
constexpr std::uint64_t largest_number = std::uint64_t{1} << 53;  // exact in every JSON parser
constexpr std::size_t run_digits = 16;

/// The value under that key that one of these names has.
template <typename Value>
Value chosen(const JsonFields& fields, const char* key, const std::map<std::string, Value>& values) {
    const auto found = values.find(fields.text(key, longest_name));
    if (found != values.end()) return found->second;
    std::string names;
    for (const auto& [name, value] : values) names += (names.empty() ? "" : ", ") + name;
    fields.fail(key, "one of " + names);
}

ReportEvent stage_in(const JsonFields& fields) {
    using enum StageReport::State;
    return StageReport{
        fields.text("stage", longest_name),
        chosen<StageReport::State>(fields, "state", {{"begun", Begun}, {"done", Done}, {"failed", Failed}}),
        fields.seconds_if_any("seconds")};
}

ReportEvent identity_in(const JsonFields& fields) {
    return IdentityReport{fields.text_if_any("running_image", longest_name)};
}

ReportEvent plan_in(const JsonFields& fields) {
    PlanReport plan;
    const json& images = fields.list("images");
    if (images.size() > most_images) fields.fail("images", concat("a list of at most ", most_images));
    for (std::size_t i = 0; i < images.size(); ++i)
        plan.images.push_back(JsonFields(images[i], fields.path_of("images", i)).text("name", longest_name));
    return plan;
}

ReportEvent progress_in(const JsonFields& fields) {
    return ProgressReport{fields.text("file", longest_name), fields.number("bytes", 0, largest_number),
                          fields.number_if_any("size", 0, largest_number)};
}

ReportEvent downloaded_in(const JsonFields&) {
    return DownloadedReport{};
}

ReportEvent install_in(const JsonFields& fields) {
    return InstallReport{static_cast<int>(fields.number("percent", 0, 100))};
}

ReportEvent log_in(const JsonFields& fields) {
    using enum Level;
    return LogReport{
        chosen<Level>(fields, "level",
                      {{"debug", Debug}, {"info", Info}, {"warning", Warning}, {"error", Error}}),
        fields.text("message", longest_message)};
}

ReportEvent result_in(const JsonFields& fields) {
    return ResultReport{static_cast<int>(fields.number("exit_code", 0, 255)), fields.truth("hop"),
                        fields.text_if_any("stage", longest_name),
                        fields.text_if_any("cause", longest_message),
                        fields.text_if_any("advice", longest_message)};
}

ReportEvent event_in(const JsonFields& fields) {
    static const std::map<std::string, ReportEvent (*)(const JsonFields&), std::less<>> readers = {
        {"stage", stage_in},       {"identity", identity_in},     {"plan", plan_in},
        {"progress", progress_in}, {"downloaded", downloaded_in}, {"install", install_in},
        {"log", log_in},           {"result", result_in}};
    const auto reader = readers.find(fields.text("event", longest_name));
    return reader == readers.end() ? ReportEvent(OtherReport{}) : reader->second(fields);
}

std::vector<ReportEvent> events_in(const JsonFields& fields) {
    const json& list = fields.list("events");
    if (list.empty()) fields.fail("events", "a list of one or more");
    std::vector<ReportEvent> events;
    events.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        events.push_back(event_in(JsonFields(list[i], fields.path_of("events", i))));
    return events;
}

std::optional<FileName> serial_in(const JsonFields& fields) {
    const auto text = fields.text_if_any("serial", longest_name + 1);
    auto serial = FileName::parse(text.value_or(""));
    if (text && !serial) fields.fail("serial", "a serial number: at most 200 of A-Z a-z 0-9 . _ -");
    return serial;
}

std::optional<MacAddress> mac_in(const JsonFields& fields) {
    const auto text = fields.text_if_any("mac", longest_name);
    auto mac = MacAddress::parse(text.value_or(""));
    if (text && !mac) fields.fail("mac", "a MAC address such as 700f.6a91.03c0");
    return mac;
}

std::string run_in(const JsonFields& fields) {
    std::string run = fields.text("run", run_digits + 1);
    if (run.size() != run_digits || run.find_first_not_of("0123456789abcdef") != run.npos)
        fields.fail("run", concat(run_digits, " hex digits in lower case"));
    return run;
}

json parsed(std::string_view body) {
    const auto keep = [](int depth, json::parse_event_t, const json&) {
        if (depth > most_depth)
            throw ReportError(concat("the body has lists or objects more than ", most_depth, " deep"));
        return true;
    };
    try {
        return json::parse(body, keep);
    } catch (const json::parse_error& error) {
        throw ReportError(concat("the body is not JSON in UTF-8: see byte ", error.byte));
    } catch (const json::exception&) {  // a number that no type can contain
        throw ReportError("the body has a number that is too large");
    }
}

}  // namespace

Report parse_report(std::string_view body) {
    const json content = parsed(body);
    const JsonFields fields(content, "");
    return {serial_in(fields),
            mac_in(fields),
            fields.text_if_any("hostname", longest_name),
            fields.text("agent", longest_name),
            run_in(fields),
            fields.number("sequence", 1, largest_number),
            events_in(fields)};
}

}  // namespace poap::stub
