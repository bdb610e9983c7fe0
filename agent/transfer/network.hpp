#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "interrupt.hpp"
#include "log.hpp"
#include "switch/vrf.hpp"
#include "transfer/http/http_client.hpp"
#include "transfer/tftp/tftp_client.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// The network itself: each URL goes to the client of its scheme, its sockets to the VRF.
class Network : public Transport {
  public:
    /// @param patience without progress after which a connection or transfer is given up
    /// @param tftp_block_size in bytes; none: what fits one packet on the way to the server
    /// @param trust the servers trusted over TLS
    /// @param vrf see Vrf
    Network(std::chrono::seconds patience, std::optional<std::size_t> tftp_block_size, Trust trust,
            const std::string& vrf, const Interrupt& interrupt, Log& log)
        : vrf_(vrf, log),
          http_(patience, interrupt, std::move(trust)),
          tftp_(patience, tftp_block_size, interrupt, log) {}

    HttpAnswer put_form(const std::string& url, const std::string& form) override;
    std::optional<Refused> fetch(const std::string& url, BodySink& sink) override;

  private:
    Vrf vrf_;
    HttpClient http_;
    tftp::TftpClient tftp_;
};

}  // namespace poap
