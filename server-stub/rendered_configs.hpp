#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "folder.hpp"
#include "inventory.hpp"

namespace poap::stub {

/// The id of all switches that are not listed; no serial number has this form.
constexpr const char* unknown_id = "(unknown)";

/// The configuration of one switch.
struct RenderedConfig {
    FileName serial;
    std::string switch_id;  ///< the serial number or MacAddress's text in its entry, or unknown_id
    std::string text;
    bool with_sidecar;

    bool has_own_serial() const { return serial.str() == switch_id; }
    FileName name() const { return serial.with_suffix(".cfg"); }
    FileName sidecar() const { return serial.with_suffix(".cfg.md5"); }
};

/// The rendered configurations in the folder, and which switch each of them was written for. The record is
/// kept in the folder, in a file that is not served, to survive restarts. Thread-safe.
class RenderedConfigs {
  public:
    explicit RenderedConfigs(Folder& folder) : folder_(folder) {}

    /// Writes `<serial>.cfg` and its `.md5`, but never over an image. A switch with its serial number in the
    /// inventory always gets that name. One with its MAC address there, or not listed, could claim any serial
    /// number: it gets the name only if there is no such file, or the file was written for this switch, or
    /// for one that is no longer in the inventory, and was not changed since.
    /// @throws Refusal(409) if the name belongs to another file, std::runtime_error for an error in the
    /// folder
    void write(const RenderedConfig& config, const Inventory& inventory);

    /// The names of the files written; none if the record cannot be read.
    std::set<std::string> files() const;

  private:
    struct Owner {
        std::string switch_id;
        std::string md5;  ///< of the file as written
    };
    using Record = std::map<FileName, Owner>;  ///< by serial number

    Record load() const;
    void save(const Record& record);
    /// Why the name cannot be used; none if it can.
    std::optional<std::string> objection(const RenderedConfig& config, const Inventory& inventory,
                                         const Record& record) const;
    bool is_unchanged(const RenderedConfig& config, const Owner* owner) const;
    /// Why this switch gets no further name; none if it does.
    static std::optional<std::string> excess(const RenderedConfig& config, const Record& record);

    Folder& folder_;
    std::mutex writing_;  // configuration, digest and record must match
};

}  // namespace poap::stub
