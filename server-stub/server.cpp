#include "server.hpp"

#include <exception>
#include <functional>

#include "http_answer.hpp"
#include "live_page.hpp"
#include "refusal.hpp"
#include "status/request_words.hpp"

namespace poap::stub {
namespace {

/// The file name in the path, as matched by the route's pattern.
FileName name_in(const httplib::Request& request, int status) {
    const auto name = FileName::parse(request.matches[1].str());
    if (!name)
        throw Refusal(status,
                      "not a valid serial number or file name: at most 200 of A-Z a-z 0-9 . _ -, not "
                      "beginning with . or -");
    return *name;
}

File opened(const Folder& folder, const FileName& name, int status_if_absent) {
    auto file = folder.open(name);
    if (!file) throw Refusal(status_if_absent, name.str() + " is not in the templates folder");
    return std::move(*file);
}

/// The file `<name>.cfg`, or with a longer suffix.
File opened_config(const Folder& folder, const FileName& name, const char* suffix, int status_if_absent) {
    constexpr std::string_view extension = ".cfg";
    const std::string& text = name.str();
    const FileName file = name.with_suffix(suffix);
    if (text.ends_with(extension) && !folder.has(file))
        throw Refusal(status_if_absent,
                      "request /conf/" + text.substr(0, text.size() - extension.size()) + ", without .cfg");
    return opened(folder, file, status_if_absent);
}

std::string with_port(const std::string& host, int port) {
    return host + ":" + std::to_string(port);
}

/// What is wrong with a request that reached no handler; empty if the status says it all.
std::string note_on(const httplib::Request& request, int status, bool lab_quirks) {
    const std::string files =
        std::string("configurations are under /conf/") +
        (lab_quirks ? ""
                    : ", images under /images/, previews under /preview/, boot files at /NAME.py, and "
                      "a page of all switches at /");
    if (status == 404) return "not a path of this server: " + files;
    if (status == 405 && request.method == "GET")
        return "a switch registers at this path, with PUT; " + files;
    if (request.path.empty()) return status == 414 ? "the request line is too long" : "not an HTTP request";
    return "";
}

/// How a switch describes itself in the headers that NX-OS sends from 10.2(1) on ("Cisco Nexus 9000 Series
/// NX-OS Fundamentals Configuration Guide, Release 10.2(x)", Using PowerOn Auto Provisioning).
std::string sender(const httplib::Request& request) {
    std::string words;
    for (const char* name :
         {"Serial", "SystemMAC", "ModelName", "HardwareVersion", "SoftwareVersion", "Architecture"}) {
        const std::string header = std::string("X-Vendor-") + name;
        if (!request.has_header(header)) continue;
        words += (words.empty() ? " (from " : ", ") + header + " " +
                 request.get_header_value(header).substr(0, 100);
    }
    return words.empty() ? words : words + ")";
}

/// Whether it is a report, or asks for the state. There may be hundreds a second: only refused ones are
/// logged.
bool is_of_status(const httplib::Request& request) {
    return request.method == "POST" || request.path.starts_with("/api/");
}

constexpr std::chrono::seconds most_reading{30};

/// Sends JSON, unless the client has this version of it already.
void answer_state(const httplib::Request& request, httplib::Response& response, StatusAnswer answer) {
    response.set_header("ETag", answer.etag);
    response.set_header("Cache-Control", "no-cache");
    response.set_header("X-Content-Type-Options", "nosniff");
    if (request.get_header_value("If-None-Match").find(answer.etag) != std::string::npos) {
        response.status = 304;
        return;
    }
    answer_shared(response, "application/json", std::move(answer.json), most_reading);
}

std::string html_page(int status, const std::string& note) {
    const std::string title = "Error " + std::to_string(status);
    return "<!doctype html>\n<title>" + title + "</title>\n<h1>" + title +
           "</h1>\n<p>This is a POAP server: PUT /serial, GET /conf/serial, GET /images/name.</p>\n" +
           (note.empty() ? "" : "<p>" + note + "</p>\n");
}

}  // namespace

Server::Server(const ServerOptions& options, Registrar& registrar, Folder& folder, StatusAnswers& status,
               RequestLog& log)
    : registrar_(registrar),
      folder_(folder),
      status_(status),
      log_(log),
      tftp_port_(options.tftp_port),
      rules_{options.limits.form_bytes, options.limits.report_bytes, !options.lab_quirks},
      http_(options.listen, options.limits) {
    http_.set_keep_alive_max_count(16);
    set_routes();
    listener_ = std::jthread([this] { serve(); });
}

Server::~Server() {
    ending_.request_stop();
    http_.end();
}

void Server::serve() {
    try {
        http_.serve();
    } catch (const std::exception& fault) {
        log_.write(std::string("the HTTP server has stopped: ") + fault.what());
        failed_ = true;
    }
}

/// Routes that the lab's server does not have.
void Server::set_own_routes() {
    http_.Get("/", answered_by(&Server::get_page));
    http_.Get("/conf/([^/]+)\\.md5", answered_by(&Server::get_config_sidecar));
    http_.Get("/images/([^/]+)", answered_by(&Server::get_image));
    http_.Get("/preview/([^/]+)", answered_by(&Server::get_preview));
    http_.Get("/([^/]+\\.py)", answered_by(&Server::get_boot_file));
    http_.Post("/reports", answered_by(&Server::take_report));
    http_.Get("/api/switches", answered_by(&Server::get_switches));
    http_.Get("/api/switches/([^/]+)", answered_by(&Server::get_switch));
}

void Server::set_routes() {
    http_.leaves_body = [this](const httplib::Request& request) { return leaves_body(request, rules_); };
    http_.set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
        return guard(request, response);
    });
    http_.Put("/([^/]+)", answered_by(&Server::register_switch));
    const bool lab_quirks = !rules_.has_status;
    if (!lab_quirks) set_own_routes();
    http_.Get("/conf/([^/]+)", answered_by(&Server::get_config));
    // Also called for answers above 400 from handlers, which have set the length already.
    http_.set_error_handler([this, lab_quirks](const httplib::Request& request, httplib::Response& response) {
        if (response.has_header("Content-Length")) return;
        const std::string note = note_on(request, response.status, lab_quirks);
        answer_text(response, response.status, "text/html; charset=utf-8", html_page(response.status, note));
        log_answer(request, response, note);
    });
}

