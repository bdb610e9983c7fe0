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
#include "transfer/tftp/settings.hpp"
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
        InWindowAck in_window_ack = InWindowAck::Unknown;
        OptionSet options = OptionSet::All;      ///< that it takes
        bool served = false;                     ///< has sent data to a request with these
        std::size_t largest_block = kMostBlock;  ///< that may arrive
    };

    /// One request and what came of it.
    struct Attempt {
        Ended ended;
        OptionSet options;  ///< of the request that was answered, or of the last one
        Pace pace;
    };

    Known& known(const Address& server);
    std::size_t block_for(const Address& server) const;
    /// Asks until the file is here, or asking with fewer options would not help.
    Ended transfer(const Address& server, const std::string& file, BodySink& sink);
    Attempt attempt(const Address& server, Request request, BodySink& sink);
    /// @param asked the options that the attempt began with
    void learn(const Address& server, OptionSet asked, const Attempt& attempt);
    /// The options for another request; nothing where the attempt's end is final.
    std::optional<OptionSet> next_options(const Address& server, OptionSet asked, const Attempt& attempt);

    std::chrono::seconds patience_;
    TftpSettings settings_;
    const Interrupt& interrupt_;
    Log& log_;
    SlowestRate slowest_;
    std::map<Address, Known> known_;
};

}  // namespace poap::tftp
