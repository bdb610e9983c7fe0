#include "bounded_server.hpp"

#include <sys/socket.h>

#include "connection.hpp"
#include "connection_queue.hpp"
#include "descriptor.hpp"

namespace poap::stub {
namespace {

/// The library reads the header's value to decide what it answers.
void ask_for_end(httplib::Request& request) {
    request.headers.erase("Connection");
    request.set_header("Connection", "close");
}

}  // namespace

BoundedServer::BoundedServer(const HttpLimits& limits) : limits_(limits) {
    new_task_queue = [this] { return new ConnectionQueue(limits_, full_); };
    set_payload_max_length(limits_.body_bytes);
}

void BoundedServer::keep_new_connections() {
    ::listen(svr_sock_, SOMAXCONN);
}

bool BoundedServer::process_and_close_socket(socket_t socket) {
    const Descriptor closed_at_the_end(socket);
    Connection connection(socket, limits_, [this] {
        return ServerState{full_, svr_sock_ == INVALID_SOCKET};
    });
    for (std::size_t left = keep_alive_max_count_; left > 0; --left) {
        bool read_whole = false;  // stays so where the library refuses the request by its header
        bool ended_by_client = false;
        connection.begin_request();
        const bool answered = process_request(connection, left == 1, ended_by_client, [&](auto& request) {
            read_whole = !leaves_body(request);
            if (!read_whole) ask_for_end(request);
        });
        if (!answered || connection.failed() || !read_whole) {
            connection.linger();
            return false;
        }
        if (ended_by_client || !connection.wait_for_request()) break;
    }
    return true;
}

}  // namespace poap::stub
