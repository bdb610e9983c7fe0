// HTTP answers whose bodies are not what their heads say.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

using Answer = std::function<std::string(const std::string& body)>;

/// A request is answered with what `made` makes of the good body.
Step made_of_body(const Request& request, const Answer& made) {
    return [=](Bench& bench) { bench.server.answers_with(request.line, made(good_body(bench, request))); };
}

/// A row's name, answer and end: the cause of a failure, or none.
struct Way {
    std::string name;
    Answer answer;
    std::optional<std::string> cause = {};
};

Cases of_each_request(const std::vector<Way>& ways) {
    Cases rows;
    for (const Request& request : kRequests) {
        for (const Way& way : ways) {
            rows.emplace_back(request.name + way.name, made_of_body(request, way.answer),
                              way.cause ? request.fails(*way.cause) : recovers());
        }
    }
    return rows;
}

Answer with_length(const std::string& length) {
    return [=](const std::string& body) {
        return http_answer_raw(concat("Content-Length: ", length, "\r\n"), body);
    };
}

/// @param size what is said of a body of so many bytes
Answer with_length(const std::function<std::string(std::size_t)>& size) {
    return [=](const std::string& body) { return with_length(size(body.size()))(body); };
}

Cases lengths() {
    using Size = std::size_t;
    const std::string invalid = "Invalid Content-Length";
    const std::string not_a_number = "its answer's length is no number: ";
    const auto two = [](Size more) {
        return with_length([=](Size size) { return concat(size + more, "\r\nContent-Length: ", size); });
    };
    Cases rows = of_each_request({
        {"TooLong", with_length([](Size size) { return concat(size + 1); }),
         "transfer closed with 1 bytes remaining"},
        {"Negative", with_length("-5"), invalid},
        {"Empty", with_length(""), invalid},
        {"NotANumber", with_length("many"), invalid},
        {"WithAPlus", with_length([](Size size) { return concat("+", size); }), not_a_number + "+"},
        {"WithAUnit", with_length([](Size size) { return concat(size, " bytes"); }), not_a_number},
        {"Hexadecimal", with_length("0xFFFF"), not_a_number + "0xFFFF"},
        {"BeyondAllNumbers", with_length("99999999999999999999999"), not_a_number + "999999"},
        {"TwoOfOneValue", two(0)},
        {"TwoOfDifferentValues", two(1), "its answer has two lengths: "},
        {"TwoThatSayNothing",
         [](auto&) { return http_answer_raw("Content-Length: 9\r\nContent-Length: 0\r\n", ""); },
         "its answer has two lengths: 9 and 0"},
        {"Missing", [](auto& body) { return http_answer_raw("", body); }},
        {"FollowedByMore",
         [](auto& body) { return http_answer(200, body) + "HTTP/1.1 404 Not Found\r\n\r\n"; }},
    });
    for (const Request& request : kRequests) {
        const End cut = request.line == kPut ? request.fails("it is not JSON")
                                             : fails(ExitCode::Digest, request.stage, "the MD5 of ");
        rows.emplace_back(request.name + "TooShort",
                          made_of_body(request, with_length([](Size size) { return concat(size - 1); })),
                          cut);
        rows.push_back(Case(
            request.name + "MissingAndCut",
            made_of_body(request,
                         [](auto& body) { return http_answer_raw("", body.substr(0, body.size() - 1)); }),
            cut));
    }
    const auto terabytes = [&](const Request& request, const End& end) {
        const Step step = made_of_body(request, with_length("99000000000000"));
        rows.emplace_back(request.name + "OfTerabytes", step, end);
    };
    terabytes(kPutRequest, kPutRequest.fails("bytes remaining"));
    terabytes(kConfigRequest, kConfigRequest.fails("is no configuration: it is larger than 16 MiB"));
    terabytes(kImageRequest, fails(ExitCode::NoSpace, kStageImage, kNewImage + " needs 99.0 TB"));
    return rows;
}

CASES(HttpLength, lengths());

std::string chunk(const std::string& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string size;
    for (std::size_t left = bytes.size(); left > 0; left /= 16) size.insert(0, 1, kDigits[left % 16]);
    return concat(size, "\r\n", bytes, "\r\n");
}

Answer in_chunks(const std::string& end, const std::string& headers = {}) {
    return [=](const std::string& body) {
        const auto half = body.size() / 2;
        return http_answer_raw("Transfer-Encoding: chunked\r\n" + headers,
                               chunk(body.substr(0, half)) + chunk(body.substr(half)) + end);
    };
}

Cases codings() {
    const auto in_header = [](const std::string& header) {
        return [=](const std::string& body) { return http_answer_with(200, header + "\r\n", body); };
    };
    const std::string outstanding = "transfer closed with outstanding read data remaining";
    const std::string no_hex = "hexadecimal sequence in chunked-encoding";
    std::vector<Way> ways = {
        {"InChunks", in_chunks("0\r\n\r\n")},
        {"InChunksWithATrailer", in_chunks("0\r\nX-Trailer: x\r\n\r\n")},
        {"InChunksAndWithALength", in_chunks("0\r\n\r\n", "Content-Length: 5\r\n")},
        {"WithoutALastChunk", in_chunks(""), outstanding},
        {"CutInAChunk", in_chunks("ff\r\nx"), outstanding},
        {"ChunkOfNoSize", in_chunks("zz\r\n"), no_hex},
        {"ChunkOfANegativeSize", in_chunks("-5\r\n"), no_hex},
        {"ChunkOfATooLargeSize", in_chunks("fffffffffffffffff\r\n"),
         "Too long hexadecimal number in chunked-encoding"},
        {"NoSuchTransferCoding", in_header("Transfer-Encoding: x-nonsense"), "Unrecognized content encoding"},
        {"OfAnotherType", in_header("Content-Type: application/x-shockwave-flash")},
        {"OfNoType", in_header("Content-Type: ")},
    };
    for (const std::string coding : {"identity", "cp1252", "nonsense"})
        ways.push_back({"EncodedAsItIsBy" + camel(coding), in_header("Content-Encoding: " + coding)});
    for (const std::string coding : {"gzip", "x-gzip", "br", "identity, gzip"}) {
        ways.push_back({"EncodedAs" + camel(coding), in_header("Content-Encoding: " + coding),
                        concat("its answer is encoded (", coding, "), which was not asked for")});
    }
    return of_each_request(ways);
}

