#include "transfer/ftp/ftp_sockets.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace poap {

void FtpSockets::watch(CurlTransfer& transfer) {
    transfer.set(CURLOPT_SOCKOPTFUNCTION, &FtpSockets::on_open);
    transfer.set(CURLOPT_SOCKOPTDATA, this);
    transfer.set(CURLOPT_CLOSESOCKETFUNCTION, &FtpSockets::on_close);
    transfer.set(CURLOPT_CLOSESOCKETDATA, this);
}

void FtpSockets::shut_down() const {
    for (const curl_socket_t socket : sockets_) shutdown(socket, SHUT_RDWR);
}

int FtpSockets::on_open(void* self, curl_socket_t socket, curlsocktype) {
    static_cast<FtpSockets*>(self)->sockets_.insert(socket);
    return CURL_SOCKOPT_OK;
}

int FtpSockets::on_close(void* self, curl_socket_t socket) {
    static_cast<FtpSockets*>(self)->sockets_.erase(socket);
    return close(socket);
}

}  // namespace poap
