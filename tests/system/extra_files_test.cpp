// Additional files: --user-files, and licences and certificates of --install-path.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "rig/files.hpp"
#include "static_plan.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kPlanStage = "plan from the options";
const std::string kStageFiles = "stage the additional files";
const std::string kPassphrase = "s3cr3t-passphrase";
const std::string kRecipe = "/in/" + kSerial + "/" + kSerial + ".yaml";
const std::string kYaml = "Version: 1\nLicense: [" + kSerial + "/a.lic]\nCertificate: [/keys/key.pub]\n" +
                          "Trustpoint: {CA1: {ca1.p12: " + kPassphrase + "}}\n";

Step serve(const std::string& path, const std::string& bytes) {
    return [=](Bench& bench) { bench.server.has_file(path, bytes); };
}

Step serve_with_sidecar(const std::string& path, const std::string& bytes) {
    return serve(path, bytes) + serve(path + ".md5", md5_of(bytes) + '\n');
}

/// A run by serial number, with image, whose file server has all files of kYaml.
Step run(const std::string& yaml = kYaml) {
    const Step with_url = [](Bench& bench) {
        bench.add_arguments({"--file-server", concat("http://", bench.server.address())});
    };
    return files("/", true) + with_url +
           args({"--mode", "serial_number", "--system-image", kNewImage, "--install-path", "/in"}) +
           serve_with_sidecar(kRecipe, yaml) + serve_with_sidecar("/in/" + kSerial + "/a.lic", "licence") +
           serve_with_sidecar("/keys/key.pub", "key") + serve_with_sidecar("/in/ca1.p12", "pkcs12") +
           serve_with_sidecar("/apps/tool.tar", "tool") + serve_with_sidecar("/motd.txt", "motd");
}

const Step kUserFiles = args({"--user-files", "apps/tool.tar=apps/bin, motd.txt"});

/// kConfig with the lines of kYaml.
std::string whole_config() {
    std::string config = kConfig;
    if (!config.ends_with('\n')) config += '\n';
    const std::string end = config.ends_with("\nend\n") ? "end\n" : "";
    config.resize(config.size() - end.size());
    return concat("install license bootflash:poap_files/a.lic\n", config, "crypto ca trustpoint CA1\n",
                  "crypto ca import CA1 pkcs12 bootflash:poap_files/CA1/ca1.p12 ", kPassphrase, "\n", end);
}

void expect_no_passphrase(const Bench& bench) {
    EXPECT_THAT(bench.ended.err + bench.ended.out, Not(HasSubstr(kPassphrase)));
    for (const auto& [name, bytes] : bench.device().bootflash()) {
        if (is_log(name)) {
            EXPECT_THAT(bytes, Not(HasSubstr(kPassphrase)));
        }
    }
}

/// Files and lines are where they belong; the switch finds all of them when it replays its configuration.
End has_files(const Snapshot& user_files = {}) {
    return ends_in([=](Goal& goal, const Bench&) {
               goal.config = whole_config();
               goal.bootflash["poap_files"] = "";
               for (const auto& [name, bytes] : user_files) goal.bootflash[name] = bytes;
           })
        .expecting([](const Bench& bench) {
            EXPECT_EQ(bytes_of(bench.flash_path("poap_files/a.lic")), "licence");
            EXPECT_EQ(bytes_of(bench.flash_path("poap_files/key.pub")), "key");
            EXPECT_EQ(bytes_of(bench.flash_path("poap_files/CA1/ca1.p12")), "pkcs12");
            expect_no_passphrase(bench);
        });
}

Cases good_runs() {
    const Step standby = on_switch({.fresh = {.standby = "ha-standby"}});
    const auto standby_has_them = [](const Bench& bench) {
        EXPECT_EQ(bytes_of(bench.device().standby_flash_folder() + "/poap_files/CA1/ca1.p12"), "pkcs12");
        EXPECT_EQ(bytes_of(bench.device().standby_flash_folder() + "/poap_files/a.lic"), "licence");
    };
    const auto user_files = [](const Bench& bench) {
        EXPECT_EQ(bytes_of(bench.flash_path("apps/bin/tool.tar")), "tool");
    };
    return {
        Case("ArriveWithTheirLines", run() + kUserFiles + args({"--require-digest", "--json", "-v"}),
             has_files({{"apps", ""}, {"motd.txt", "motd"}})
                 .expecting(user_files)
                 .reporting({"Added `crypto ca import CA1 pkcs12 bootflash:poap_files/CA1/ca1.p12 ****`"})),
        Case("ReachAStandbySupervisor", run() + standby, has_files().expecting(standby_has_them)),
        Case("ReplaceAnotherFileOfTheName", run() + kUserFiles + flash("motd.txt", "old"),
             has_files({{"apps", ""}, {"motd.txt", "motd"}})),
        Case("OfASwitchWithoutARecipeAreAWarning", run() + answer("GET " + kRecipe, {http_answer(404, "")}),
             recovers().reporting({"WARNING: there is no http://"})),
    };
}

