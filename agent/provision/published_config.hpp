#pragma once

#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "flash/staged_file.hpp"
#include "log/log.hpp"

namespace poap {

/// The staged configuration under a name for the CLI, while it is needed there. Other users' files are not
/// touched: the name is the first free one of `config_names`. It is a hard link, so that the part's name
/// stays and a later run can recognise the agent's file. On a file system without hard links, the part is
/// renamed to one of the names that only the agent uses.
class PublishedConfig {
  public:
    /// @param config synced
    /// @throws Error (Switch, NoSpace)
    PublishedConfig(const StagedFile& config, const Bootflash& bootflash, Log& log);
    /// Removes the file under each of its names, because it has password hashes.
    ~PublishedConfig();
    PublishedConfig(const PublishedConfig&) = delete;
    PublishedConfig& operator=(const PublishedConfig&) = delete;

    /// The name to schedule from.
    const FileName& name() const { return name_; }

    /// @throws Error (Switch) if the name belongs to another file now
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
