#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "interrupt.hpp"
#include "log.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/tftp/receiver.hpp"
#include "transfer/tftp/window_search.hpp"
#include "transfer/transport.hpp"

namespace poap::tftp {

/// TFTP downloads. What was found out about a server holds for its next file.
class TftpClient {
  public:
    /// @param patience without progress, after which a transfer is given up
    /// @param block_size in bytes, 8 to 65464; none: what fits one packet of the way to the server
    /// @param slowest a transfer that is slower is given up
    TftpClient(std::chrono::seconds patience, std::optional<std::size_t> block_size,
               const Interrupt& interrupt, Log& log, SlowestRate slowest = {});

    /// `tftp://host[:port]/file`; see Transport::fetch.
    std::optional<Refused> fetch(const std::string& url, BodySink& sink);

  private:
    struct Known {
        WindowSearch windows;
        InWindowAck in_window_ack = InWindowAck::Unknown;
        bool takes_options = true;
        std::size_t largest_block = kMostBlock;  ///< that may arrive
    };

    Ended transfer(const Address& server, const std::string& file, BodySink& sink);

    std::chrono::seconds patience_;
    std::optional<std::size_t> block_size_;
    const Interrupt& interrupt_;
    Log& log_;
    SlowestRate slowest_;
    std::map<Address, Known> known_;
};

}  // namespace poap::tftp