CASES(HttpCoding, codings());

Cases endless() {
    /// Sends `head`, and `piece` as often as it is taken.
    const auto row = [](const Request& request, const std::string& name, const std::string& head,
                        const std::string& piece, const End& end) -> Case {
        const auto without_end = [=](test::TcpPeer& peer) {
            peer.send(head);
            while (peer.send(piece)) continue;
        };
        return Case(request.name + name, act(request.line, without_end), end);
    };
    const std::string blanks(64 * 1024, ' ');
    const std::string head = http_answer_raw("", "");
    const std::string chunked = http_answer_raw("Transfer-Encoding: chunked\r\n", "");
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::string not_found = "HTTP/1.1 404 No\r\n\r\n";
    const std::string whole = concat(ok, "Content-Length: ", fake_image().size(), "\r\n\r\n", fake_image());
    const End of_plan = kPutRequest.fails("the POAP server's answer is larger than 1 MiB");
    const End of_config = kConfigRequest.fails("is no configuration: it is larger than 16 MiB");
    Cases rows = {
        row(kPutRequest, "Body", head, blanks, of_plan),
        row(kPutRequest, "Chunks", chunked, chunk(blanks), of_plan),
        row(kPutRequest, "ErrorPage", "HTTP/1.1 500 Oops\r\n\r\n", blanks, of_plan),
        row(kConfigRequest, "Body", head, blanks, of_config),
        row(kConfigRequest, "Chunks", chunked, chunk(blanks), of_config),
        row(kConfigRequest, "ErrorPage", not_found, blanks, kConfigRequest.fails("HTTP status 404")),
        row(kImageRequest, "ErrorPage", not_found, blanks, kImageRequest.fails("HTTP status 404")),
        row(kImageRequest, "BodyAfterItsLength", whole, blanks, recovers()),
    };
    std::string many_headers;
    while (many_headers.size() < 400'000) many_headers += "X-Header: some words\r\n";
    for (const Request& request : kRequests) {
        const End large = request.fails("Too large response headers");
        const End long_line = request.fails("a header line over 100 kB");
        rows.push_back(row(request, "Headers", ok, "X-Header: x\r\n", large));
        rows.push_back(row(request, "HeaderLine", ok + "X-Header: ", blanks, long_line));
        rows.push_back(row(request, "StatusLine", "HTTP/1.1 200 ", blanks, long_line));
        rows.emplace_back(request.name + "400KilobytesOfHeaders",
                          answer(request.line, {http_answer_raw(many_headers, "")}), large);
    }
    return rows;
}

CASES(HttpEndless, endless());

/// Configurations that are plainly none, and empty images, where no digest tells; and odd configurations that
/// are some.
Cases bodies() {
    const auto body = [](const Request& request, const std::string& bytes) {
        return no_digests() + answer(request.line, {http_answer(200, bytes)});
    };
    const auto config = [&](const std::string& name, const std::string& bytes,
                            const std::string& cause) -> Case {
        return Case("Config" + name, body(kConfigRequest, bytes),
                    kConfigRequest.fails("is no configuration: it " + cause));
    };
    const auto scheduled = [](const std::string& text) {
        return ends_in([=](Goal& goal, const Bench&) { goal.config = text; });
    };
    return {
        config("Html", "<html><body>Oops</body></html>", "is HTML"),
        config("HtmlAfterBlanks", " \r\n\t<!doctype html>", "is HTML"),
        config("HtmlAfterAByteOrderMark", "\xef\xbb\xbf<html>", "is HTML"),
        config("Empty", "", "is empty"),
        config("Blank", " \n\n", "is empty"),
        config("WithAZeroByte", std::string("hostname \0x\n", 12), "has the control byte 0x00 in line 1"),
        config("WithEscapes", "hostname \x1b[2J\n", "has the control byte 0x1B in line 1"),
        config("InGzip", "\x1f\x8b\x08\x01\x02", "has the control byte 0x1F in line 1"),
        config("AnImage", fake_image(), "has the control byte 0x00 in line 1"),
        config("InUtf16", std::string("\xff\xfeh\0o\0s\0t\0", 10), "is in UTF-16"),
        config("OverItsBound", std::string(16 * 1024 * 1024 + 1, '!'), "is larger than 16 MiB"),
        Case("ImageEmpty", body(kImageRequest, ""), kImageRequest.fails(kNewImage + " is empty")),
        Case("ConfigWithoutAnAdminPasswordIsWarnedAbout", body(kConfigRequest, "hostname leaf1"),
             scheduled("hostname leaf1").reporting({"WARNING: the configuration has no `username admin`"})),
        Case("ConfigThatEndsInANewlineGetsNoSecondOne", body(kConfigRequest, kConfig + "\n"), recovers()),
    };
}

CASES(HttpBody, bodies());

}  // namespace
}  // namespace poap::rig
