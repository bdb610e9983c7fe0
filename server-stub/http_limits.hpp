#pragma once

#include <chrono>
#include <cstddef>

namespace poap::stub {

/// Limits for a client of the HTTP server, so that others are served too. "Full" means that connections are
/// waiting for a thread. The numbers of connections stay below the usual limit of 1024 open files: each
/// connection may have a file open.
struct HttpLimits {
    using Time = std::chrono::milliseconds;

    std::size_t places = 256;   ///< connections served at once, one thread each
    std::size_t waiting = 128;  ///< accepted connections waiting for a thread; more wait in the system

    std::size_t header_bytes = 32 * 1024;  ///< of a request, up to its body
    std::size_t header_lines = 128;
    std::size_t form_bytes = 8192;          ///< of a registration's body
    std::size_t report_bytes = 256 * 1024;  ///< of a report's body

    Time request_time{10'000};          ///< from the start of the wait for a request to its last byte
    Time request_time_when_full{2000};  ///< the same on a full server
    Time idle_time{1000};               ///< between two requests; 0 if full
    Time write_pause{10'000};           ///< time without the client accepting data of its answer
    Time answer_time_when_full{600'000};
    /// Time for discarding the rest of a refused request, so that the client gets its answer.
    Time linger_time{1000};
    std::size_t linger_bytes = 1 << 20;  ///< limit for that rest
};

}  // namespace poap::stub
