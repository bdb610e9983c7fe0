#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "base/interrupt.hpp"
#include "log/log.hpp"
#include "transfer/http/http_client.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/tftp/tftp_client.hpp"
#include "transfer/transport.hpp"
#include "transfer/usb/usb_client.hpp"
#include "transfer/vrf.hpp"

namespace poap {

/// The network itself, and the USB stick: each URL goes to the client of its scheme, its sockets to the VRF.
class Network : public Transport {
  public:
    /// @param patience without progress after which a connection or transfer is given up
    /// @param trust the servers trusted over TLS
    /// @param credentials for HTTP file servers
    /// @param vrf, fallback see Vrf
    /// @param usb the folder that a USB stick is mounted at
    Network(std::chrono::seconds patience, tftp::TftpSettings tftp_settings, Trust trust,
            std::optional<Credentials> credentials, const std::string& vrf, VrfFallback fallback,
            const std::string& usb, const Interrupt& interrupt, Log& log)
        : vrf_(vrf, fallback, log),
          http_(patience, interrupt, std::move(trust), std::move(credentials), slowest_for(patience)),
          tftp_(patience, tftp_settings, interrupt, log, slowest_for(patience)),
          usb_(usb, interrupt) {}

    /// Enters the VRF and leaves it again. Without this the first request does.
    /// @throws Error (Switch) see Vrf
    void check_vrf() { vrf_.enter(); }

    /// All @throw Error (Switch) before anything is sent where the VRF cannot be entered, see Vrf.
    HttpAnswer put_form(const std::string& url, const std::string& form) override;
    std::optional<Refused> fetch(const std::string& url, BodySink& sink) override;
    Availability look(const std::string& url) override;

  private:
    Vrf vrf_;
    HttpClient http_;
    tftp::TftpClient tftp_;
    UsbClient usb_;
};

}  // namespace poap
