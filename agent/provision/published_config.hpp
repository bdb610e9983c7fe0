#pragma once

#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "flash/staged_file.hpp"
#include "log/log.hpp"

namespace poap {

/// The staged configuration under a name that the CLI can be given, as long as it is needed there. Nobody
/// else's file is touched: the name is the first of `config_names` that is free. It is a hard link, so that
/// the part's name stays and a later run can tell the agent's file from anybody else's. On a file system
/// without hard links the part is renamed to one of the names that only the agent uses.
class PublishedConfig {
  public:
    /// @param config synced
    /// @throws Error (Switch, NoSpace)
    PublishedConfig(const StagedFile& config, const Bootflash& bootflash, Log& log);
    /// Removes it, under each of its names: it has password hashes in it.
    ~PublishedConfig();
    PublishedConfig(const PublishedConfig&) = delete;
    PublishedConfig& operator=(const PublishedConfig&) = delete;

    /// The name to schedule from.
    const FileName& name() const { return name_; }

    /// @throws Error (Switch) where the name is another file's now
    void check() const { bootflash_.check_same(config_.file().get(), name_.str()); }

  private:
    FileName publish() const;
    FileName publish_renamed() const;
    void remove(const std::string& name) const;

    const StagedFile& config_;
    const Bootflash& bootflash_;
    Log& log_;
    FileName name_;
};

}  // namespace poap
