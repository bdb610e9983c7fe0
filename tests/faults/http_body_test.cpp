// HTTP answers whose bodies are not what their heads say.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

using Answer = std::function<std::string(const std::string& body)>;

/// A row for one request, which is answered with what `answer` makes of the good body.
Fault answered(const Request& request, const std::string& name, const Answer& answer, const End& end) {
    return {{request.name + name},
            [=](Bench& bench) { bench.server.answers_with(request.line, answer(good_body(bench, request))); },
            end};
}

Answer with_length(const std::string& length) {
    return
        [=](const std::string& body) { return raw_answer(concat("Content-Length: ", length, "\r\n"), body); };
}

/// What a request ends in that gets less than all of the file.
End ends_cut(const Request& request) {
    if (request.line == kPut) return request.fails("it is not JSON");
    return fails(ExitCode::Digest, request.stage, "the MD5 of ");
}

Faults lengths() {
    Faults rows;
    for (const Request& request : kRequests) {
        const auto add = [&](const std::string& name, const Answer& answer, const End& end) {
            rows.push_back(answered(request, name, answer, end));
        };
        const auto two = [](std::size_t more) {
            return [=](const std::string& body) {
                return raw_answer(concat("Content-Length: ", body.size() + more,
                                         "\r\nContent-Length: ", body.size(), "\r\n"),
                                  body);
            };
        };
        add(
            "TooLong", [](auto& body) { return http_answer_cut_short(body, body.size() + 1); },
            request.fails("transfer closed with 1 bytes remaining"));
        add(
            "TooShort", [](auto& body) { return http_answer_cut_short(body, body.size() - 1); },
            ends_cut(request));
        add("Negative", with_length("-5"), request.fails("Invalid Content-Length"));
        add("Empty", with_length(""), request.fails("Invalid Content-Length"));
        add("NoNumber", with_length("many"), request.fails("Invalid Content-Length"));
        add(
            "WithAPlus",
            [](auto& body) { return raw_answer(concat("Content-Length: +", body.size(), "\r\n"), body); },
            request.fails("its answer's length is no number: +"));
        add(
            "WithAUnit",
            [](auto& body) {
                return raw_answer(concat("Content-Length: ", body.size(), " bytes\r\n"), body);
            },
            request.fails("its answer's length is no number: "));
        add("Hexadecimal", with_length("0xFFFF"), request.fails("its answer's length is no number: 0xFFFF"));
        add("BeyondAllNumbers", with_length("99999999999999999999999"),
            request.fails("its answer's length is no number: 999999"));
        add("TwoOfOneValue", two(0), recovers());
        add("TwoOfDifferentValues", two(1), request.fails("its answer has two lengths: "));
        add(
            "TwoThatSayNothing",
            [](const std::string&) { return raw_answer("Content-Length: 9\r\nContent-Length: 0\r\n", ""); },
            request.fails("its answer has two lengths: 9 and 0"));
        add(
            "Missing", [](auto& body) { return raw_answer("", body); }, recovers());
        add(
            "MissingAndCut", [](auto& body) { return raw_answer("", body.substr(0, body.size() - 1)); },
            ends_cut(request));
        add(
            "FollowedByMore",
            [](auto& body) { return http_answer(200, body) + "HTTP/1.1 404 Not Found\r\n\r\n"; }, recovers());
    }
    const auto lying = with_length("99000000000000");
    rows.push_back(answered(kPutRequest, "OfTerabytes", lying, kPutRequest.fails("bytes remaining")));
    rows.push_back(answered(kConfigRequest, "OfTerabytes", lying,
                            kConfigRequest.fails("is no configuration: it is larger than 16 MiB")));
    rows.push_back(answered(kImageRequest, "OfTerabytes", lying,
                            fails(ExitCode::NoSpace, kStageImage, kNewImage + " needs 99.0 TB")));
    return rows;
}

FAULT_TABLE(HttpLength, lengths());

std::string chunk(const std::string& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string size;
    for (std::size_t left = bytes.size(); left > 0; left /= 16) size.insert(0, 1, kDigits[left % 16]);
    return concat(size, "\r\n", bytes, "\r\n");
}

Answer in_chunks(const std::string& end, const std::string& headers = {}) {
    return [=](const std::string& body) {
        const auto half = body.size() / 2;
        return raw_answer("Transfer-Encoding: chunked\r\n" + headers,
                          chunk(body.substr(0, half)) + chunk(body.substr(half)) + end);
    };
}

Faults codings() {
    const std::vector<std::pair<std::string, std::string>> content_codings = {
        {"Gzip", "gzip"}, {"XGzip", "x-gzip"}, {"Brotli", "br"}, {"InAList", "identity, gzip"}};
    Faults rows;
    for (const Request& request : kRequests) {
        const auto add = [&](const std::string& name, const Answer& answer, const End& end) {
            rows.push_back(answered(request, name, answer, end));
        };
        const auto in_header = [](const std::string& header) {
            return [=](const std::string& body) { return http_answer_with(200, header + "\r\n", body); };
        };
        add("InChunks", in_chunks("0\r\n\r\n"), recovers());
        add("InChunksWithATrailer", in_chunks("0\r\nX-Trailer: x\r\n\r\n"), recovers());
        add("InChunksAndWithALength", in_chunks("0\r\n\r\n", "Content-Length: 5\r\n"), recovers());
        add("WithoutALastChunk", in_chunks(""),
            request.fails("transfer closed with outstanding read data remaining"));
        add("CutInAChunk", in_chunks("ff\r\nx"),
            request.fails("transfer closed with outstanding read data remaining"));
        add("ChunkOfNoSize", in_chunks("zz\r\n"), request.fails("hexadecimal sequence in chunked-encoding"));
        add("ChunkOfANegativeSize", in_chunks("-5\r\n"),
            request.fails("hexadecimal sequence in chunked-encoding"));
        add("ChunkOfATooLargeSize", in_chunks("fffffffffffffffff\r\n"),
            request.fails("Too long hexadecimal number in chunked-encoding"));
        add("NoSuchTransferCoding", in_header("Transfer-Encoding: x-nonsense"),
            request.fails("Unrecognized content encoding"));
        for (const auto& [name, coding] : content_codings) {
            add("EncodedAs" + name, in_header("Content-Encoding: " + coding),
                request.fails(concat("its answer is encoded (", coding, "), which was not asked for")));
        }
        for (const std::string coding : {"identity", "cp1252", "nonsense"})
            add("EncodedAsItIsBy_" + coding, in_header("Content-Encoding: " + coding), recovers());
        add("OfAnotherType", in_header("Content-Type: application/x-shockwave-flash"), recovers());
        add("OfNoType", in_header("Content-Type: "), recovers());
    }
    return rows;
}

