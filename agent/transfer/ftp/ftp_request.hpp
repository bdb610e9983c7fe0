#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/credentials.hpp"
#include "transfer/curl/curl_transfer.hpp"
#include "transfer/ftp/ftp_sockets.hpp"

namespace poap {

/// One download by FTP: its settings and callbacks.
class FtpRequest {
  public:
    /// @param url `ftp://host[:port]/path`, the path absolute on the server
    /// @param held the part to resume after
    /// @throws std::runtime_error
    FtpRequest(const std::string& url, const std::optional<Credentials>& credentials,
               std::optional<Partial> held, std::chrono::seconds patience, SlowestRate slowest,
               const Interrupt& interrupt, BodySink& sink);

    void watch_sockets(FtpSockets& sockets) { sockets.watch(transfer_); }

    /// Runs the request to its end. The sink has the file if this is CURLE_OK.
    /// @throws Error (Interrupted), and errors of the sink
    CURLcode perform(CURLM* multi);

    /// Whether the held part is of no use: the server has another file now, or cannot resume.
    bool must_start_over(CURLcode code) const {
        return file_changed_ || code == CURLE_FTP_COULDNT_USE_REST || code == CURLE_BAD_DOWNLOAD_RESUME;
    }
    /// Whether the server knows the file, whatever happened afterwards.
    bool file_exists() const { return version().known(); }
    /// Whether the server's last answer says that it is busy.
    bool is_busy() const;
    /// Why the request failed.
    std::string reason(CURLcode code) const;

  private:
    static std::size_t on_line(char* data, std::size_t, std::size_t size, void* self);
    static int on_tick(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self);
    /// False if the bytes are not wanted.
    bool take(std::string_view bytes);
    /// False if the server sends too many.
    bool take_line(std::string_view line);
    /// @param left bytes from the offset on, if known
    bool begin(std::optional<std::uint64_t> left);
    std::optional<std::uint64_t> announced() const;
    Version version() const;

    CurlTransfer transfer_;
    const Interrupt& interrupt_;
    std::optional<Partial> held_;
    bool begun_ = false;
    bool file_changed_ = false;
    std::string last_line_;  ///< of the server
    std::size_t lines_ = 0;
    std::string fault_;
};

}  // namespace poap
