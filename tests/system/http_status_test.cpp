// HTTP servers that answer with an error or a redirect.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

Cases statuses() {
    Cases rows;
    for (const Request& request : kRequests) {
        for (const int status : {101, 201, 202, 203, 204, 205, 206, 226, 300, 304, 400, 401, 403, 404,
                                 405, 407, 408, 410, 416, 418, 429, 500, 502, 503, 504, 599, 999}) {
            rows.emplace_back(concat(request.name, status), answer(request.line, {http_answer(status, "{}")}),
                              request.fails(concat("HTTP status ", status)));
        }
        // Interim answers (RFC 9110, section 15.2) that no other follows.
        for (const int status : {100, 102, 103, 199}) {
            rows.emplace_back(concat(request.name, status),
                              answer(request.line, {concat("HTTP/1.1 ", status, " Wait\r\n\r\n")}),
                              request.fails("Empty reply from server"));
        }
    }
    return rows;
}

CASES(HttpStatus, statuses());

/// What the POAP server says when it refuses a registration is reported.
Cases refusals() {
    const std::string who = concat("(serial ", kSerial, ", MAC ", kMac, ")");
    const auto put = [](const std::string& answered) { return answer(kPut, {answered}); };
    const auto refused = [](const std::string& cause) { return kPutRequest.fails(cause); };
    PodSpec another{"AAAA0000000", kNewImage};
    PodSpec labs = another;
    labs.lab_quirks = true;
    return {
        Case("OfAnUnknownSwitch", pod(another),
             refused("HTTP status 404: the inventory has no switch")
                 .reporting({"whose id is the serial number '" + kSerial + "' or the MAC '" + kMac + "'. "})),
        Case("OfAnUnknownSwitchByTheLabsServer", pod(labs), refused("does not know this switch " + who)),
        Case("With400AndAMessage",
             put(http_answer(400, R"({"message": "no data in the form"})", "application/json")),
             refused("HTTP status 400: no data in the form").requesting({kPut})),
        Case("With500AndAMessage", put(http_answer(500, R"({"message": "no template"})")),
             refused("HTTP status 500: no template").requesting({kPut})),
    };
}

CASES(Refusal, refusals());

std::string redirect(const std::string& to, int status = 302) {
    return http_answer_with(status, "Location: " + to + "\r\n", "elsewhere");
}

/// A chain of `hops` redirects to the file.
Step lead_to(const Request& request, int hops) {
    return [=](Bench& bench) {
        bench.server.answers["GET /0"] = bench.server.answers[request.line];
        for (int hop = 1; hop < hops; ++hop) {
            bench.server.answers_with(concat("GET /", hop), redirect(concat("/", hop - 1)));
        }
        bench.server.answers_with(request.line, redirect(concat("/", hops - 1)));
    };
}

/// @param scheme before the other server's address
Step to_another_server(const Request& request, const std::string& scheme, int status = 302) {
    return [=](Bench& bench) {
        const std::string there = concat(scheme, another_server(bench), request.path());
        bench.server.answers_with(request.line, redirect(there, status));
    };
}

Cases redirects() {
    Cases rows;
    for (const Request& request : kDownloads) {
        const auto add = [&](const std::string& name, const Step& step, const End& end) {
            rows.emplace_back(request.name + name, step, end);
        };
        for (const int status : {301, 302, 303, 307, 308}) {
            add(concat("ToAnotherServer", status), to_another_server(request, "http://", status), recovers());
        }
        add("ToAnotherServerWithAUser", to_another_server(request, "//user@"), recovers());
        add("InThreeSteps", lead_to(request, 3), recovers());
        add("InFourSteps", lead_to(request, 4), request.fails("HTTP status 302 (to /0, not followed)"));
        add("InACircle", answer(request.line, {redirect(request.path())}),
            request.fails("HTTP status 302 (to /"));
    }
    return rows;
}

CASES(HttpRedirect, redirects());

/// Redirects that are not followed. They are final, and reported.
Cases redirects_nowhere() {
    const std::vector<std::pair<std::string, std::string>> targets = {
        {"File", "file:///etc/passwd"},       {"FileWithAHost", "file://127.0.0.1/etc/passwd"},
        {"Ftp", "ftp://127.0.0.1/nxos.bin"},  {"Tftp", "tftp://127.0.0.1/nxos.bin"},
        {"Gopher", "gopher://127.0.0.1/x"},   {"Script", "javascript:alert(1)"},
        {"NoSuchScheme", "x-y://127.0.0.1/"}, {"OpenBracket", "http://[::1/x"},
        {"Port", "http://127.0.0.1:99999/x"}, {"NoHost", "http:///"},
        {"Blank", "http://127.0.0 .1/x"},     {"Control", "http://127.0.0.1/\x1b[2J"},
    };
    Cases rows;
    for (const Request& request : kDownloads) {
        const auto add = [&](const std::string& name, const std::string& answered, const std::string& cause) {
            rows.emplace_back(request.name + name, answer(request.line, {answered}), request.fails(cause));
        };
        for (const auto& [name, target] : targets) {
            add(name, redirect(target), concat("HTTP status 302 (to ", printable(target), ", not followed)"));
            rows.back().arrange = rows.back().arrange + retries(3);
        }
        add("Nothing", redirect(""), "HTTP status 302");
        add("WithoutALocation", http_answer(302, "x"), "HTTP status 302");
        add("NobodyThere", redirect("http://127.0.0.1:1/x"), "Failed to connect to 127.0.0.1 port 1");
    }
    for (const int status : {301, 302, 303, 307, 308}) {
        rows.emplace_back(concat("Put", status), retries(3) + answer(kPut, {redirect("/elsewhere", status)}),
                          kPutRequest.fails(concat("HTTP status ", status)).requesting({kPut}));
    }
    return rows;
}

CASES(HttpRedirectTo, redirects_nowhere());

/// Passing errors are retried, and final ones are not.
Cases retried() {
    const auto then_good = [](const Request& request, const Words& before) {
        return [=](Bench& bench) {
            auto& answers = bench.server.answers[request.line];
            if (request.line == kPut)
                answers = {http_answer(200, good_body(bench, request), "application/json")};
            answers.insert(answers.begin(), before.begin(), before.end());
        };
    };
    const auto once = [](const Bench& bench) {
        EXPECT_EQ(std::ranges::count(bench.server.requests(), kGetConfig), 1);
    };
    return {
        Case("PutOfflineTwice",
             retries(3) + then_good(kPutRequest, {http_answer(503, ""), http_answer(500, "<html>")}),
             recovers().reporting({"HTTP status 503"})),
        Case("ConfigTooOften",
             retries(3) + then_good(kConfigRequest, {http_answer_with(429, "Retry-After: 1\r\n", "")}),
             recovers().reporting({"HTTP status 429; trying again in "})),
        Case("ImageBadGateway", retries(3) + then_good(kImageRequest, {http_answer(502, "<html>")}),
             recovers().reporting({"HTTP status 502; trying again in "})),
        Case("ConfigNotFoundIsFinal",
             retries(3) + answer(kGetConfig, {http_answer(404, "<html>Oops</html>")}),
             kConfigRequest.fails("HTTP status 404").expecting(once)),
    };
}

CASES(HttpStatusOnce, retried());

}  // namespace
}  // namespace poap::rig
