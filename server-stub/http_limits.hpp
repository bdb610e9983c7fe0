#pragma once

#include <chrono>
#include <cstddef>

namespace poap::stub {

/// What one client may take of the HTTP server, so that there is something left for the others. "Full" is a
/// server with connections that wait for a place. The numbers of connections leave room below the usual limit
/// of 1024 open files: each may have a file open.
struct HttpLimits {
    using Time = std::chrono::milliseconds;

    std::size_t places = 256;   ///< connections served at once, a thread each
    std::size_t waiting = 128;  ///< accepted connections that wait for a place; more wait in the system

    std::size_t request_bytes = 32 * 1024;  ///< of one request, from its first line to the end of its body
    std::size_t request_lines = 128;        ///< in them
    std::size_t body_bytes = 8192;

    Time request_time{10'000};          ///< from the first wait for a request to its last byte
    Time request_time_when_full{2000};  ///< likewise
    Time idle_time{1000};               ///< between two requests; none when full
    Time write_pause{10'000};           ///< in which a client takes nothing of its answer
    Time answer_time_when_full{600'000};
    Time linger_time{1000};  ///< in which a refused client's rest is thrown away, so that it gets its answer
    std::size_t linger_bytes = 1 << 20;  ///< of that rest
};

}  // namespace poap::stub
