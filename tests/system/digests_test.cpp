// Digests that are wrong, malformed, missing, or for something else; odd ones that are right; and the image
// that runs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

using nlohmann::json;
using testing::Contains;

const std::string kWrong = md5_of("something else");

std::string capitals(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(c));
    return text;
}

std::function<void(const Bench&)> asked_for(const std::string& request, int times) {
    return [=](const Bench& bench) { EXPECT_THAT(bench.server.requests(), Contains(request).Times(times)); };
}

/// A file, and the digests that it has.
struct File {
    std::string name;  ///< as a part of a case's
    std::string key;   ///< the plan's, for its digests
    std::string file;  ///< its name
    std::string request;
    std::string stage;
    std::string bytes;

    std::string sidecar() const { return request + ".md5"; }
    std::string sidecar_name() const { return sidecar().substr(sidecar().rfind('/') + 1); }
    std::string md5() const { return md5_of(bytes); }
    /// It is downloaded once: each case sends it in one piece.
    End differs() const {
        return fails(ExitCode::Digest, stage, "of " + file + " is ").expecting(asked_for(request, 1));
    }
    End malformed() const { return fails(ExitCode::Digest, stage, sidecar_name() + " has "); }
    /// It is installed without a check.
    End unverified(const std::string& why) const {
        return recovers().reporting(
            {concat("WARNING: no checksum for ", file, ": installing it unverified; ", why)});
    }
    /// The answer leaves it open whether there is a sidecar.
    End no_answer() const { return fails(ExitCode::Transfer, stage, sidecar().substr(sidecar().find('/'))); }
    /// The sidecar's answer is at fault.
    End broken() const {
        return fails(ExitCode::Transfer, stage, "cannot download the checksum file http://");
    }
    /// There is no answer: the file that was wanted is named.
    End silence() const {
        return fails(ExitCode::Transfer, stage, concat("(while requesting its ", sidecar_name(), ")"));
    }
};

const std::vector<File>& files() {
    static const std::vector<File> kFiles = {
        {"Config", "config", kConfigName, kGetConfig, kStageConfig, kConfig},
        {"Image", "system_image", kNewImage, kGetImage, kStageImage, fake_image()},
    };
    return kFiles;
}

Cases in_plans(const File& file) {
    const std::string md5 = file.md5();
    const std::string sha256 = sha256_of(file.bytes);
    const std::string sha512 = sha512_of(file.bytes);
    const End no_md5 = refuses(file.key + "_md5 is not a valid MD5 checksum");
    struct Way {
        std::string name;
        json digests;
        End end;
    };
    const std::vector<Way> ways = {
        {"Md5RatherThanTheSidecar", {{"_md5", md5}}, recovers()},
        {"Sha256", {{"_sha256", sha256}}, recovers()},
        {"Sha512InCapitals", {{"_sha512", capitals(sha512)}}, recovers()},
        {"StrongestIsRight", {{"_md5", kWrong}, {"_sha512", sha512}}, recovers()},
        {"Md5IsWrong", {{"_md5", kWrong}}, file.differs()},
        {"Sha256IsWrong", {{"_sha256", sha256_of("x")}}, file.differs()},
        {"Sha512IsWrong", {{"_sha512", sha512_of("x")}}, file.differs()},
        {"StrongestIsWrong", {{"_md5", md5}, {"_sha256", sha256_of("x")}}, file.differs()},
        {"Md5TooShort", {{"_md5", md5.substr(1)}}, no_md5},
        {"Md5MalformedBesideAStrongerOne", {{"_md5", "x"}, {"_sha512", sha512}}, no_md5},
    };
    Cases rows;
    for (const Way& way : ways) {
        json changes = json::object();
        for (const auto& [kind, hex] : way.digests.items()) changes[file.key + kind] = hex;
        rows.emplace_back(file.name + way.name,
                          no_digests() + answer(file.sidecar(), {http_answer(200, kWrong)}) + plan(changes),
                          way.end);
    }
    return rows;
}

CASES(DigestInPlan, in_plans(files()[0]) + in_plans(files()[1]));

