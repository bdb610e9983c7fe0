#include "boot_files.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_boot_file = 64 << 20;
constexpr std::string_view mark = "#md5sum";

/// The text's first line, with its line end, which is removed from the text.
std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end == text.npos ? end : end + 1);
    text.remove_prefix(line.size());
    return line;
}

}  // namespace

bool is_boot_file_name(std::string_view name) {
    return name.ends_with(".py");
}

std::optional<std::string> fault_of_boot_file(std::string_view text) {
    std::string_view left = text;
    const std::string_view first = next_line(left);
    const bool is_script = first.starts_with("#!") && first.find("python") != first.npos;
    if (is_script && first.ends_with("\r\n")) return "its lines end in CR LF, so a switch cannot run it";
    std::optional<std::string> sum;
    Hasher hasher(DigestKind::Md5);
    for (left = text; !left.empty();) {
        const std::string_view line = next_line(left);
        if (!line.starts_with(mark))
            hasher.update(line);
        else if (!sum)
            sum = trimmed(line);
    }
    if (!is_script) return sum ? std::optional("its first line is not #!/bin/env python") : std::nullopt;
    if (!sum) return "it has no #md5sum line, so a switch refuses it";
    if (*sum == concat(mark, "=\"", hasher.digest().hex(), "\"")) return std::nullopt;
    return "it was changed since it was signed, so a switch refuses it";
}

std::vector<std::string> faults_of_boot_files(const Folder& folder) {
    std::vector<std::string> faults;
    for (const std::string& name : folder.names()) {
        const auto file = FileName::parse(name);
        if (!file || !is_boot_file_name(name)) continue;
        try {
            const std::string text = folder.read(*file, most_boot_file).value_or("");
            if (!name.starts_with("poap") && text.find(mark) == text.npos) continue;  // some other script
            const auto fault = fault_of_boot_file(text);
            if (fault) faults.push_back(concat(name, ": ", *fault, ". Run sign-boot-file on it"));
        } catch (const std::exception& error) {
            faults.emplace_back(error.what());
        }
    }
    return faults;
}

}  // namespace poap::stub
