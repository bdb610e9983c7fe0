#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "folder.hpp"
#include "inventory.hpp"

namespace poap::stub {

/// The configuration of one switch.
struct RenderedConfig {
    FileName serial;
    std::string switch_id;  ///< what the inventory knows it by: the serial number, or a MacAddress's text
    std::string text;
    bool with_sidecar;

    bool has_own_serial() const { return serial.str() == switch_id; }
    FileName name() const { return serial.with_suffix(".cfg"); }
    FileName sidecar() const { return serial.with_suffix(".cfg.md5"); }
};

/// The configurations in the folder, and which of them this server wrote for which switch. It keeps a record
/// of that in the folder, in a file that is not served, so that it knows after a restart too. Safe to use
/// from several threads.
class RenderedConfigs {
  public:
    explicit RenderedConfigs(Folder& folder) : folder_(folder) {}

    /// Writes `<serial>.cfg` and its `.md5`, never over an image. A switch that the inventory has by its
    /// serial number gets that name. One that it has by its MAC address could claim any: it gets a name under
    /// which there is nothing, or only what was written for this switch or for one that is no longer in the
    /// inventory, and not changed by anyone else. Throws Refusal(409) where the name is another's,
    /// std::runtime_error for a fault of the folder.
    void write(const RenderedConfig& config, const Inventory& inventory);

  private:
    struct Owner {
        std::string switch_id;
        std::string md5;  ///< of the file as it was written
    };
    using Record = std::map<FileName, Owner>;  ///< by serial number

    Record load() const;
    void save(const Record& record);
    /// Why the name cannot be had; none where it can.
    std::optional<std::string> objection(const RenderedConfig& config, const Inventory& inventory,
                                         const Record& record) const;
    bool is_unchanged(const RenderedConfig& config, const Owner* owner) const;
    bool has_too_many(const RenderedConfig& config, const Record& record) const;

    Folder& folder_;
    std::mutex writing_;  // a configuration, its digest and the record belong together
};

}  // namespace poap::stub
