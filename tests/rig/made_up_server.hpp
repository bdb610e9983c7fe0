#pragma once

#include <functional>
#include <map>
#include <memory>
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
std::string http_answer_cut_short(const std::string& body, std::size_t announced,
                                  const std::string& headers = {});
/// @param headers lines, each with its CR LF
std::string http_answer_with(int status, const std::string& headers, const std::string& body);

/// A POAP server whose answers a test makes up. To begin with it is a good one: it has a plan for the switch
/// kSerial with config and image by HTTP, with digests for both, and serves them.
class MadeUpServer {
  public:
    MadeUpServer();

    /// The plan that a registration gets, as long as `answers` has no other answer to it. Its servers are
    /// this one where they say `@HERE@`.
    nlohmann::json plan;

    /// By request, `GET /conf/<serial>`, behind it what is asked for of it where that is not all,
    /// `GET /images/<image> bytes=1000-`: the bytes of the answer. All others are answered with 404. Where
    /// there are several answers they are given one after the other, the last one from then on.
    std::map<std::string, std::vector<std::string>> answers;

    /// Requests after whose answer, whole or not, the server keeps silent until its client goes.
    std::set<std::string> stalls;

    /// What is done behind the answer to a request, or in place of one: more than bytes can say.
    std::map<std::string, std::function<void(test::TcpPeer&)>> acts;

    void answers_with(const std::string& request, const std::string& answer) { answers[request] = {answer}; }

    /// From here on plan and answers must stay as they are.
    /// @param open false: connections are refused until `open`
    void start(bool open = true);
    void open() { server_->open(); }

    /// `--server` and `--port` for the agent.
    std::vector<std::string> where() const;
    /// The requests so far: `GET /images/nxos.9.3.12.bin`.
    std::vector<std::string> requests() const;

  private:
    void serve(test::TcpPeer& peer);

    mutable std::mutex requests_lock_;
    std::vector<std::string> requests_;
    std::unique_ptr<test::TcpServer> server_;
};

inline const std::string kPut = "PUT /" + kSerial;
inline const std::string kGetConfig = "GET /conf/" + kSerial;
inline const std::string kGetImage = "GET /images/" + kNewImage;

/// The image that a MadeUpServer has.
const std::string& made_up_image();

}  // namespace poap::rig
