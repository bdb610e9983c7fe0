#pragma once

#include "case.hpp"

namespace poap::rig {

/// One of the three requests of a run: in what stage it is made, and what it ends in that gets no file.
struct Request {
    std::string name;
    std::string line;
    std::string stage;
    ExitCode code;

    std::string path() const { return line.substr(line.find('/')); }
    End fails(const std::string& cause) const { return rig::fails(code, stage, cause); }
};

inline const Request kPutRequest{"Put", kPut, kRegister, ExitCode::Server};
inline const Request kConfigRequest{"Config", kGetConfig, kStageConfig, ExitCode::Transfer};
inline const Request kImageRequest{"Image", kGetImage, kStageImage, ExitCode::Transfer};
inline const std::vector<Request> kDownloads = {kConfigRequest, kImageRequest};
inline const std::vector<Request> kRequests = {kPutRequest, kConfigRequest, kImageRequest};

/// A second server, as good as the bench's is; `host:port`.
inline std::string another_server(Bench& bench) {
    auto& server = bench.make<FakeServer>();
    server.start();
    return server.address();
}

/// The body of a good answer to a request: the plan has all files from a second server.
inline std::string good_body(Bench& bench, const Request& request) {
    if (request.line == kGetConfig) return kConfig;
    if (request.line == kGetImage) return fake_image();
    nlohmann::json plan = bench.server.plan;
    plan["http_server"] = plan["tftp_server"] = another_server(bench);
    return plan.dump();
}

/// A plan that is invalid: nothing is asked of any server after it, nor of the CLI.
inline End refuses(const std::string& cause) {
    return fails(ExitCode::Server, kRegister, cause).requesting({kPut}).calling({kIdentityCall});
}

}  // namespace poap::rig
