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
#include "wire/address.hpp"
#include "wire/tftp/round_trip.hpp"
#include "wire/tftp/udp.hpp"

namespace poap::stub {

/// The UDP socket of one transfer, with its own port. Sends many blocks in one system call; the kernel or
/// network card splits them into datagrams, if supported.
class TransferSocket {
  public:
    /// @param own the address that the client used; the port is ignored
    /// @param stop readable when the server ends
    /// @throws tftp::NetworkError, here and below
    TransferSocket(const Address& own, int stop);

    void send(const Word& word);

    /// Sends a run of blocks from the beginning of `bytes`.
    /// @param bytes of all blocks; each except the file's last is `block_size` long
    /// @param run at most `most_blocks(block_size)`
    /// @return how many were sent; 0 if there is no room: call `wait`
    std::size_t send(const Address& to, BlockRun run, std::string_view bytes, std::size_t block_size);

    /// How many blocks one call can send; at least 1.
    static std::size_t most_blocks(std::size_t block_size);

    struct Incoming {
        Address from;
        std::string_view bytes;  ///< valid until the next call; longer packets are truncated
    };
    std::optional<Incoming> receive();

    /// Waits until a datagram arrives, `until`, or the server ends; with `to_send`, also until there is room
    /// to send. False if the server ends.
    bool wait(tftp::Time until, bool to_send);

    /// Why datagrams cannot reach this address, if the network reported that before the last `wait` ended;
    /// else no error.
    std::error_code unreachable(const Address& address);

  private:
    bool send_as_one(const Address& to, std::size_t segment);
    std::size_t send_one_by_one(const Address& to);

    tftp::UdpSocket socket_;
    int stop_;
    bool cuts_;  ///< the kernel can split a long datagram into many (UDP_SEGMENT)
    std::vector<std::array<char, 4>> headers_;
    std::vector<iovec> pieces_;  ///< two per packet: header and block
    std::array<char, 2048> received_{};
};

}  // namespace poap::stub
