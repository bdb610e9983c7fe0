#pragma once

#include <optional>
#include <string>

#include "base/interrupt.hpp"
#include "transfer/transport.hpp"
#include "transfer/usb/usb_stick.hpp"

namespace poap {

/// Files from a USB stick, fetched as if it were a server.
class UsbClient {
  public:
    /// @param folder that the stick is mounted at
    UsbClient(std::string folder, const Interrupt& interrupt)
        : stick_(std::move(folder)), interrupt_(interrupt) {}

    /// `usb:/<path>`; see Transport::fetch. It goes on behind what the sink holds of the same version, which
    /// a file's date tells.
    std::optional<Refused> fetch(const std::string& url, BodySink& sink);

  private:
    UsbStick stick_;
    const Interrupt& interrupt_;
};

}  // namespace poap
