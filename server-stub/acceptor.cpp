#include "acceptor.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

#include "base/text.hpp"
#include "server_error.hpp"

namespace poap::stub {
namespace {

constexpr int pause_ms = 100;

/// Whether a connection came and went, or none came: the next one may be there already.
bool is_of_a_connection(int error) {
    return error == EAGAIN || error == EINTR || error == ECONNABORTED;
}

}  // namespace

Acceptor::Acceptor(const ListenAddress& listen)
    : socket_(bind_socket(listen, SOCK_STREAM, "listen")), stop_(::eventfd(0, EFD_CLOEXEC)) {
    if (!stop_) throw std::system_error(errno, std::generic_category(), "eventfd");
}

std::optional<Descriptor> Acceptor::accept() const {
    bool no_room = false;
    while (true) {
        // What cannot be accepted keeps the socket readable: to wait for it would be to spin.
        pollfd ready[] = {{stop_.get(), POLLIN, 0}, {fd(), POLLIN, 0}};
        ::poll(ready, no_room ? 1 : 2, no_room ? pause_ms : -1);
        if (ready[0].revents != 0) return std::nullopt;
        Descriptor connection(::accept4(fd(), nullptr, nullptr, SOCK_CLOEXEC));
        if (connection) return connection;
        if (is_of_the_socket(errno))
            throw ServerError(concat("the listening socket of ", address().text(),
                                     " failed: ", std::generic_category().message(errno)));
        no_room = !is_of_a_connection(errno);
    }
}

void Acceptor::stop() const {
    ::eventfd_write(stop_.get(), 1);
}

}  // namespace poap::stub
