// Digests that are wrong, malformed, or for something else; and odd ones that are right.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"
#include "plans.hpp"

namespace poap::rig {
namespace {

const std::string kWrong = md5_of("something else");

std::string capitals(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(c));
    return text;
}

/// ASCII text as Windows PowerShell redirects it.
std::string utf16(const std::string& text) {
    std::string bytes = "\xff\xfe";
    for (const char c : text) bytes += {c, '\0'};
    return bytes;
}

/// A file, and the digests that it has.
struct File {
    std::string name;  ///< as a part of a row's
    std::string key;   ///< the plan's, for its digests
    std::string file;  ///< its name
    std::string request;
    std::string stage;
    std::string bytes;

    std::string sidecar() const { return request + ".md5"; }
    std::string sidecar_name() const { return sidecar().substr(sidecar().rfind('/') + 1); }
    std::string md5() const { return md5_of(bytes); }
    End differs() const { return fails(ExitCode::Digest, stage, "of " + file + " is "); }
    End malformed() const { return fails(ExitCode::Digest, stage, sidecar_name() + " has "); }
    /// It is installed without a check.
    End unverified(const std::string& why) const {
        End end = recovers();
        end.told = {"WARNING: no checksum for " + file + ": installing it unverified; " + why};
        return end;
    }
    /// The sidecar's answer says nothing about whether there is one.
    End no_answer() const { return fails(ExitCode::Transfer, stage, sidecar().substr(sidecar().find('/'))); }
    /// The sidecar's answer is at fault.
    End broken() const { return fails(ExitCode::Transfer, stage, "cannot fetch the checksum file http://"); }
    /// Nobody answers: the file that was wanted is named.
    End silence() const {
        return fails(ExitCode::Transfer, stage, concat("(asked for its ", sidecar_name(), " first)"));
    }
};

const std::vector<File>& files() {
    static const std::vector<File> kFiles = {
        {"Config", "config", kSerial + ".cfg", kGetConfig, kStageConfig, kConfig},
        {"Image", "system_image", kNewImage, kGetImage, kStageImage, made_up_image()},
    };
    return kFiles;
}

Faults in_plans() {
    Faults rows;
    for (const File& file : files()) {
        const auto add = [&](const std::string& name, const nlohmann::json& digests, const End& end) {
            rows.push_back({{file.name + name},
                            [=](Bench& bench) {
                                tell_no_digests(bench);
                                bench.server.answers_with(file.sidecar(), http_answer(200, kWrong));
                                for (const auto& [kind, hex] : digests.items()) {
                                    bench.server.plan[file.key + kind] = hex;
                                }
                            },
                            end});
        };
        const std::string md5 = file.md5();
        const std::string sha256 = sha256_of(file.bytes);
        const std::string sha512 = sha512_of(file.bytes);
        const End no_md5 = refuses(file.key + "_md5 is no MD5 digest");
        add("Md5RatherThanTheSidecar", {{"_md5", md5}}, recovers());
        add("Md5InCapitals", {{"_md5", capitals(md5)}}, recovers());
        add("Sha256", {{"_sha256", sha256}}, recovers());
        add("Sha512InCapitals", {{"_sha512", capitals(sha512)}}, recovers());
        add("StrongestIsRight", {{"_md5", kWrong}, {"_sha512", sha512}}, recovers());
        add("Md5IsWrong", {{"_md5", kWrong}}, file.differs());
        add("Sha256IsWrong", {{"_sha256", sha256_of("x")}}, file.differs());
        add("Sha512IsWrong", {{"_sha512", sha512_of("x")}}, file.differs());
        add("StrongestIsWrong", {{"_md5", md5}, {"_sha256", sha256_of("x")}}, file.differs());
        add("Md5Empty", {{"_md5", ""}}, no_md5);
        add("Md5TooShort", {{"_md5", md5.substr(1)}}, no_md5);
        add("Md5TooLong", {{"_md5", md5 + "0"}}, no_md5);
        add("Md5NoHex", {{"_md5", std::string(32, 'x')}}, no_md5);
        add("Md5WithABlank", {{"_md5", " " + md5}}, no_md5);
        add("Md5WithALineBreak", {{"_md5", md5 + "\r\n"}}, no_md5);
        add("Md5WithAZero", {{"_md5", md5 + std::string("\0", 1)}}, no_md5);
        add("Md5AsMd5sumSays", {{"_md5", md5 + "  " + file.file}}, no_md5);
        add("Sha256OfAnotherKind", {{"_sha256", md5}}, refuses("_sha256 is no SHA-256 digest"));
        add("Sha512OfAnotherKind", {{"_sha512", sha256}}, refuses("_sha512 is no SHA-512 digest"));
        add("Md5MalformedBesideAStrongerOne", {{"_md5", "x"}, {"_sha512", sha512}}, no_md5);
    }
    return rows;
}

FAULT_TABLE(DigestInPlan, in_plans());

Faults in_sidecars() {
    Faults rows;
    for (const File& file : files()) {
        const auto add_answer = [&](const std::string& name, const std::string& answer, const End& end) {
            rows.push_back({{file.name + name},
                            [=](Bench& bench) {
                                tell_no_digests(bench);
                                bench.server.answers_with(file.sidecar(), answer);
                            },
                            end});
        };
        const auto add = [&](const std::string& name, const std::string& text, const End& end) {
            add_answer(name, http_answer(200, text), end);
        };
        const std::string md5 = file.md5();
        const std::string other = kWrong + "  nxos.1.bin\n";
        const std::string own = md5 + "  " + file.file + "\n";

        add("Bare", md5, recovers());
        add("InCapitals", capitals(md5) + "\n", recovers());
        add("OfMd5sum", own, recovers());
        add("OfMd5sumInBinary", md5 + " *" + file.file + "\n", recovers());
        add("OfMd5sumInAFolder", md5 + "  /srv/images/" + file.file + "\n", recovers());
        add("WithCrLf", md5 + "  " + file.file + "\r\n", recovers());
        add("InCiscosForm", "md5sum=" + md5, recovers());
        add("InCiscosFormInQuotes", "md5sum=\"" + md5 + "\"\n", recovers());
        add("BehindAnotherFiles", other + own, recovers());
        add("BeforeAnotherFiles", own + other, recovers());
        add("BehindBlanks", "\n\n \t" + own, recovers());

        add("Wrong", kWrong, file.differs());
        add("WrongForTheFile", kWrong + "  " + file.file, file.differs());
        add("WrongBehindAnotherFilesRight", md5 + "  nxos.1.bin\n" + kWrong + "  " + file.file + "\n",
            file.differs());
        add("ForAnotherFile", md5 + "  nxos.1.bin\n", file.malformed());
        add("ForAFileOfALongerName", md5 + "  " + file.file + ".old\n", file.malformed());
        add("Empty", "", file.malformed());
        add("Blank", " \r\n\r\n", file.malformed());
        add("TooShort", md5.substr(1), file.malformed());
        add("TooLong", md5 + "0", file.malformed());
        add("OfSha256", sha256_of(file.bytes) + "  " + file.file + "\n", file.malformed());
        add("NoHex", std::string(32, 'x'), file.malformed());
        add("CutOff", "md5sum=\"" + md5.substr(0, 20), file.malformed());
        add("Html", "<html><body>Welcome</body></html>\n", file.malformed());
        add("HtmlWithALongWord", "<html>\n" + std::string(5000, 'a') + "\n</html>\n", file.malformed());
        add("Binary", made_up_image().substr(0, 1000) + std::string("\0\xff\x1b[2J", 6), file.malformed());
        add("Zeros", std::string(1000, '\0'), file.malformed());
        add("WithAZeroBefore", std::string("\0", 1) + md5, file.malformed());
        add("WithAZeroBehind", md5 + std::string("\0", 1), file.malformed());
        add("NotInTheUtf16ThatItsMarkSays", "\xff\xfe" + own, file.malformed());
        add("WithTwoMd5s", own + kWrong + " *" + file.file + "\n", file.malformed());
        add("InBsdsFormForAnotherFile", "MD5 (nxos.1.bin) = " + md5 + "\n", file.malformed());

        add("InBsdsForm", "MD5 (" + file.file + ") = " + md5 + "\n", recovers());
        add("OfFcivWithAPath",
            "//\r\n// File Checksum Integrity Verifier version 2.05.\r\n//\r\n" + md5 + " c:\\images\\" +
                lower(file.file) + "\r\n",
            recovers());
        add("OfGetFileHashInUtf16",
            utf16("\r\nAlgorithm : MD5\r\nHash      : " + capitals(md5) + "\r\nPath      : C:\\images\\" +
                  file.file + "\r\n\r\n"),
            recovers());
        add("OfCertUtil",
            "MD5 hash of " + file.file + ":\r\n" + md5 +
                "\r\nCertUtil: -hashfile command completed successfully.\r\n",
            recovers());

        const End too_large =
            fails(ExitCode::Digest, file.stage, file.sidecar_name() + " is larger than 64 KiB");

        add("Huge", own + std::string(64 * 1024, '\n'), too_large);
        add("LargeWithoutLines", std::string(900'000, 'x'), too_large);
        add_answer("NotAnswered", "", file.silence());
        add_answer("CutShort", http_answer_cut_short(md5, 100), file.broken());
        add_answer("InGzip", http_answer_with(200, "Content-Encoding: gzip\r\n", md5), file.broken());
        add_answer("RedirectedToNobody",
                   http_answer_with(302, "Location: http://127.0.0.1:1/\r\n", "elsewhere"), file.broken());
        rows.push_back({{file.name + "WithoutEnd"},
                        [=](Bench& bench) {
                            tell_no_digests(bench);
                            bench.server.acts[file.sidecar()] = [](test::TcpPeer& peer) {
                                peer.send(raw_answer("", ""));
                                while (peer.send(kWrong + "  nxos.1.bin\n")) {
                                }
                            };
                        },
                        too_large});

        const std::string absent = "there is no " + file.sidecar_name();
        for (const int status : {404, 410})
            add_answer(concat("Status", status), http_answer(status, md5), file.unverified(absent));
        add_answer("Status403", http_answer(403, md5),
                   file.unverified("the server refuses to give " + file.sidecar_name()));
        for (const int status : {204, 206, 301, 304, 400, 401, 405, 408, 416, 429, 451, 502, 503})
            add_answer(concat("Status", status), http_answer(status, md5), file.no_answer());
        // The lab's server answers so for a configuration that it has not rendered.
        const bool rendered = file.request == kGetConfig;
        add_answer("Status500", http_answer(500, md5), rendered ? file.unverified(absent) : file.no_answer());
        rows.push_back(
            {{file.name + "FromABusyServerAtLast"},
             [=](Bench& bench) {
                 tell_no_digests(bench);
                 allow_retries(bench);
                 bench.server.answers[file.sidecar()] = {http_answer(429, ""), http_answer(200, kWrong)};
             },
             file.differs()});
        rows.push_back({{file.name + "IsRequired"},
                        [=](Bench& bench) {
                            tell_no_digests(bench);
                            bench.server.answers_with(kGetConfig + ".md5", http_answer(200, md5_of(kConfig)));
                            bench.server.answers.erase(file.sidecar());
                            bench.arguments.emplace_back("--require-digest");
                        },
                        fails(ExitCode::Digest, file.stage, "no checksum for " + file.file)});
    }
    const File& config = files().front();
    const std::string why = config.sidecar_name() + " is a copy of the configuration and has no checksum";
    const auto copied = [&](const std::string& name, const std::vector<std::string>& arguments,
                            const End& end) {
        rows.push_back({{name},
                        [=](Bench& bench) {
                            tell_no_digests(bench);
                            bench.server.answers_with(config.sidecar(), http_answer(200, config.bytes));
                            bench.arguments.insert(bench.arguments.end(), arguments.begin(), arguments.end());
                        },
                        end});
    };
    copied("ConfigCopied", {}, config.unverified(why));
    copied("ConfigCopiedAndADigestRequired", {"--require-digest"},
           fails(ExitCode::Digest, config.stage, why));
    return rows;
}

FAULT_TABLE(DigestInSidecar, in_sidecars());

}  // namespace
}  // namespace poap::rig
