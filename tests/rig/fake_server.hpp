#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "rig/files.hpp"
#include "support/tcp_server.hpp"

namespace poap::rig {

/// A whole HTTP answer. `announced` says how long the body is to be, where that is not its length.
std::string http_answer(int status, const std::string& body, const std::string& type = "text/plain");
/// @param headers lines, each with its CR LF
std::string http_answer_with(int status, const std::string& headers, const std::string& body);
std::string http_answer_cut_short(const std::string& body, std::size_t announced,
                                  const std::string& headers = {});
/// With status 200 and no headers but these.
std::string http_answer_raw(const std::string& headers, const std::string& body);

/// An HTTP server whose answers a test chooses. To begin with it is a good POAP server: it has a plan for the
/// switch kSerial with config and image by HTTP, with digests for both, and serves them.
class FakeServer {
  public:
    FakeServer();

    /// The plan that a registration gets, unless `answers` has another answer to it. In it `@HERE@` stands
    /// for this server.
    nlohmann::json plan;
    /// What is made of the plan's text before it is sent; without it, nothing.
    std::function<std::string(const std::string& plan)> respelt;

    /// By request, `GET /conf/<serial>`, and of a range `GET /images/<image> bytes=1000-`: the bytes of the
    /// answer. All others are answered with 404. Of several answers each is given once, and the last one from
    /// then on.
    std::map<std::string, std::vector<std::string>> answers;
    /// Requests after whose answer, whole or not, the server keeps silent until its client goes.
    std::set<std::string> stalls;
    /// What is done in place of an answer, by request: more than bytes can say.
    std::map<std::string, std::function<void(test::TcpPeer&)>> acts;
    /// A header that each request has to have; any other is answered with 401.
    std::string required_header;

    void answers_with(const std::string& request, const std::string& answer) { answers[request] = {answer}; }
    void has_file(const std::string& path, const std::string& bytes) {
        answers_with("GET " + path, http_answer(200, bytes));
    }

    /// Before this, connections are refused; after it, plan and answers must stay as they are.
    void start() { server_.open(); }

    /// `--server` and `--port` for the agent.
    std::vector<std::string> where() const;
    std::uint16_t port() const { return server_.port(); }
    /// `host:port`
    std::string address() const { return "127.0.0.1:" + std::to_string(port()); }
    /// The requests so far: `GET /images/nxos.9.3.12.bin`.
    std::vector<std::string> requests() const;

  private:
    void serve(test::TcpPeer& peer);
    /// Writes a request down. @returns how many were like it before.
    std::size_t note(const std::string& request);

    mutable std::mutex requests_lock_;
    std::vector<std::string> requests_;
    test::TcpServer server_;
};

inline const std::string kPut = "PUT /" + kSerial;
inline const std::string kGetConfig = "GET /conf/" + kSerial;
inline const std::string kGetImage = "GET /images/" + kNewImage;

/// The image that a FakeServer has.
const std::string& fake_image();

}  // namespace poap::rig
