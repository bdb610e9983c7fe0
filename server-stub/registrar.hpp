#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>

#include "folder.hpp"
#include "image_digests.hpp"
#include "inventory.hpp"
#include "inventory_file.hpp"
#include "mac_address.hpp"
#include "rendered_configs.hpp"

namespace poap::stub {

/// The addresses at which a switch reaches this server.
struct OwnAddress {
    std::string http;  ///< `host:port`, an IPv6 host in brackets
    std::string tftp;  ///< the same, or the host alone for TFTP's usual port
};

/// What `PUT /<serial>` does: finds the switch, renders its configuration and says what to install. Safe to
/// use from several threads.
class Registrar {
  public:
    /// With `lab_quirks` it answers as the lab's server: without this project's additions, and without an
    /// error for a switch it does not know.
    Registrar(InventoryFile& inventory, Folder& folder, bool lab_quirks)
        : inventory_(inventory),
          folder_(folder),
          images_(folder),
          configs_(folder),
          lab_quirks_(lab_quirks) {}

    /// Renders `conf_nxv.j2` to `<serial>.cfg`, with its `.md5` beside it, and returns the answer's JSON. A
    /// `tftp_server` or `http_server` that the inventory does not name is this server's own address.
    /// Throws Refusal for a switch it does not know and for a serial number whose file is another's (see
    /// RenderedConfigs), std::runtime_error for a fault of the inventory, the template or the folder.
    /// @param stop ends it, with a std::runtime_error, also while an image is read for its digests
    nlohmann::json answer(const FileName& serial, const MacAddress& mac, const OwnAddress& own,
                          const std::stop_token& stop);

    /// Computes the digests of every image the inventory names and the folder has: a switch waits a few
    /// seconds for an answer, and a large image takes longer. Faults are left to the switch's own request.
    /// @param stop ends it, also within an image
    void digest_images(const std::stop_token& stop);

  private:
    std::string rendered(const Switch& entry) const;
    void add_image(nlohmann::json& answer, const std::string& key, const std::optional<FileName>& image,
                   const std::stop_token& stop);
    /// What the lab's server does not say: how the image comes, what it goes through, how it is installed.
    void add_own_keys(nlohmann::json& answer, const Switch& entry, const Inventory& inventory,
                      const std::stop_token& stop);

    InventoryFile& inventory_;
    Folder& folder_;
    ImageDigests images_;
    RenderedConfigs configs_;
    bool lab_quirks_;
};

}  // namespace poap::stub
