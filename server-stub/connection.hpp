#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <functional>
#include <string_view>

#include "http_limits.hpp"

namespace poap::stub {

/// The server's state, as needed by connections.
struct ServerState {
    bool full;      ///< other connections are waiting for a thread
    bool stopping;  ///< connections must end
};

/// A client's connection, as used by the HTTP library. Limits bytes and time; beyond the limits, reads and
/// writes fail. The library itself limits neither the length nor the number of lines, nor the time of a whole
/// request.
class Connection : public httplib::Stream {
  public:
    using State = std::function<ServerState()>;

    /// @param socket is not closed @param limits must outlive it
    Connection(socket_t socket, const HttpLimits& limits, State state);

    /// Waits for the first byte of another request. False if none arrives in time.
    bool wait_for_request();
    /// The bytes read after this call belong to a new request.
    void begin_request();
    /// The header has ended; its body may have that many bytes.
    void begin_body(std::size_t most);
    /// Whether a limit was exceeded, or the client has gone.
    bool failed() const { return failed_; }
    /// Ends the answers, and discards data that the client still sends: closing at once could discard the
    /// answer before the client has read it.
    void linger();

    bool is_readable() const override { return !failed_; }
    bool is_writable() const override { return !failed_; }
    ssize_t read(char* bytes, std::size_t size) override;
    ssize_t write(const char* bytes, std::size_t size) override;
    void get_remote_ip_and_port(std::string& ip, int& port) const override;
    void get_local_ip_and_port(std::string& ip, int& port) const override;
    socket_t socket() const override { return socket_; }

  private:
    using Clock = std::chrono::steady_clock;

    /// False if the limit for a free or full server is reached first, or the server stops.
    bool wait(short event, Clock::time_point until, Clock::time_point until_when_full) const;
    bool wait_to_write(Clock::time_point paused_since) const;
    bool receive();
    ssize_t fail();

    socket_t socket_;
    const HttpLimits& limits_;
    State state_;
    std::array<char, 4096> buffer_{};
    std::string_view received_;  ///< data in the buffer that is not read yet
    bool failed_ = false;
    bool answering_ = false;
    std::size_t bytes_left_ = 0;  ///< of the request's part that is being read
    std::size_t lines_left_ = 0;
    Clock::time_point request_begun_;
    Clock::time_point answer_begun_;
};

}  // namespace poap::stub
