// HTTP servers that say no, or that the file is elsewhere.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

Faults statuses() {
    Faults rows;
    for (const Request& request : kRequests) {
        for (const int status : {101, 201, 202, 203, 204, 205, 206, 226, 300, 304, 400, 401, 403, 404,
                                 405, 407, 408, 410, 416, 418, 429, 500, 502, 503, 504, 599, 999}) {
            rows.push_back(
                {{concat(request.name, status)},
                 [=](Bench& bench) { bench.server.answers_with(request.line, http_answer(status, "{}")); },
                 request.fails(concat("HTTP status ", status))});
        }
    }
    return rows;
}

FAULT_TABLE(HttpStatus, statuses());

/// Interim answers (RFC 9110, section 15.2) that no other follows.
Faults interim() {
    Faults rows;
    for (const Request& request : kRequests) {
        for (const int status : {100, 102, 103, 199}) {
            rows.push_back({{concat(request.name, status)},
                            [=](Bench& bench) {
                                bench.server.answers_with(request.line,
                                                          concat("HTTP/1.1 ", status, " Wait\r\n\r\n"));
                            },
                            request.fails("Empty reply from server")});
        }
        rows.push_back({{request.name + "WithoutEnd"},
                        [=](Bench& bench) {
                            be_impatient(bench);
                            bench.server.acts[request.line] = [](test::TcpPeer& peer) {
                                while (peer.send("HTTP/1.1 100 Continue\r\n\r\n") &&
                                       peer.pause(std::chrono::milliseconds(10))) {
                                }
                            };
                        },
                        request.fails("no progress for 1 s")});
    }
    return rows;
}

FAULT_TABLE(HttpInterim, interim());

std::string redirect(const std::string& to, int status = 302) {
    return http_answer_with(status, "Location: " + to + "\r\n", "elsewhere");
}

/// A way of `hops` redirects to where the file is.
void lead_to(Bench& bench, const Request& request, int hops) {
    bench.server.answers["GET /0"] = bench.server.answers[request.line];
    for (int hop = 1; hop < hops; ++hop) {
        bench.server.answers_with(concat("GET /", hop), redirect(concat("/", hop - 1)));
    }
    bench.server.answers_with(request.line, redirect(concat("/", hops - 1)));
}

Faults redirects() {
    Faults rows;
    for (const Request& request : kDownloads) {
        for (const int status : {301, 302, 303, 307, 308}) {
            rows.push_back({{concat(request.name, "ToAnotherServer", status)},
                            [=](Bench& bench) {
                                const std::string path = request.line.substr(request.line.find('/'));
                                bench.server.answers_with(
                                    request.line,
                                    redirect(concat("http://", another_server(bench), path), status));
                            },
                            recovers()});
        }
        rows.push_back({{request.name + "ToAnotherServerWithAUser"},
                        [=](Bench& bench) {
                            const std::string path = request.line.substr(request.line.find('/'));
                            bench.server.answers_with(
                                request.line, redirect(concat("//user@", another_server(bench), path)));
                        },
                        recovers()});
        rows.push_back(
            {{request.name + "InThreeSteps"}, [=](Bench& b) { lead_to(b, request, 3); }, recovers()});
        rows.push_back({{request.name + "InFourSteps"},
                        [=](Bench& b) { lead_to(b, request, 4); },
                        request.fails("HTTP status 302 (to /0, which is not followed)")});
        rows.push_back({{request.name + "InACircle"},
                        [=](Bench& bench) {
                            const std::string path = request.line.substr(request.line.find('/'));
                            bench.server.answers_with(request.line, redirect(path));
                        },
                        request.fails("HTTP status 302 (to /")});
    }
    return rows;
}

FAULT_TABLE(HttpRedirect, redirects());

/// Where nobody is to be led: it is final, and said.
Faults redirects_nowhere() {
    const std::vector<std::pair<std::string, std::string>> targets = {
        {"File", "file:///etc/passwd"},       {"FileWithAHost", "file://127.0.0.1/etc/passwd"},
        {"Ftp", "ftp://127.0.0.1/nxos.bin"},  {"Tftp", "tftp://127.0.0.1/nxos.bin"},
        {"Gopher", "gopher://127.0.0.1/x"},   {"Script", "javascript:alert(1)"},
        {"NoSuchScheme", "x-y://127.0.0.1/"}, {"OpenBracket", "http://[::1/x"},
        {"Port", "http://127.0.0.1:99999/x"}, {"NoHost", "http:///"},
        {"Blank", "http://127.0.0 .1/x"},     {"Control", "http://127.0.0.1/\x1b[2J"},
    };
    Faults rows;
    for (const Request& request : kDownloads) {
        for (const auto& [name, target] : targets) {
            rows.push_back({{request.name + name},
                            [=, to = target](Bench& bench) {
                                allow_retries(bench);
                                bench.server.answers_with(request.line, redirect(to));
                            },
                            request.fails(concat("HTTP status 302 (to ", printable(target),
                                                 ", which is not followed)"))});
        }
        rows.push_back({{request.name + "Nothing"},
                        [=](Bench& b) { b.server.answers_with(request.line, redirect("")); },
                        request.fails("HTTP status 302")});
        rows.push_back({{request.name + "WithoutALocation"},
                        [=](Bench& b) { b.server.answers_with(request.line, http_answer(302, "x")); },
                        request.fails("HTTP status 302")});
        rows.push_back(
            {{request.name + "NobodyThere"},
             [=](Bench& b) { b.server.answers_with(request.line, redirect("http://127.0.0.1:1/x")); },
             request.fails("Failed to connect to 127.0.0.1 port 1")});
    }
    for (const int status : {301, 302, 303, 307, 308}) {
        End end = kPutRequest.fails(concat("HTTP status ", status));
        end.holds = [](const Bench& b) { EXPECT_EQ(b.server.requests(), std::vector<std::string>{kPut}); };
        rows.push_back({{concat("Put", status)},
                        [=](Bench& bench) {
                            allow_retries(bench);
                            bench.server.answers_with(kPut, redirect("/elsewhere", status));
                        },
                        end});
    }
    return rows;
}

FAULT_TABLE(HttpRedirectTo, redirects_nowhere());

/// What passes by itself: it is asked again.
Faults passing() {
    const auto then_good = [](const Request& request, const std::vector<std::string>& before) {
        return [=](Bench& bench) {
            allow_retries(bench);
            auto& answers = bench.server.answers[request.line];
            if (request.line == kPut) answers = {http_answer(200, plan_text(bench), "application/json")};
            answers.insert(answers.begin(), before.begin(), before.end());
        };
    };
    const auto recovers_telling = [](const std::string& told) {
        End end = recovers();
        end.told = {told};
        return end;
    };
    return {
        {{"PutOfflineTwice"},
         then_good(kPutRequest, {http_answer(503, ""), http_answer(500, "<html>")}),
         recovers_telling("HTTP status 503")},
        {{"ConfigTooOften"},
         then_good(kConfigRequest, {http_answer_with(429, "Retry-After: 1\r\n", "")}),
         recovers_telling("HTTP status 429; trying again in ")},
        {{"ImageBadGateway"},
         then_good(kImageRequest, {http_answer(502, "<html>")}),
         recovers_telling("HTTP status 502; trying again in ")},
    };
}

FAULT_TABLE(HttpStatusOnce, passing());

}  // namespace
}  // namespace poap::rig