httplib::Server::HandlerResponse Server::guard(const httplib::Request& request, httplib::Response& response) {
    const auto fault = validation_error(request, rules_);
    if (!fault) return httplib::Server::HandlerResponse::Unhandled;
    response.status = fault->status;
    if (!fault->allowed.empty()) response.set_header("Allow", fault->allowed);
    if (!fault->message.empty()) {
        answer_message(response, fault->status, fault->message);
        log_answer(request, response, fault->message);
    }
    return httplib::Server::HandlerResponse::Handled;
}

httplib::Server::Handler Server::answered_by(Handler handler) {
    return [this, handler](const httplib::Request& request, httplib::Response& response) {
        std::string note;
        try {
            (this->*handler)(request, response);
        } catch (const Refusal& refusal) {
            note = refusal.what();
            answer_message(response, refusal.status(), note);
        } catch (const std::exception& fault) {
            note = fault.what();
            answer_message(response, 500, note);
        }
        if (const auto seen = switch_request(request, response.status, BoundedServer::client()))
            status_.take_request(*seen);
        if (response.status >= 400 || !is_of_status(request)) log_answer(request, response, note);
    };
}

void Server::log_answer(const httplib::Request& request, const httplib::Response& response,
                        const std::string& note) {
    const std::string asked = request.path.empty() ? "" : request.method + " " + request.path + " ";
    log_.write(BoundedServer::client() + " " + asked + std::to_string(response.status) +
               (note.empty() ? "" : ": " + note) + sender(request));
}

void Server::register_switch(const httplib::Request& request, httplib::Response& response) {
    const FileName serial = name_in(request, 400);
    // The library adds the URL's query to the form's fields; the lab's server does not.
    const std::string data = request.body.empty() ? "" : request.get_param_value("data");
    if (data.empty()) throw Refusal(400, "the form has no field 'data' with the switch's MAC address");
    const auto mac = MacAddress::parse(data);
    if (!mac) throw Refusal(400, "the form's field 'data' is not a MAC address such as 700f.6a91.03c0");
    const auto answer = registrar_.answer(serial, *mac, own_address(request), ending_.get_token());
    answer_text(response, 200, "application/json", answer.dump());
}

OwnAddress Server::own_address(const httplib::Request& request) const {
    const std::string host = bracketed(plain_address(request.local_addr));
    return {with_port(host, request.local_port),
            tftp_port_ == usual_tftp_port ? host : with_port(host, tftp_port_)};
}

void Server::get_page(const httplib::Request&, httplib::Response& response) {
    response.set_header("Cache-Control", "no-store");
    response.set_header("Content-Security-Policy", live_page_policy);
    response.set_header("Referrer-Policy", "no-referrer");
    response.set_header("X-Content-Type-Options", "nosniff");
    answer_text(response, 200, "text/html; charset=utf-8", live_page);
}

void Server::take_report(const httplib::Request& request, httplib::Response& response) {
    status_.take_report(request.body, plain_address(BoundedServer::client()));
    response.status = 204;
}

void Server::get_switches(const httplib::Request& request, httplib::Response& response) {
    answer_state(request, response, status_.switches());
}

void Server::get_switch(const httplib::Request& request, httplib::Response& response) {
    answer_state(request, response, status_.one_switch(name_in(request, 404)));
}

void Server::get_preview(const httplib::Request& request, httplib::Response& response) {
    const auto preview =
        registrar_.preview(request.matches[1].str(), own_address(request), ending_.get_token());
    answer_text(response, 200, "text/plain; charset=utf-8", preview.text());
}

void Server::get_boot_file(const httplib::Request& request, httplib::Response& response) {
    answer_file(request, response, "text/plain", opened(folder_, name_in(request, 404), 404));
}

void Server::get_config(const httplib::Request& request, httplib::Response& response) {
    answer_file(request, response, "text/html; charset=utf-8",
                opened_config(folder_, name_in(request, 404), ".cfg", 500));
}

void Server::get_config_sidecar(const httplib::Request& request, httplib::Response& response) {
    answer_file(request, response, "text/plain",
                opened_config(folder_, name_in(request, 404), ".cfg.md5", 404));
}

void Server::get_image(const httplib::Request& request, httplib::Response& response) {
    answer_file(request, response, "application/octet-stream", opened(folder_, name_in(request, 404), 404));
}

}  // namespace poap::stub
