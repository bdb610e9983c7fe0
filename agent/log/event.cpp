#include "log/event.hpp"

#include "base/text.hpp"

namespace poap {

std::string text_of(const Downloading& download) {
    const auto& [file, done, size, rate, milestone] = download;
    if (!size) return concat(file, ": ", human_size(done), ", ", human_size(rate), "/s");
    return concat(file, ": ", human_size(done), " of ", human_size(*size), ", ", download.percent(), " %, ",
                  human_size(rate), "/s, ", human_time(download.time_left()), " left");
}

std::string text_of(const Installing& installing) {
    return concat("install all: ", installing.percent, " %");
}

std::string_view Result::headline() const {
    if (failed()) return "FAILED";
    return hop ? "Intermediate image set" : "Provisioned";
}

std::string text_of(const Result& result) {
    if (!result.failed()) return concat(result.headline(), ": ", result.advice);
    std::string_view cause = result.cause;
    while (cause.ends_with('.')) cause.remove_suffix(1);  // the switch's own message may end in one
    return concat(result.stage, ": ", cause, ". What to do: ", result.advice);
}

}  // namespace poap
