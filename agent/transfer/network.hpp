#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "base/interrupt.hpp"
#include "log/log.hpp"
#include "transfer/ftp/ftp_client.hpp"
#include "transfer/http/http_client.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/ssh/ssh_client.hpp"
#include "transfer/tftp/tftp_client.hpp"
#include "transfer/transport.hpp"
#include "transfer/usb/usb_client.hpp"
#include "transfer/vrf.hpp"

namespace poap {

/// The real network, and the USB stick: selects the client by the URL's scheme, and opens sockets in the VRF.
class Network : public Transport {
  public:
    /// @param patience time without progress before giving up
    /// @param trust the servers trusted over TLS
    /// @param host_keys accepted host keys of SSH servers; none: any
    /// @param credentials for file servers by HTTP, FTP or SSH
    /// @param vrf, fallback see Vrf
    /// @param usb mount point of the USB stick
    Network(std::chrono::seconds patience, tftp::TftpSettings tftp_settings, Trust trust,
            std::optional<HostKeys> host_keys, const std::optional<Credentials>& credentials,
            const std::string& vrf, VrfFallback fallback, const std::string& usb, const Interrupt& interrupt,
            Log& log)
        : vrf_(vrf, fallback, log),
          http_(patience, interrupt, std::move(trust), credentials, slowest_for(patience)),
          ftp_(patience, interrupt, credentials, slowest_for(patience)),
          ssh_(patience, interrupt, std::move(host_keys), credentials, log, slowest_for(patience)),
          tftp_(patience, tftp_settings, interrupt, log, slowest_for(patience)),
          usb_(usb, interrupt) {}

    /// Enters the VRF and leaves it again, for an early check. Otherwise the first request does that.
    /// @throws Error (Switch) see Vrf
    void check_vrf() { vrf_.enter(); }

    /// After check_vrf(): see Vrf::duplicate.
    Descriptor vrf() const { return vrf_.duplicate(); }

    /// All @throw Error (Switch) before anything is sent if the VRF cannot be entered, see Vrf.
    HttpAnswer put_form(const std::string& url, const std::string& form) override;
    std::optional<Refused> fetch(const std::string& url, BodySink& sink) override;
    Availability look(const std::string& url) override;

  private:
    Vrf vrf_;
    HttpClient http_;
    FtpClient ftp_;
    SshClient ssh_;
    tftp::TftpClient tftp_;
    UsbClient usb_;
};

}  // namespace poap
