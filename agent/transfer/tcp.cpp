#include "transfer/tcp.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.hpp"
#include "transfer/fault.hpp"
#include "transfer/resolve.hpp"

namespace poap {

namespace {

int error_of(const Descriptor& socket) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/// Connects `socket`. Returns errno if that fails.
int connect_to(const Descriptor& socket, const Address& address, std::chrono::seconds patience,
               const Interrupt& interrupt) {
    const Address::Raw raw = address.raw();
    if (connect(socket.get(), raw.get(), raw.size) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    std::array<pollfd, 2> events = {pollfd{socket.get(), POLLOUT, 0}, pollfd{interrupt.fd(), POLLIN, 0}};
    const auto milliseconds = std::chrono::milliseconds(patience).count();
    const int ready = poll(events.data(), events.size(), static_cast<int>(milliseconds));
    interrupt.check();
    if (ready < 0) return errno;
    return ready == 0 ? ETIMEDOUT : error_of(socket);
}

}  // namespace

Descriptor connect_tcp(const std::string& host, std::uint16_t port, std::chrono::seconds patience,
                       const Interrupt& interrupt) {
    int error = 0;
    for (const Address& address : resolve(host, patience, interrupt)) {
        Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        error = socket ? connect_to(socket, address.with_port(port), patience, interrupt) : errno;
        if (error != 0) continue;
        const int on = 1;
        setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) & ~O_NONBLOCK);
        return socket;
    }
    throw FaultError({concat("cannot connect to ", host, " port ", port, ": ",
                             error == ETIMEDOUT ? concat("no answer for ", patience.count(), " s")
                                                : std::generic_category().message(error)),
                      error == ECONNREFUSED
                          ? "check that the server runs there and listens on this port"
                          : "check the server, its port, and the network between it and the switch",
                      Retryable::Yes});
}

}  // namespace poap
