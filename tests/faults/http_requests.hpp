#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fault.hpp"

namespace poap::rig {

/// One of the three requests of a run: in what stage it is made, and what it ends in that gets no file.
struct Request {
    std::string name;
    std::string line;
    std::string stage;
    ExitCode code;

    End fails(const std::string& cause) const { return rig::fails(code, stage, cause); }
};

inline const Request kPutRequest{"Put", kPut, kRegister, ExitCode::Server};
inline const Request kConfigRequest{"Config", kGetConfig, kStageConfig, ExitCode::Transfer};
inline const Request kImageRequest{"Image", kGetImage, kStageImage, ExitCode::Transfer};
inline const std::vector<Request> kDownloads = {kConfigRequest, kImageRequest};
inline const std::vector<Request> kRequests = {kPutRequest, kConfigRequest, kImageRequest};

/// A second server, as good as the bench's is; `host:port`.
inline std::string another_server(Bench& bench) {
    const auto server = std::make_shared<MadeUpServer>();
    server->start();
    bench.keep(server);
    return "127.0.0.1:" + server->where().back();
}

/// The bench's plan with all files from a second server, as text.
inline std::string plan_text(Bench& bench) {
    const std::string there = another_server(bench);
    nlohmann::json plan = bench.server.plan;
    plan["http_server"] = there;
    plan["tftp_server"] = there;
    return plan.dump();
}

/// The body of a good answer to a request.
inline std::string good_body(Bench& bench, const Request& request) {
    if (request.line == kPut) return plan_text(bench);
    return request.line == kGetConfig ? kConfig : made_up_image();
}

/// An answer with status 200 and no headers but these, each with its CR LF.
inline std::string raw_answer(const std::string& headers, const std::string& body) {
    return "HTTP/1.1 200 OK\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

/// The plan tells no digests.
inline void tell_no_digests(Bench& bench) {
    bench.server.plan.erase("system_image_md5");
    bench.server.plan.erase("config_md5");
}

inline void allow_retries(Bench& bench) {
    bench.arguments.insert(bench.arguments.end(), {"--retries", "3"});
}

/// A second without progress is enough.
inline void be_impatient(Bench& bench) {
    bench.arguments.insert(bench.arguments.end(), {"--timeout", "1"});
}

}  // namespace poap::rig
