#pragma once

#include <httplib.h>

#include <atomic>
#include <cstdint>
#include <stop_token>
#include <string>
#include <thread>

#include "bounded_server.hpp"
#include "folder.hpp"
#include "http_limits.hpp"
#include "listen_address.hpp"
#include "registrar.hpp"
#include "request_guard.hpp"
#include "request_log.hpp"
#include "server_error.hpp"
#include "status/status_answers.hpp"

namespace poap::stub {

constexpr std::uint16_t usual_tftp_port = 69;

/// Server options.
struct ServerOptions {
    ListenAddress listen;
    std::uint16_t tftp_port = usual_tftp_port;  ///< TFTP port on this machine
    bool lab_quirks = false;  ///< see Registrar; also serves only configurations, and no status
    HttpLimits limits{};
};

/// The lab's POAP server protocol over HTTP. Runs from construction to destruction, in its own threads; the
/// arguments must outlive it.
class Server {
  public:
    /// @throws ServerError, std::system_error
    Server(const ServerOptions& options, Registrar& registrar, Folder& folder, StatusAnswers& status,
           RequestLog& log);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    /// The address with the actual port.
    const ListenAddress& address() const { return http_.address(); }

    /// Whether the listening socket failed: the server has stopped, and the log has the reason.
    bool failed() const { return failed_; }

  private:
    using Handler = void (Server::*)(const httplib::Request&, httplib::Response&);

    void serve();
    void set_routes();
    void set_own_routes();
    httplib::Server::HandlerResponse guard(const httplib::Request& request, httplib::Response& response);
    httplib::Server::Handler answered_by(Handler handler);
    void log_answer(const httplib::Request& request, const httplib::Response& response,
                    const std::string& note);

    void register_switch(const httplib::Request& request, httplib::Response& response);
    void get_config(const httplib::Request& request, httplib::Response& response);
    void get_config_sidecar(const httplib::Request& request, httplib::Response& response);
    void get_image(const httplib::Request& request, httplib::Response& response);
    void get_boot_file(const httplib::Request& request, httplib::Response& response);
    void get_page(const httplib::Request& request, httplib::Response& response);
    void take_report(const httplib::Request& request, httplib::Response& response);
    void get_switches(const httplib::Request& request, httplib::Response& response);
    void get_switch(const httplib::Request& request, httplib::Response& response);
    void get_preview(const httplib::Request& request, httplib::Response& response);
    OwnAddress own_address(const httplib::Request& request) const;

    Registrar& registrar_;
    Folder& folder_;
    StatusAnswers& status_;
    RequestLog& log_;
    std::uint16_t tftp_port_;
    RequestRules rules_;
    std::stop_source ending_;
    BoundedServer http_;
    std::atomic<bool> failed_ = false;
    std::jthread listener_;
};

}  // namespace poap::stub