FAULT_TABLE(HttpCoding, codings());

/// Sends `head`, and `piece` as often as it is taken.
std::function<void(test::TcpPeer&)> without_end(const std::string& head, const std::string& piece) {
    return [=](test::TcpPeer& peer) {
        peer.send(head);
        while (peer.send(piece)) {
        }
    };
}

Faults endless() {
    const auto row = [](const Request& request, const std::string& name, const std::string& head,
                        const std::string& piece, const End& end) -> Fault {
        return {{request.name + name},
                [=](Bench& bench) { bench.server.acts[request.line] = without_end(head, piece); },
                end};
    };
    const std::string blanks(64 * 1024, ' ');
    const std::string head = raw_answer("", "");
    const End of_plan = kPutRequest.fails("the POAP server's answer is larger than 1 MiB");
    const End of_config = kConfigRequest.fails("is no configuration: it is larger than 16 MiB");
    const std::string chunked = raw_answer("Transfer-Encoding: chunked\r\n", "");
    Faults rows = {
        row(kPutRequest, "Body", head, blanks, of_plan),
        row(kPutRequest, "Chunks", chunked, chunk(blanks), of_plan),
        row(kPutRequest, "ErrorPage", "HTTP/1.1 500 Oops\r\n\r\n", blanks, of_plan),
        row(kConfigRequest, "Body", head, blanks, of_config),
        row(kConfigRequest, "Chunks", chunked, chunk(blanks), of_config),
        row(kConfigRequest, "ErrorPage", "HTTP/1.1 404 No\r\n\r\n", blanks,
            kConfigRequest.fails("HTTP status 404")),
        row(kImageRequest, "ErrorPage", "HTTP/1.1 404 No\r\n\r\n", blanks,
            kImageRequest.fails("HTTP status 404")),
        row(kImageRequest, "BodyBehindItsLength",
            concat("HTTP/1.1 200 OK\r\nContent-Length: ", made_up_image().size(), "\r\n\r\n",
                   made_up_image()),
            blanks, recovers()),
    };
    for (const Request& request : kRequests) {
        rows.push_back(row(request, "Headers", "HTTP/1.1 200 OK\r\n", "X-Header: x\r\n",
                           request.fails("Too large response headers")));
        rows.push_back(row(request, "HeaderLine", "HTTP/1.1 200 OK\r\nX-Header: ", blanks,
                           request.fails("a header line over 100 kB")));
        rows.push_back(
            row(request, "StatusLine", "HTTP/1.1 200 ", blanks, request.fails("a header line over 100 kB")));
        rows.push_back({{request.name + "400KilobytesOfHeaders"},
                        [=](Bench& bench) {
                            std::string headers;
                            while (headers.size() < 400'000) headers += "X-Header: some words\r\n";
                            bench.server.answers_with(request.line, raw_answer(headers, ""));
                        },
                        request.fails("Too large response headers")});
    }
    return rows;
}

FAULT_TABLE(HttpEndless, endless());

/// Configurations that are plainly none, and empty images, where no digest tells.
Faults bodies() {
    const auto row = [](const Request& request, const std::string& name, const std::string& body,
                        const End& end) -> Fault {
        return {{request.name + name},
                [=](Bench& bench) {
                    tell_no_digests(bench);
                    bench.server.answers_with(request.line, http_answer(200, body));
                },
                end};
    };
    const auto config = [&](const std::string& name, const std::string& body, const std::string& fault) {
        return row(kConfigRequest, name, body, kConfigRequest.fails("is no configuration: it " + fault));
    };
    return {
        config("Html", "<html><body>Oops</body></html>", "is HTML"),
        config("HtmlBehindBlanks", " \r\n\t<!doctype html>", "is HTML"),
        config("HtmlBehindAByteOrderMark", "\xef\xbb\xbf<html>", "is HTML"),
        config("Empty", "", "is empty"),
        config("Blank", " \n\n", "is empty"),
        config("WithAZeroByte", std::string("hostname \0x\n", 12), "has the control byte 0x00 in line 1"),
        config("WithEscapes", "hostname \x1b[2J\n", "has the control byte 0x1B in line 1"),
        config("InGzip", "\x1f\x8b\x08\x01\x02", "has the control byte 0x1F in line 1"),
        config("AnImage", made_up_image(), "has the control byte 0x00 in line 1"),
        config("InUtf16", std::string("\xff\xfeh\0o\0s\0t\0", 10), "is in UTF-16"),
        config("OverItsBound", std::string(16 * 1024 * 1024 + 1, '!'), "is larger than 16 MiB"),
        row(kImageRequest, "Empty", "", kImageRequest.fails(kNewImage + " is empty")),
    };
}

FAULT_TABLE(HttpBody, bodies());

}  // namespace
}  // namespace poap::rig
