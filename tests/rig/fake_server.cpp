#include "rig/fake_server.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace poap::rig {

namespace {

/// What stands after `key` in a request's head, up to the line's end.
std::string header_in(const std::string& request, const std::string& key) {
    const auto at = request.find(key);
    if (at == std::string::npos) return {};
    const auto value = at + key.size();
    return request.substr(value, request.find("\r\n", value) - value);
}

std::string replace_all(std::string text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

std::string http_head(int status, const std::string& type, std::size_t length,
                      const std::string& headers = {}) {
    return concat("HTTP/1.1 ", status, " Answer\r\nContent-Type: ", type, "\r\nContent-Length: ", length,
                  "\r\nConnection: close\r\n", headers, "\r\n");
}

}  // namespace

std::string http_answer(int status, const std::string& body, const std::string& type) {
    return http_head(status, type, body.size()) + body;
}

std::string http_answer_with(int status, const std::string& headers, const std::string& body) {
    return http_head(status, "application/octet-stream", body.size(), headers) + body;
}

std::string http_answer_cut_short(const std::string& body, std::size_t announced,
                                  const std::string& headers) {
    return http_head(200, "application/octet-stream", announced, headers) + body;
}

std::string http_answer_raw(const std::string& headers, const std::string& body) {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

const std::string& fake_image() {
    static const std::string kImage = image_bytes(900'000);
    return kImage;
}

FakeServer::FakeServer()
    : plan{{"system_image", kNewImage},     {"system_image_md5", md5_of(fake_image())},
           {"kickstart_image", ""},         {"tftp_server", "@HERE@"},
           {"http_server", "@HERE@"},       {"config_file", kConfigName},
           {"config_md5", md5_of(kConfig)}, {"config_protocol", "http"},
           {"image_protocol", "http"}},
      answers{{kGetConfig, {http_answer(200, kConfig, "text/html")}},
              {kGetImage, {http_answer(200, fake_image())}}},
      server_([this](test::TcpPeer& peer) { serve(peer); }, false) {}

std::vector<std::string> FakeServer::where() const {
    return {"--server", "127.0.0.1", "--port", std::to_string(port())};
}

std::vector<std::string> FakeServer::requests() const {
    const std::scoped_lock lock(requests_lock_);
    return requests_;
}

std::size_t FakeServer::note(const std::string& request) {
    const std::scoped_lock lock(requests_lock_);
    requests_.push_back(request);
    return static_cast<std::size_t>(std::ranges::count(requests_, request)) - 1;
}

void FakeServer::serve(test::TcpPeer& peer) {
    const std::string request = peer.request();
    if (request.empty()) return;
    const std::string range = header_in(request, "Range: ");
    const std::string wanted =
        concat(request.substr(0, request.find(" HTTP/")), range.empty() ? "" : " ", range);
    const std::size_t times_before = note(wanted);
    const auto chosen = answers.find(wanted);
    const auto act = acts.find(wanted);
    if (request.find(required_header) == std::string::npos) {
        peer.send(http_answer_with(401, "WWW-Authenticate: Basic realm=\"lab\"\r\n", ""));
    } else if (act != acts.end()) {
        act->second(peer);
    } else if (chosen != answers.end()) {
        peer.send(chosen->second[std::min(times_before, chosen->second.size() - 1)]);
    } else if (wanted == kPut) {
        const std::string text = replace_all(plan.dump(), "@HERE@", header_in(request, "Host: "));
        peer.send(http_answer(200, respelt ? respelt(text) : text, "application/json"));
    } else {
        peer.send(http_answer(404, "<html>no such page</html>", "text/html"));
    }
    if (stalls.contains(wanted)) peer.wait_for_end();
}

}  // namespace poap::rig
