// A report that comes to the stub: refused in one line, or read into texts that are short and printable.
#include "fuzz.hpp"
#include "status/report.hpp"

namespace poap::fuzz {

namespace {

void check(const std::string& text, std::size_t most) {
    require(text.size() <= most, "a text is cut");
    for (const char c : text)
        require(static_cast<unsigned char>(c) >= ' ' && c != 0x7F, "no control character");
    nlohmann::json(text).dump();  // throws unless it is UTF-8
}

void check(const std::optional<std::string>& text, std::size_t most) {
    if (text) check(*text, most);
}

}  // namespace

void run(std::string_view input) {
    using namespace poap::stub;
    try {
        const Report report = parse_report(input);
        require(!report.events.empty() && report.sequence > 0, "there are events with numbers");
        require(report.run.size() == 16, "the run has an identity");
        check(report.hostname, 200);
        check(report.agent, 200);
        for (const ReportEvent& event : report.events) {
            if (const auto* line = std::get_if<LogReport>(&event)) check(line->message, 1000);
            if (const auto* result = std::get_if<ResultReport>(&event)) check(result->cause, 1000);
            if (const auto* stage = std::get_if<StageReport>(&event)) check(stage->stage, 200);
        }
    } catch (const ReportError& error) {
        require(is_printable(error.what()), "the reason is printable");
    }
}

}  // namespace poap::fuzz
