#include "provision/file_errors.hpp"

#include "base/text.hpp"

namespace poap {

AnswerError cannot_fetch(const PlannedFile& file, const Refused& refused) {
    return {ExitCode::Transfer, concat("cannot download ", file.url, ": ", refused.reason),
            refused.about_file == Refusal::NoGet
                ? kMayBePoapServer
                : "check that the file exists under exactly this name, and is readable",
            refused.is_retryable ? Retryable::Yes : Retryable::No};
}

Error empty_file(const PlannedFile& file) {
    return {ExitCode::Transfer, concat(file.url, " is empty"), "copy the file there again"};
}

Error no_config(const PlannedFile& config, const ConfigFault& fault) {
    return {ExitCode::Transfer, concat(config.url, " is not a configuration: ", fault.cause), fault.advice};
}

Error config_too_large(const PlannedFile& config) {
    return no_config(config,
                     {"it is larger than 16 MiB", "open that URL and check that it is a configuration"});
}

Error too_little_space(std::uint64_t there, std::uint64_t required) {
    return {ExitCode::NoSpace,
            concat("bootflash has ", human_size(there), " free, but --required-space needs ",
                   human_size(required)),
            "free space on bootflash (`dir bootflash:`) or lower --required-space"};
}

}  // namespace poap