CASES(AdditionalFiles, good_runs());

Cases bad_runs() {
    const auto usage = [](const std::string& cause) {
        return fails(ExitCode::Usage, kPlanStage, cause).expecting(expect_no_passphrase);
    };
    const auto answers = [](const std::string& path, int status) {
        return answer("GET " + path, {http_answer(status, "")});
    };
    return {
        Case("OfRpmIsRefusedBeforeAnythingIsChanged", run(kYaml + "RPM: [a.rpm]\n"),
             usage("line 5: RPM is not supported").reporting({"`install add FILE activate`"})),
        Case("OfAnotherVersionIsRefused", run("Version: 2\n"), usage("line 1: Version is not 1")),
        Case("WithAPassphraseForTheShellIsRefused",
             run("Version: 1\nTrustpoint: {CA1: {a.p12: '" + kPassphrase + "; reload'}}\n"),
             usage("line 2: Trustpoint: this is not a passphrase")),
        Case("WithTheSameFileTwiceIsRefused", run("Version: 1\nLicense: [a.lic, x/a.lic]\n"),
             usage("two of its files are poap_files/a.lic")),
        Case("ThatTheServerRefusesEndsTheRun", run() + answers(kRecipe, 403),
             fails(ExitCode::Transfer, kPlanStage, "403")),
        Case("WithAWrongDigestEndsTheRun", run() + serve(kRecipe + ".md5", md5_of("another") + '\n'),
             fails(ExitCode::Digest, kPlanStage, "the MD5 of " + kSerial + ".yaml is ")),
    };
}

CASES(ARecipe, bad_runs());

Cases bad_files() {
    const Words parts = {".poap_files_a.lic.part", ".poap_files_key.pub.part"};
    const Words user_parts = {".apps_bin_tool.tar.part", ".motd.txt.part"};
    const Step wrong = serve("/in/ca1.p12.md5", md5_of("another") + '\n');
    const Step missing = answer("GET /in/ca1.p12", {http_answer(404, "")});
    return {
        Case("ThatIsWrongLeavesPartsOfOthers", run() + kUserFiles + wrong,
             fails(ExitCode::Digest, kStageFiles, "the MD5 of ca1.p12 is ")
                 .leaving(parts + user_parts)
                 .expecting(expect_no_passphrase)),
        Case("ThatIsMissingLeavesPartsOfOthers", run() + missing,
             fails(ExitCode::Transfer, kStageFiles, "ca1.p12").leaving(parts)),
        Case("WhoseScheduleIsRefusedIsWithdrawn",
             run() + kUserFiles +
                 cli("copy bootflash:" + kOwnConfig +
                     " => answer 16 Copy to scheduled-config is not permitted"),
             fails(ExitCode::Switch, kCommit, "scheduled-config")
                 .leaving(parts + user_parts + Words{".poap_files_CA1_ca1.p12.part", kNewImage})
                 .changing({{"boot", boots(kNewImage)}, {"boot.saved", boots(kNewImage)}})),
    };
}

CASES(AnAdditionalFile, bad_files());

TEST(AdditionalFilesPlan, ListsFilesAndLinesWithoutThePassphrase) {
    Bench bench;
    (run() + kUserFiles + args({"plan"}))(bench);
    const Before before(bench.device());
    bench.run();
    expect_unchanged(bench.device(), before, {}, 0);
    EXPECT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    expect_in_order(bench.ended.out,
                    {"adds to config:   install license bootflash:poap_files/a.lic",
                     "adds to config:   crypto ca trustpoint CA1",
                     "adds to config:   crypto ca import CA1 pkcs12 bootflash:poap_files/CA1/ca1.p12 ****",
                     "file:             apps/bin/tool.tar: download", "file:             motd.txt: download",
                     "file:             poap_files/a.lic: download"},
                    "the plan");
    expect_no_passphrase(bench);
}

}  // namespace
}  // namespace poap::rig
