#include "log/event.hpp"

#include <array>

#include "base/text.hpp"

namespace poap {

namespace {

std::string percent(const Downloading& download) {
    return concat(download.done * 100 / *download.size, " %");
}

std::string rate(const Downloading& download) {
    return concat(human_size(download.rate), "/s");
}

std::string time_left(const Downloading& download) {
    const std::uint64_t left = *download.size > download.done ? *download.size - download.done : 0;
    return concat(human_time(std::chrono::seconds(left / download.rate)), " left");
}

}  // namespace

std::string text_of(const Downloading& download) {
    const auto& [file, done, size, speed, milestone] = download;
    if (!size) return concat(file, ": ", human_size(done), ", ", rate(download));
    return concat(file, ": ", human_size(done), " of ", human_size(*size), ", ", percent(download), ", ",
                  rate(download), ", ", time_left(download));
}

std::string text_of(const Downloading& download, std::size_t columns) {
    const auto& [file, done, size, speed, milestone] = download;
    const std::string far = size ? percent(download) : human_size(done);
    const std::string pace = size ? concat(", ", rate(download), ", ", time_left(download)) : "";
    const std::array<std::string, 3> forms = {text_of(download), concat(file, ": ", far, pace),
                                              concat(file, ": ", far)};
    for (const std::string& form : forms) {
        if (form.size() <= columns) return form;
    }
    return far.substr(0, columns);
}

std::string text_of(const Installing& installing) {
    return concat("install all: ", installing.percent, " %");
}

std::string_view Result::headline() const {
    if (failed()) return "FAILED";
    return hop ? "Hop made" : "Provisioned";
}

std::string text_of(const Result& result) {
    if (!result.failed()) return concat(result.headline(), ": ", result.advice);
    std::string_view cause = result.cause;
    while (cause.ends_with('.')) cause.remove_suffix(1);  // a switch's own words may end in one
    return concat(result.stage, ": ", cause, ". What to do: ", result.advice);
}

}  // namespace poap