/// What a checksum file may say. tests/unit/transfer/sidecar_test.cpp has its forms.
Cases in_sidecars(const File& file) {
    struct Way {
        std::string name;
        std::string text;
        End end;
    };
    const std::string md5 = file.md5();
    const std::string other = kWrong + "  nxos.1.bin\n";
    const std::string own = md5 + "  " + file.file + "\n";
    const End malformed = file.malformed();
    const End too_large = fails(ExitCode::Digest, file.stage, file.sidecar_name() + " is larger than 64 KiB");
    const std::vector<Way> ways = {
        {"Bare", md5, recovers()},
        {"OfMd5sumAfterAnotherFiles", other + own, recovers()},
        {"Wrong", kWrong, file.differs()},
        {"WrongAfterAnotherFilesRight", md5 + "  nxos.1.bin\n" + kWrong + "  " + file.file + "\n",
         file.differs()},
        {"ForAnotherFile", md5 + "  nxos.1.bin\n", malformed},
        {"Empty", "", malformed},
        {"Html", "<html><body>Welcome</body></html>\n", malformed},
        {"Binary", fake_image().substr(0, 1000) + std::string("\0\xff\x1b[2J", 6), malformed},
        {"WithTwoMd5s", own + kWrong + " *" + file.file + "\n", malformed},
        {"Huge", own + std::string(64 * 1024, '\n'), too_large},
        {"LargeWithoutLines", std::string(900'000, 'x'), too_large},
    };
    Cases rows;
    for (const Way& way : ways) {
        rows.emplace_back(file.name + way.name, answer(file.sidecar(), {http_answer(200, way.text)}),
                          way.end);
    }
    const auto without_end = [](test::TcpPeer& peer) {
        peer.send(http_answer_raw("", ""));
        while (peer.send(kWrong + "  nxos.1.bin\n")) continue;
    };
    rows.emplace_back(file.name + "WithoutEnd", act(file.sidecar(), without_end), too_large);
    for (Case& row : rows) row.arrange = no_digests() + row.arrange;
    return rows;
}

CASES(DigestInSidecar, in_sidecars(files()[0]) + in_sidecars(files()[1]));

/// How a server may answer when it is asked for a checksum file.
Cases sidecar_answers(const File& file) {
    const std::string md5 = file.md5();
    const std::string absent = "there is no " + file.sidecar_name();
    Cases rows;
    const auto add = [&](const std::string& name, const std::string& answered, const End& end) {
        rows.emplace_back(file.name + name, answer(file.sidecar(), {answered}), end);
    };
    add("NotAnswered", "", file.silence());
    add("CutShort", http_answer_cut_short(md5, 100), file.broken());
    add("InGzip", http_answer_with(200, "Content-Encoding: gzip\r\n", md5), file.broken());
    add("RedirectedToNobody", http_answer_with(302, "Location: http://127.0.0.1:1/\r\n", "elsewhere"),
        file.broken());
    for (const int status : {404, 410})
        add(concat("Status", status), http_answer(status, md5), file.unverified(absent));
    add("Status403", http_answer(403, md5),
        file.unverified("the server refuses access to " + file.sidecar_name()));
    for (const int status : {204, 206, 301, 304, 400, 401, 405, 408, 416, 429, 451, 502, 503})
        add(concat("Status", status), http_answer(status, md5), file.no_answer());
    // The lab's server answers so for a configuration that it has not rendered.
    add("Status500", http_answer(500, md5),
        file.request == kGetConfig ? file.unverified(absent) : file.no_answer());
    rows.emplace_back(file.name + "FromABusyServerAtLast",
                      retries(3) + answer(file.sidecar(), {http_answer(429, ""), http_answer(200, kWrong)}),
                      file.differs());
    rows.emplace_back(file.name + "IsRequired",
                      answer(kGetConfig + ".md5", {http_answer(200, md5_of(kConfig))}) +
                          answer(file.sidecar(), {http_answer(404, "")}) + args({"--require-digest"}),
                      fails(ExitCode::Digest, file.stage, "no checksum for " + file.file));
    for (Case& row : rows) row.arrange = no_digests() + row.arrange;
    return rows;
}

CASES(SidecarAnswer, sidecar_answers(files()[0]) + sidecar_answers(files()[1]));

Cases no_digest() {
    const File& config = files()[0];
    const File& image = files()[1];
    const std::string copy = config.sidecar_name() + " is a copy of the configuration and has no checksum";
    const Step copied = answer(config.sidecar(), {http_answer(200, config.bytes)});
    const End both = config.unverified("there is no ").reporting(image.unverified("there is no ").reported);
    return {
        Case("AnywhereIsWarnedAboutAndTheFilesInstalled", no_digests(),
             both.expecting(asked_for(config.sidecar(), 1)).expecting(asked_for(image.sidecar(), 1))),
        Case("OfAConfigThatTheLabsServerAnswers500ForIsNotRetried",
             no_digests() + answer(config.sidecar(), {http_answer(500, "<html>Oops</html>")}) + retries(3),
             recovers().expecting(asked_for(config.sidecar(), 1))),
        Case("ThatABusyServerDoesNotGiveIsRetriedAndThenAnErrorThatNamesTheWayOut",
             no_digests() + answer(image.sidecar(), {http_answer(503, "busy")}) + retries(1),
             fails(ExitCode::Transfer, kStageImage, "HTTP status 503")
                 .reporting({"no-sidecar"})
                 .expecting(asked_for(image.sidecar(), 2))),
        Case("ButACopyOfTheConfig", no_digests() + copied, config.unverified(copy)),
        Case("ButACopyOfTheConfigWhereOneIsRequired", no_digests() + copied + args({"--require-digest"}),
             fails(ExitCode::Digest, kStageConfig, copy)),
    };
}

CASES(NoDigest, no_digest());

/// Plans for the image that runs.
Cases running_images() {
    const std::string request = "GET /images/" + kOldImage;
    const Step running =
        plan({{"system_image", kOldImage}}) + answer(request, {http_answer(200, fake_image())});
    const End stays = ends_in([](Goal& goal, const Bench&) {
        goal.boot = boots(kOldImage);
        goal.bootflash = {{kOldImage, fake_image()}};
    });
    return {
        Case("WhoseFileHasAnotherDigestIsDownloadedBeforeTheBootVariableNamesIt",
             running + flash(kOldImage, "replaced since the boot"),
             stays.reporting(
                 {"WARNING: " + kOldImage + " is running, but must be downloaded: the MD5 of its file "})),
        Case("WhoseFileHasItsSidecarsDigestIsSkipped",
             running + plan_without({"system_image_md5"}) +
                 answer(request + ".md5", {http_answer(200, md5_of(fake_image()) + "\n")}) +
                 flash(kOldImage, fake_image()),
             stays.reporting({"Target already matches current image. Skipping...."})
                 .requesting({kPut, kGetConfig, request + ".md5"})),
    };
}

CASES(RunningImage, running_images());

}  // namespace
}  // namespace poap::rig
