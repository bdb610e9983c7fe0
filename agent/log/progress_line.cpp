#include "log/progress_line.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace poap {

namespace {

/// `=====>    `
std::string bar(std::uint64_t percent, std::size_t width) {
    const std::size_t filled = width * std::min<std::uint64_t>(percent, 100) / 100;
    std::string bar(filled, '=');
    if (filled < width) bar += '>';
    bar.resize(width, ' ');
    return bar;
}

/// ` 55 %`: three digits wide, so that what follows stays in its column.
std::string aligned_percent(std::uint64_t percent) {
    const std::string digits = std::to_string(percent);
    return concat(std::string(digits.size() < 3 ? 3 - digits.size() : 0, ' '), digits, " %");
}

/// From the longest to the shortest.
std::vector<std::string> forms_of(const Downloading& download, std::size_t columns) {
    const std::string speed = concat("  ", human_size(download.rate), "/s");
    if (!download.size) {
        const std::string done = human_size(download.done);
        return {concat(download.file, "  ", done, speed), concat(download.file, "  ", done), done};
    }
    const std::uint64_t percent = download.percent();
    const std::string tail =
        concat(aligned_percent(percent), speed, "  ", human_time(download.time_left()), " left");
    std::vector<std::string> forms;
    constexpr std::size_t kLeastBar = 5;
    constexpr std::size_t kMostBar = 20;
    constexpr std::size_t kReadable = 60;  // columns
    const std::size_t around_bar = download.file.size() + 4 + tail.size();
    if (const std::size_t most = std::min(columns, kReadable); most >= around_bar + kLeastBar) {
        forms.push_back(
            concat(download.file, " [", bar(percent, std::min(most - around_bar, kMostBar)), "] ", tail));
    }
    forms.push_back(concat(download.file, ' ', tail));
    forms.push_back(concat(download.file, ' ', aligned_percent(percent)));
    forms.push_back(concat(percent, " %"));
    return forms;
}

}  // namespace

std::string progress_line(const Downloading& download, std::size_t columns) {
    const auto forms = forms_of(download, columns);
    const auto fits =
        std::ranges::find_if(forms, [&](const std::string& form) { return form.size() <= columns; });
    return fits != forms.end() ? *fits : forms.back().substr(0, columns);
}

std::string finished_line(const Downloaded& download) {
    return concat(download.file, ": ", human_size(download.size), " at ", human_size(download.rate), "/s");
}

}  // namespace poap
