#pragma once

#include <optional>
#include <string>

#include "base/interrupt.hpp"
#include "transfer/transport.hpp"
#include "transfer/usb/usb_stick.hpp"

namespace poap {

/// Reads files from a USB stick as if it were a server.
class UsbClient {
  public:
    /// @param folder mount point of the stick
    UsbClient(std::string folder, const Interrupt& interrupt)
        : stick_(std::move(folder)), interrupt_(interrupt) {}

    /// `usb:/<path>`; see Transport::fetch. Resumes the sink's partial file if it has the same version, which
    /// is the file's date.
    std::optional<Refused> fetch(const std::string& url, BodySink& sink);

  private:
    UsbStick stick_;
    const Interrupt& interrupt_;
};

}  // namespace poap
