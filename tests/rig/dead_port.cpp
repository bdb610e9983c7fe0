#include "rig/dead_port.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace poap::rig {

DeadPort::DeadPort() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_.get(), generic, size) != 0 || getsockname(socket_.get(), generic, &size) != 0) {
        throw std::system_error(errno, std::generic_category(), "dead port");
    }
    number_ = std::to_string(ntohs(address.sin_port));
}

}  // namespace poap::rig
