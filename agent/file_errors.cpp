#include "file_errors.hpp"

#include "text.hpp"

namespace poap {

AnswerError cannot_fetch(const PlannedFile& file, const Refused& refused) {
    return {ExitCode::Transfer, concat("cannot fetch ", file.url, ": ", refused.reason),
            "is the file there, under this very name, and readable?",
            refused.may_pass ? Passing::Yes : Passing::No};
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

Error no_space_for(const FileName& name, std::uint64_t needed, std::uint64_t free) {
    return Error(ExitCode::NoSpace,
                 concat(name.str(), " needs ", human_size(needed), ", bootflash has ", human_size(free),
                        " free"),
                 "remove what is not needed from bootflash (`dir bootflash:`)")
        .needing(needed);
}

Error too_little_space(std::uint64_t there, std::uint64_t required) {
    return {ExitCode::NoSpace,
            concat("bootflash has room for ", human_size(there), ", and --required-space is ",
                   human_size(required)),
            "remove files from bootflash, or ask for less"};
}

}  // namespace poap
