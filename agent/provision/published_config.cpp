#include "provision/published_config.hpp"

#include <span>

#include "base/error.hpp"
#include "base/file_facts.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

Error all_taken(const FileName& planned) {
    return {ExitCode::Switch,
            concat("bootflash:", planned.str(), " and each name that could replace it, up to bootflash:",
                   config_names(planned).back().str(), ", is another file's"),
            "remove or rename one of those files"};
}

}  // namespace

PublishedConfig::PublishedConfig(const StagedFile& config, const Bootflash& bootflash, Log& log)
    : config_(config), bootflash_(bootflash), log_(log), name_(publish()) {
    if (name_ == config_.name()) return;
    log_.info("bootflash:", config_.name().str(),
              " is not the agent's and stays as it is: the configuration is ",
              "scheduled from bootflash:", name_.str());
}

PublishedConfig::~PublishedConfig() {
    remove(name_.str());
    remove(part_name(config_.name()));
}

FileName PublishedConfig::publish() const {
    config_.check_unchanged();
    bootflash_.sync();  // the part's name must last: it says whose the other one is
    for (const FileName& name : config_names(config_.name())) {
        switch (bootflash_.link(config_.file().get(), name.str())) {
            case Linked::Yes:
                return name;
            case Linked::NameTaken:
                break;
            case Linked::Unsupported:
                return publish_renamed();
        }
    }
    throw all_taken(config_.name());
}

/// A private file under a name that only the agent uses is what an earlier run left.
FileName PublishedConfig::publish_renamed() const {
    const auto names = config_names(config_.name());
    for (const FileName& name : std::span(names).subspan(1)) {
        const auto there = bootflash_.look_at(name.str());
        if (there && !is_private_file(*there)) continue;
        bootflash_.rename(config_.file().get(), part_name(config_.name()), name.str());
        return name;
    }
    throw all_taken(config_.name());
}

void PublishedConfig::remove(const std::string& name) const {
    const auto there = bootflash_.look_at(name);
    if (!there) return;
    if (!bootflash_.is_same(config_.file().get(), name)) {
        log_.warning("bootflash:", name, " was replaced by another program: it stays as it is");
    } else if (!bootflash_.remove(name)) {
        log_.warning("bootflash:", name, " cannot be removed; it holds the hash of each password");
    }
}

}  // namespace poap
