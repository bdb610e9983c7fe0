// The way from flags and POAP's environment, a line each, to a plan without a POAP server.
#include <string>
#include <vector>

#include "base/text.hpp"
#include "fuzz.hpp"
#include "options/options.hpp"
#include "plan/static_plan.hpp"

namespace poap::fuzz {

namespace {

struct Given {
    std::vector<std::string> arguments;
    std::vector<std::string> variables;
};

Given given_in(std::string_view input) {
    Given given;
    for (const std::string_view line : lines_of(input)) {
        const std::string text(line.substr(0, line.find('\0')));
        (text.starts_with("POAP_") ? given.variables : given.arguments).push_back(text);
    }
    return given;
}

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    return pointers;
}

bool is_url(std::string_view url) {
    return url.starts_with("http://") || url.starts_with("https://") || url.starts_with("tftp://") ||
           url.starts_with("usb:/");
}

void check_file(const PlannedFile& file) {
    require(is_url(file.url) && file.url.find("/../") == std::string::npos, "a URL leads where it says");
    require(is_printable(file.url) && file.url.find(' ') == std::string::npos, "a URL is one word");
}

void check_plan(const Options& options, const PoapEnvironment& environment) {
    const Identity identity{Serial::parse("FDO2416ABCD").value(),
                            Mac::parse_dotted("5e01.4002.0001").value(),
                            {},
                            std::nullopt,
                            Neighbor{"leaf1", "Eth1/1"}};
    valid_or_refused(ExitCode::Usage, [&] {
        const InstallPlan plan =
            make_plan(*options.static_plan, identity, environment, [](const std::string&) { return false; });
        require(!validation_error(plan), "a plan is valid");
        check_file(plan.config.value());
        if (plan.system) check_file(*plan.system);
        for (const Hop& hop : plan.hops) check_file(hop.system);
        for (const ExtraFile& extra : plan.files) check_file(extra.file);
    });
}

}  // namespace

void run(std::string_view input) {
    // These read files, of which some never end.
    for (const char* flag : {"ca-file", "password-file"}) {
        if (input.find(flag) != std::string_view::npos) return;
    }
    const Given given = given_in(input);
    std::vector<const char*> argv = pointers_to(given.arguments);
    argv.insert(argv.begin(), "poap-agent");
    std::vector<const char*> entries = pointers_to(given.variables);
    entries.push_back(nullptr);
    const auto environment = PoapEnvironment::parse(entries.data());
    valid_or_refused(ExitCode::Usage, [&] {
        const Options options = parse_options(static_cast<int>(argv.size()), argv.data(), environment);
        if (options.static_plan) check_plan(options, environment);
    });
}

}  // namespace poap::fuzz
