#include "provision/file_errors.hpp"

#include "base/text.hpp"

namespace poap {

AnswerError cannot_fetch(const PlannedFile& file, const Refused& refused) {
    return {ExitCode::Transfer, concat("cannot fetch ", file.url, ": ", refused.reason),
            "is the file there, under this very name, and readable?",
            refused.is_retryable ? Retryable::Yes : Retryable::No};
}

Error empty_image(const PlannedFile& image) {
    return {ExitCode::Transfer, concat(image.url, " is empty"), "put the image there again"};
}

Error no_config(const PlannedFile& config, const ConfigFault& fault) {
    return {ExitCode::Transfer, concat(config.url, " is no configuration: ", fault.cause), fault.advice};
}

Error config_too_large(const PlannedFile& config) {
    return no_config(config, {"it is larger than 16 MiB", "open that URL: is it a configuration?"});
}

Error too_little_space(std::uint64_t there, std::uint64_t required) {
    return {ExitCode::NoSpace,
            concat("bootflash has room for ", human_size(there), ", and --required-space is ",
                   human_size(required)),
            "remove files from bootflash, or ask for less"};
}

}  // namespace poap
