#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "base/interrupt.hpp"
#include "base/tftp_settings.hpp"
#include "log/log.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/tftp/receiver.hpp"
#include "transfer/tftp/request_choice.hpp"
#include "transfer/tftp/window_search.hpp"
#include "transfer/transport.hpp"

namespace poap::tftp {

/// TFTP downloads. What was found out about a server is used for its next file.
class TftpClient {
  public:
    /// @param patience without progress, after which a transfer is given up
    /// @param slowest a transfer that is slower is given up
    TftpClient(std::chrono::seconds patience, TftpSettings settings, const Interrupt& interrupt, Log& log,
               SlowestRate slowest = {});

    /// `tftp://host[:port]/file`; see Transport::fetch.
    std::optional<Refused> fetch(const std::string& url, BodySink& sink);

  private:
    struct Known {
        WindowSearch windows;
        RequestChoice choice;
        InWindowAck in_window_ack = InWindowAck::Unknown;
    };

    Known& known(const Address& server);
    std::size_t block_for(const Address& server) const;
    /// Asks until the file is here, or asking in another way would not help.
    Ended transfer(const Address& server, const std::string& file, BodySink& sink);
    Attempt attempt(const Address& server, const std::string& file, BodySink& sink);

    std::chrono::seconds patience_;
    TftpSettings settings_;
    const Interrupt& interrupt_;
    Log& log_;
    SlowestRate slowest_;
    std::map<Address, Known> known_;
};

}  // namespace poap::tftp
