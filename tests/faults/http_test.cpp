// HTTP servers that answer badly.

#include <gtest/gtest.h>

#include "fault.hpp"
#include "text.hpp"

namespace poap::rig {
namespace {

/// The three requests of a run, in what stage they are made and what a refused one ends in.
struct Request {
    std::string name;
    std::string line;
    std::string stage;
    ExitCode code;
};

const std::vector<Request>& requests() {
    static const std::vector<Request> kRequests = {
        {"Put", kPut, kRegister, ExitCode::Server},
        {"Config", kGetConfig, kStageConfig, ExitCode::Transfer},
        {"Image", kGetImage, kStageImage, ExitCode::Transfer},
    };
    return kRequests;
}

Faults statuses() {
    Faults rows;
    for (const Request& request : requests()) {
        for (const int status :
             {201, 204, 206, 300, 304, 400, 401, 403, 404, 408, 416, 418, 429, 500, 502, 503, 599}) {
            rows.push_back(
                {{concat(request.name, status)},
                 [=](Bench& bench) { bench.server.answers_with(request.line, http_answer(status, "{}")); },
                 fails(request.code, request.stage, concat("HTTP status ", status))});
        }
    }
    return rows;
}

FAULT_TABLE(HttpStatus, statuses());

}  // namespace
}  // namespace poap::rig
