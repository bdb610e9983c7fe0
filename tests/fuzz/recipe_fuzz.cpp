// A switch's YAML file of --install-path, and the plan that it makes.
#include <string>

#include "fuzz.hpp"
#include "plan/device_recipe.hpp"

namespace poap::fuzz {

namespace {

const std::string kUrl = "http://h/in/FDO1/FDO1.yaml";

RecipeSource source() {
    const FileSource server = *FileSource::parse("http://h/top");
    return {server.folder(*FolderPath::parse("in")), server, server};
}

void check_line(const AddedLine& line, const InstallPlan& plan) {
    require(is_printable(line.text), "a line is one line of text");
    require(line.text.find_first_of("\"'`?|;<>\\") == std::string::npos, "a line is one command");
    const bool is_import = line.text.starts_with("crypto ca import ");
    require(is_import || line.text.starts_with("install license bootflash:poap_files/") ||
                line.text.starts_with("crypto ca trustpoint "),
            "a line has one of three forms");
    require(is_import == line.shown.ends_with(" ****"), "a passphrase is not shown");
    require(!plan.files.empty(), "a line is about a file");
}

void check(const InstallPlan& plan) {
    for (const ExtraFile& extra : plan.files) {
        require(extra.path().starts_with("poap_files/"), "a file has its place");
        require(extra.path().find("/.") == std::string::npos, "a file stays on bootflash");
        require(extra.file.url.starts_with("http://h/top/") &&
                    extra.file.url.find("/../") == std::string::npos && is_printable(extra.file.url),
                "a file comes from the file server's folder");
    }
    for (const AddedLine& line : plan.added.before) check_line(line, plan);
    for (const AddedLine& line : plan.added.after) check_line(line, plan);
    if (plan.system) require(plan.system->url.starts_with("http://h/top/"), "so does an image");
}

}  // namespace

void run(std::string_view input) {
    valid_or_refused(ExitCode::Usage, [&] {
        const InstallPlan plan = with_recipe({}, parse_device_recipe(input, kUrl, source()));
        check(plan);
        if (!validation_error(plan)) {
            for (const ExtraFile& extra : plan.files) extra.staged_name();
        }
    });
}

}  // namespace poap::fuzz
