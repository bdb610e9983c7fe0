#include "bounded_server.hpp"

#include <algorithm>
#include <utility>

#include "connection.hpp"
#include "connection_queue.hpp"

namespace poap::stub {
namespace {

/// Kept here since the library passes it on only with a valid request.
thread_local std::string client_address;

/// The library reads this header to decide whether to keep the connection.
void ask_for_end(httplib::Request& request) {
    request.headers.erase("Connection");
    request.set_header("Connection", "close");
}

}  // namespace

BoundedServer::BoundedServer(const ListenAddress& listen, const HttpLimits& limits)
    : limits_(limits), acceptor_(listen) {
    set_payload_max_length(std::max(limits_.form_bytes, limits_.report_bytes));
    svr_sock_ = acceptor_.fd();  // the library checks it to see whether to continue an answer
}

void BoundedServer::serve() {
    ConnectionQueue queue(limits_, full_, [this](const Descriptor& socket) { serve_connection(socket); });
    while (auto connection = acceptor_.accept()) queue.add(std::move(*connection));
}

const std::string& BoundedServer::client() {
    return client_address;
}

void BoundedServer::end() {
    svr_sock_ = INVALID_SOCKET;
    acceptor_.stop();
}

void BoundedServer::serve_connection(const Descriptor& socket) {
    Connection connection(socket.get(), limits_, [this] {
        return ServerState{full_, svr_sock_ == INVALID_SOCKET};
    });
    int port = 0;
    connection.get_remote_ip_and_port(client_address, port);
    for (std::size_t left = keep_alive_max_count_; left > 0; --left) {
        bool read_whole = false;  // stays false if the library refuses the request by its header
        bool ended_by_client = false;
        connection.begin_request();
        const bool answered = process_request(connection, left == 1, ended_by_client, [&](auto& request) {
            read_whole = !leaves_body(request);
            if (!read_whole) ask_for_end(request);
            connection.begin_body(std::max(limits_.form_bytes, limits_.report_bytes));
        });
        if (!answered || connection.failed() || !read_whole) return connection.linger();
        if (ended_by_client || !connection.wait_for_request()) return;
    }
}

}  // namespace poap::stub
