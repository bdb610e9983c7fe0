#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "folder.hpp"
#include "image_digests.hpp"
#include "inventory.hpp"
#include "inventory_file.hpp"
#include "mac_address.hpp"
#include "rendered_configs.hpp"
#include "request_log.hpp"
#include "templates.hpp"

namespace poap::stub {

/// Addresses at which switches reach this server.
struct OwnAddress {
    std::string http;  ///< `host:port`, an IPv6 host in brackets
    std::string tftp;  ///< the same, or only the host if it is TFTP's usual port
};

/// What a switch would get.
struct Preview {
    nlohmann::json plan;
    std::string config;  ///< empty with a switch that is not known and lab_quirks

    /// The plan as indented JSON, an empty line, and the configuration.
    std::string text() const;
};

/// Handles `PUT /<serial>`: finds the switch, renders its configuration and makes its plan. Thread-safe.
class Registrar {
  public:
    /// @param lab_quirks behave like the lab's server: without this project's additions, and without an error
    /// for unknown switches
    Registrar(InventoryFile& inventory, Folder& folder, RequestLog& log, bool lab_quirks)
        : inventory_(inventory),
          images_(folder, log),
          configs_(folder),
          templates_(folder),
          checked_templates_(folder),
          lab_quirks_(lab_quirks) {}

    /// Renders the switch's template to `<serial>.cfg`, with its `.md5`, and returns the answer's JSON. The
    /// default for `tftp_server` and `http_server` is this server's own address.
    /// @throws Refusal for an unknown switch, and for a serial number whose file belongs to another switch
    /// (see RenderedConfigs); std::runtime_error for an error in the inventory, the template or the folder
    /// @param stop ends it with a std::runtime_error, even while an image is read
    nlohmann::json answer(const FileName& serial, const MacAddress& mac, const OwnAddress& own,
                          const std::stop_token& stop);

    /// What answer() would return and write, but writes nothing.
    /// @param id a serial number, or a MAC address in any form. What is not known is `SERIAL` or zeros there
    /// @throws as answer(), except for a serial number whose file belongs to another switch; Refusal also if
    /// the id is neither
    Preview preview(const std::string& id, const OwnAddress& own, const std::stop_token& stop);

    /// Computes the digests of all images in the inventory in advance: a switch waits only a few seconds for
    /// an answer, and a large image takes longer. Returns an error for each image that cannot be read.
    /// @param stop ends it, even within an image
    std::vector<std::string> digest_images(Sidecar sidecar, const std::stop_token& stop);

    /// Renders the configurations of all switches, in a process of its own: registrations do not wait for it.
    /// A template that took a process's time or memory is not rendered again. Switches would refuse what is
    /// reported.
    /// @param report is called for each fault, once
    /// @param stop ends it
    void check_configs(const std::function<void(const std::string&)>& report, const std::stop_token& stop);

    /// The names of the configurations in the folder that were written here.
    std::set<std::string> rendered_files() const { return configs_.files(); }

    /// The images that are being read now.
    std::vector<ImageReading> image_readings() const { return images_.readings(); }

  private:
    /// A request, and what was found for it.
    struct Subject {
        const FileName& serial;
        const std::optional<MacAddress>& mac;
        const Inventory& inventory;
        const Switch* entry;
    };

    Subject found(const FileName& serial, const std::optional<MacAddress>& mac,
                  const Inventory& inventory) const;
    Preview made(const Subject& subject, const OwnAddress& own, Sidecar sidecar, const std::stop_token& stop);
    static Variables variables_of(const Switch& entry, const std::string& serial, const std::string& mac);
    void add_image(nlohmann::json& answer, const std::string& key, const std::optional<FileName>& image,
                   Sidecar sidecar, const std::stop_token& stop);
    /// Adds keys that the lab's server does not send: image protocol, intermediate images, install
    /// method, URL for reports.
    void add_own_keys(nlohmann::json& answer, const Subject& subject, const OwnAddress& own, Sidecar sidecar,
                      const std::stop_token& stop);

    InventoryFile& inventory_;
    ImageDigests images_;
    RenderedConfigs configs_;
    Templates templates_;
    Templates checked_templates_;
    bool lab_quirks_;
};

}  // namespace poap::stub
