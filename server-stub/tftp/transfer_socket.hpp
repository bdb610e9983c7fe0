#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "tftp/sender.hpp"
#include "wire/tftp/address.hpp"
#include "wire/tftp/round_trip.hpp"
#include "wire/tftp/udp.hpp"

namespace poap::stub {

/// One transfer's UDP socket, with a port of its own. Sends many blocks in one system call, which the kernel
/// (or the network card) cuts into datagrams where it can.
class TransferSocket {
  public:
    /// @param own the address the client asked, of which the port does not count
    /// @param stop readable when everything is to end
    /// Throws tftp::NetworkError, here and below.
    TransferSocket(const tftp::Address& own, int stop);

    void send(const Word& word);

    /// Sends a run's blocks from the beginning of `bytes` on.
    /// @param bytes of them all; each but the file's last is `block_size` long @param run of at most
    /// `most_blocks(block_size)`
    /// Returns how many were sent, 0 where there is no room: `wait` for it.
    std::size_t send(const tftp::Address& to, BlockRun run, std::string_view bytes, std::size_t block_size);

    /// How many blocks one call can send, at least 1.
    static std::size_t most_blocks(std::size_t block_size);

    struct Incoming {
        tftp::Address from;
        std::string_view bytes;  ///< until the next call; what is too long for a word is cut
    };
    std::optional<Incoming> receive();

    /// Sleeps until something comes, `until`, or the end of everything; with `to_send`, until there is room
    /// to send as well. False at the end of everything.
    bool wait(tftp::Time until, bool to_send);

    /// Why nothing reaches this address, if the network has said so before the last `wait` ended; no
    /// error otherwise.
    std::error_code unreachable(const tftp::Address& address);

  private:
    bool send_as_one(const tftp::Address& to, std::size_t segment);
    std::size_t send_one_by_one(const tftp::Address& to);

    tftp::UdpSocket socket_;
    int stop_;
    bool cuts_;  ///< the kernel cuts one long datagram into many (UDP_SEGMENT)
    std::vector<std::array<char, 4>> headers_;
    std::vector<iovec> pieces_;  ///< two for each packet: its header and its block
    std::array<char, 2048> received_{};
};

}  // namespace poap::stub
