// Runs without a POAP server: which config is taken, and where files come from.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "rig/expect.hpp"
#include "rig/files.hpp"
#include "rig/made_up_server.hpp"
#include "rig/pod.hpp"
#include "support/named_case.hpp"
#include "support/tls_front.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::Certificate;
using test::NamedCase;
using test::TcpPeer;
using test::TcpServer;
using test::TempDir;
using test::TlsFront;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Arguments = std::vector<std::string>;
using Files = std::map<std::string, std::string>;  ///< bytes by path

const std::string kPassword = "s3cr3t-of-the-lab";
const std::string kImage = image_bytes(200'000);
const std::string kStage = "plan from the options";
const std::string kConfigStage = "stage the configuration";

Arguments operator+(Arguments first, const Arguments& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

std::string sidecar_of(const std::string& name, const std::string& bytes) {
    return concat(md5_of(bytes), "  ", name, '\n');
}

/// An HTTP server of files, for a user alone where it is told so.
class FileServer {
  public:
    /// @param authorization what a request has to have, or nothing
    explicit FileServer(Files files, std::string authorization = {})
        : files_(std::move(files)),
          authorization_(std::move(authorization)),
          server_([this](TcpPeer& peer) { serve(peer); }) {}

    std::string url() const { return server_.url(""); }
    std::uint16_t port() const { return server_.port(); }
    std::string address() const { return concat("127.0.0.1:", port()); }
    std::vector<std::string> paths() const {
        const std::scoped_lock lock(lock_);
        return paths_;
    }

  private:
    void serve(TcpPeer& peer) {
        const std::string request = peer.request();
        if (request.empty()) return;
        const auto begin = request.find(' ') + 1;
        const std::string path = request.substr(begin, request.find(' ', begin) - begin);
        {
            const std::scoped_lock lock(lock_);
            paths_.push_back(path);
        }
        const auto file = files_.find(path);
        if (request.find(authorization_) == std::string::npos) {
            peer.send(http_answer_with(401, "WWW-Authenticate: Basic realm=\"lab\"\r\n", ""));
        } else if (file == files_.end()) {
            peer.send(http_answer(404, "no such file"));
        } else {
            peer.send(http_answer(200, file->second));
        }
    }

    Files files_;
    std::string authorization_;
    mutable std::mutex lock_;
    std::vector<std::string> paths_;
    TcpServer server_;
};

/// The agent on a switch whose POAP says more than others do.
Ended run_in(const EmulatedSwitch& device, const Arguments& variables, const Arguments& arguments) {
    return Process(device.agent_line(arguments), device.environment() + variables).wait();
}

/// Provisioned with config and image.
void expect_both(const EmulatedSwitch& device, const Before& before, const Ended& ended) {
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, kImage}}});
    EXPECT_THAT(ended.err, Not(HasSubstr(kPassword)));
    for (const auto& [name, bytes] : device.bootflash())
        EXPECT_THAT(bytes, Not(HasSubstr(kPassword))) << name;
}

struct ModeCase : NamedCase {
    std::string mode;
    Arguments variables;
    std::string config;
    Arguments arguments = {};
};

class RunByMode : public testing::TestWithParam<ModeCase> {};

TEST_P(RunByMode, TakesTheConfigOfThatName) {
    const auto& row = GetParam();
    const FileServer server(Files{{"/top/conf/" + row.config, kConfig},
                                  {"/top/conf/" + row.config + ".md5", sidecar_of(row.config, kConfig)},
                                  {"/top/img/" + kNewImage, kImage},
                                  {"/top/img/" + kNewImage + ".md5", sidecar_of(kNewImage, kImage)}});
    const EmulatedSwitch device;
    device.set_neighbors(
        "Ethernet1/36 swt-n3k.example.com(FOC1703R0EE) Ethernet1/1 N3K-C3064PQ-1\n"
        "mgmt0 other(X) Ethernet1/2 N9K\n");
    const Before before(device);
    const Ended ended =
        run_in(device, row.variables,
               Arguments{"--mode", row.mode, "--file-server", server.url() + "/top/", "--config-path", "conf",
                         "--image-path", "/img/", "--system-image", kNewImage, "--require-digest"} +
                   row.arguments);
    expect_both(device, before, ended);
}

INSTANTIATE_TEST_SUITE_P(
    As, RunByMode,
    testing::Values(
        ModeCase{{"SerialNumber"}, "serial_number", {}, "conf." + kSerial},
        ModeCase{{"SerialNumberOfPoap"}, "serial_number", {"POAP_SERIAL=FDO1"}, "conf.FDO1"},
        ModeCase{{"Mac"}, "mac", {"POAP_MAC=7426CC5c9180"}, "conf_7426CC5c9180.cfg"},
        ModeCase{{"MacOfTheCli"}, "mac", {}, "conf_5E0140020001.cfg"},
        ModeCase{{"HostName"}, "hostname", {"POAP_HOST_NAME=leaf1"}, "conf_leaf1.cfg"},
        ModeCase{{"HostNameThatIsMissing"}, "hostname", {}, "poap.cfg", {"--config-file", "poap.cfg"}},
        ModeCase{{"Location"}, "location", {"POAP_INTF=Ethernet1/36"}, "conf_swt-n3k.example.com_Eth1_1.cfg"},
        ModeCase{{"Raw"}, "raw", {}, "all.cfg", {"--config-file", "all.cfg"}}),
    CaseName());

struct LocationCase : NamedCase {
    std::string neighbors;
    std::string fault;
    std::string faults = {};
};

class NoLocation : public testing::TestWithParam<LocationCase> {};

TEST_P(NoLocation, IsAnErrorOfTheSwitch) {
    const FileServer server(Files{});
    const EmulatedSwitch device;
    device.set_neighbors(GetParam().neighbors);
    device.set_faults(GetParam().faults);
    const Before before(device);
    const Ended ended =
        run_in(device, {"POAP_INTF=Ethernet1/36"}, {"--mode", "location", "--file-server", server.url()});
    EXPECT_EQ(ended.exit_code, static_cast<int>(ExitCode::Switch)) << ended.err;
    EXPECT_THAT(ended.last_line(), HasSubstr(GetParam().fault));
    EXPECT_THAT(server.paths(), IsEmpty());
    expect_unchanged(device, before);
}

INSTANTIATE_TEST_SUITE_P(
    Where, NoLocation,
    testing::Values(
        LocationCase{{"ThereIsNoNeighbor"}, "", "shows no neighbor"},
        LocationCase{
            {"ThereAreTwo"}, "Ethernet1/36 a(X) Eth1/1 N9K\nEthernet1/36 b(Y) Eth1/2 N9K\n", "2 neighbors"},
        LocationCase{{"TheNeighborIsHostile"}, "Ethernet1/36 a;reload Eth1/1 N9K\n", "no file's name"},
        LocationCase{{"CdpIsOff"},
                     "",
                     "refused `show cdp neighbors interface Ethernet1/36`",
                     "show cdp => answer 0 ERROR: CDP is not enabled"}),
    CaseName());

struct OwnRun : testing::Test {
    const EmulatedSwitch device;
    const Before before{device};
    Files files = {{"/conf." + kSerial, kConfig}, {"/" + kNewImage, kImage}};
    Arguments run = {"--mode", "serial_number", "--system-image", kNewImage};
};

TEST_F(OwnRun, FetchesOverHttpsFromWhomIsTrusted) {
    const Certificate authority = Certificate::authority("Lab CA");
    const FileServer server(files);
    TlsFront front(authority.issue(), server.port());
    front.end_properly();
    const Arguments there = {"--file-server", concat("https://127.0.0.1:", front.port())};
    expect_both(device, before,
                device.run_agent(run + there + Arguments{concat("--ca-file=", authority.pem())}));
}

TEST_F(OwnRun, FetchesOverTftp) {
    Pod pod;
    pod.files().write("conf." + kSerial, kConfig);
    pod.files().write(kNewImage, kImage);
    pod.start({kSerial, ""});
    expect_both(device, before,
                device.run_agent(run + Arguments{"--file-server", "tftp://" + pod.tftp_address()}));
}

TEST_F(OwnRun, TakesTheConfigAloneWhereThereIsNoImage) {
    const FileServer server(files);
    const Ended ended = device.run_agent({"--mode", "serial_number", "--file-server", server.url()});
    expect_provisioned(device, before, ended, {kConfig, before.memory.at("boot.saved"), {}, false});
    EXPECT_THAT(server.paths(), ElementsAre(concat("/conf.", kSerial, ".md5"), "/conf." + kSerial));
}

TEST_F(OwnRun, AsksForNoSidecarWhereItIsTold) {
    const FileServer server(files);
    expect_both(device, before,
                device.run_agent(run + Arguments{"--file-server", server.url(), "--no-sidecar"}));
    EXPECT_THAT(server.paths(), ElementsAre("/conf." + kSerial, "/" + kNewImage));
}

TEST_F(OwnRun, FetchesNothingOntoAFullBootflash) {
    const FileServer server(files);
    expect_failure(
        device.run_agent(run + Arguments{"--file-server", server.url(), "--required-space", "999999999999"}),
        {ExitCode::NoSpace, "look at bootflash", "--required-space"});
    EXPECT_THAT(server.paths(), IsEmpty());
    expect_unchanged(device, before);
}

TEST_F(OwnRun, SaysWhereASidecarIsMissingThatIsRequired) {
    const FileServer server(files);
    expect_failure(device.run_agent(run + Arguments{"--file-server", server.url(), "--require-digest"}),
                   {ExitCode::Digest, kConfigStage, "HTTP status 404"});
}

TEST_F(OwnRun, ShowsItsPlan) {
    const FileServer server(files);
    const Ended ended =
        device.run_agent(Arguments{"plan", "--json"} + run + Arguments{"--file-server", server.url()});
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    const auto plan = nlohmann::json::parse(ended.out);
    EXPECT_EQ(plan["config"]["url"], concat(server.url(), "/conf.", kSerial));
    EXPECT_EQ(plan["images"][0]["url"], concat(server.url(), '/', kNewImage));
    EXPECT_EQ(plan["config"]["found"], true);
    EXPECT_EQ(plan["images"][0]["size"], kImage.size());
    expect_unchanged(device, before, {}, 0);
}

TEST_F(OwnRun, ShowsItsPlanAndEndsAsARunWhereAnImageIsMissing) {
    Files without_image = files;
    without_image.erase("/" + kNewImage);
    const FileServer server(without_image);
    const Arguments arguments = run + Arguments{"--file-server", server.url()};
    const Ended ended = device.run_agent(Arguments{"plan", "--json"} + arguments);
    expect_failure(ended, {ExitCode::Transfer, "stage the image", "HTTP status 404"});
    const auto plan = nlohmann::json::parse(ended.out);
    EXPECT_EQ(plan["config"]["found"], true);
    EXPECT_EQ(plan["images"][0]["found"], false);
    expect_unchanged(device, before, {}, 0);
    EXPECT_EQ(device.run_agent(arguments).last_line(), ended.last_line());
}

TEST_F(OwnRun, SaysThatAConfigIsNoImage) {
    expect_failure(device.run_agent({"--mode", "raw", "--config-file", "nxos.9.3.1.bin", "--file-server",
                                     "http://127.0.0.1"}),
                   {ExitCode::Usage, kStage, "nxos.9.3.1.bin"});
    expect_unchanged(device, before);
}

struct UserRun : OwnRun {
    const TempDir secrets;
    const std::string authorization = "Authorization: Basic cG9hcDpzM2NyM3Qtb2YtdGhlLWxhYg==\r\n";

    Arguments user(const std::string& password) const {
        secrets.write("password", password + '\n');
        return {"--username", "poap", "--password-file", secrets.path_of("password")};
    }
};

TEST_F(UserRun, IsServedWithTheRightPassword) {
    const FileServer server(files, authorization);
    const Ended ended = device.run_agent(run + Arguments{"--file-server", server.url()} + user(kPassword));
    expect_both(device, before, ended);
    EXPECT_THAT(ended.err, HasSubstr("plain http"));
}

TEST_F(UserRun, IsToldWhatToDoWithAWrongPassword) {
    const FileServer server(files, authorization);
    const Ended ended = device.run_agent(run + Arguments{"--file-server", server.url()} + user("wrong-one"));
    expect_failure(ended, {ExitCode::Transfer, kConfigStage, "401: it does not take that user"});
    EXPECT_THAT(ended.err, Not(HasSubstr("wrong-one")));
    expect_unchanged(device, before);
}

TEST_F(UserRun, IsToldWhatToDoWithoutAPassword) {
    const FileServer server(files, authorization);
    expect_failure(device.run_agent(run + Arguments{"--file-server", server.url()}),
                   {ExitCode::Transfer, kConfigStage, "give --username and --password-file"});
}

struct UsbRun : OwnRun {
    const TempDir stick;

    Ended from_stick(const Arguments& arguments) const {
        return run_in(device, {"POAP_PHASE=USB"}, arguments + Arguments{"--usb", stick.path()});
    }
};

TEST_F(UsbRun, TakesConfigAndImageFromTheStick) {
    std::filesystem::create_directory(stick.path_of("img"));
    stick.write("conf." + kSerial, kConfig);
    stick.write(concat("conf.", kSerial, ".md5"), sidecar_of("conf." + kSerial, kConfig));
    stick.write("img/" + kNewImage, kImage);
    stick.write(concat("img/", kNewImage, ".md5"), sidecar_of(kNewImage, kImage));
    const Ended ended = from_stick(run + Arguments{"--image-path", "img", "--require-digest"});
    expect_both(device, before, ended);
    expect_told_in_order(device, ended,
                         {"conf." + kSerial + " from the USB stick", kNewImage + " from the USB stick"});
}

TEST_F(UsbRun, HoldsAFileAgainstItsSidecar) {
    stick.write("conf." + kSerial, kConfig);
    stick.write(concat("conf.", kSerial, ".md5"), sidecar_of("conf." + kSerial, "another"));
    const Ended ended = from_stick(run);
    expect_failure(ended, {ExitCode::Digest, kConfigStage, "MD5"});
    EXPECT_THAT(ended.err, Not(HasSubstr("server")));
    expect_unchanged(device, before);
}

TEST_F(UsbRun, SaysWhatIsNotOnTheStick) {
    const Ended ended = from_stick(run);
    expect_failure(ended, {ExitCode::Transfer, kConfigStage, concat(stick.path(), "/conf.", kSerial)});
    EXPECT_THAT(ended.err, Not(HasSubstr("server")));
}

TEST_F(UsbRun, FollowsNoLinkOffTheStick) {
    const TempDir outside;
    outside.write("secret", kConfig);
    std::filesystem::create_symlink(outside.path_of("secret"), stick.path_of("conf." + kSerial));
    expect_failure(from_stick(run), {ExitCode::Transfer, kConfigStage, "it is a link"});
    expect_unchanged(device, before);
}

TEST_F(UsbRun, HasNoPoapServer) {
    expect_failure(from_stick({"--server", "127.0.0.1"}), {ExitCode::Usage, "options", "POAP_PHASE=USB"});
}

/// The boot file as it ships, with an options block of poap.py's.
struct PoapPyRun : OwnRun {
    const TempDir folder;
    const Files at_poap_py = {
        {"/var/lib/tftpboot/conf." + kSerial, kConfig},
        {concat("/var/lib/tftpboot/conf.", kSerial, ".md5"), "md5sum=" + md5_of(kConfig) + '\n'},
        {"/var/lib/tftpboot/" + kNewImage, kImage},
        {concat("/var/lib/tftpboot/", kNewImage, ".md5"), sidecar_of(kNewImage, kImage)}};

    std::string boot_file(const std::string& block) const {
        const TempDir shipped;
        std::filesystem::copy_file(BOOT_FILE_PATH, shipped.path_of("poap_script.py"));
        std::string text = shipped.read("poap_script.py");
        const auto begin = text.find("\noptions = {") + 1;
        text.replace(begin, text.find("\n}\n", begin) + 3 - begin, block);
        folder.write("poap_script.py", text);
        return folder.path_of("poap_script.py");
    }

    Ended boot(const std::string& block, const Arguments& variables = {}, const Arguments& more = {}) const {
        Arguments line = device.agent_line(more);
        line.front() = boot_file(block);
        return Process(Arguments{"/usr/bin/python3"} + line, device.environment() + variables).wait();
    }

    static std::string block(const FileServer& server, const std::string& more = {}) {
        return concat("options = {\n   \"username\": \"poap\",\n   \"password\": \"", kPassword,
                      "\",\n   \"hostname\": \"", server.address(),
                      "\",\n   \"transfer_protocol\": \"http\",\n   \"mode\": \"serial_number\",\n"
                      "   \"target_system_image\": \"",
                      kNewImage, "\",\n   \"required_space\": 1,\n   \"use_nxos_boot\": True,\n", more,
                      "}\n");
    }
};

TEST_F(PoapPyRun, IsProvisionedByItsOptionsBlockAsItIs) {
    const FileServer server(at_poap_py, "Authorization: Basic cG9hcDpzM2NyM3Qtb2YtdGhlLWxhYg==\r\n");
    expect_both(device, before, boot(block(server)));
}

TEST_F(PoapPyRun, IsProvisionedWithPoapPysDefaultsWrittenOut) {
    const FileServer server(at_poap_py);
    const Ended ended =
        boot(block(server,
                   "   \"user_app_path\": \"/var/lib/tftpboot/\",\n   \"timeout_config\": 120,\n   "
                   "\"destination_config\": \"poap_conf.cfg\",\n   \"timeout_copy_system\": 2100,\n   "
                   "\"required_space\": 0,\n   \"disable_md5\": 0,\n"));
    expect_both(device, before, ended);
    EXPECT_THAT(ended.err, HasSubstr("left out, as they change nothing here: destination_config, "
                                     "user_app_path, timeout_config, timeout_copy_system"));
}

TEST_F(PoapPyRun, SendsAnEmptyPasswordFromTheEnvironment) {
    const FileServer server(at_poap_py, "Authorization: Basic cG9hcDo=\r\n");
    expect_both(device, before,
                boot(block(server, "   \"password\": os.environ.get(\"NO_SUCH_VARIABLE\", \"\"),\n")));
}

TEST_F(PoapPyRun, NamesAMisspeltKeyAndTheNearest) {
    const FileServer server(at_poap_py);
    const Ended ended = boot(block(server, "   \"sorce_config_file\": \"x\",\n"));
    expect_failure(ended, {ExitCode::Usage, "options",
                           "unknown keys: `sorce_config_file` (did you mean `source_config_file`?)"});
}

TEST_F(PoapPyRun, HandsItsPasswordToNoOtherProgram) {
    const FileServer server(at_poap_py);
    const TempDir witness;
    const Ended ended =
        boot(block(server), {concat("WITNESS=", witness.path_of("")), concat("WITNESSED_VSH=", VSH_PATH)},
             {"--vsh", WITNESS_VSH_PATH});
    expect_both(device, before, ended);
    EXPECT_THAT(witness.read("environment"), Not(HasSubstr(kPassword)));
    const std::string lock = device.bootflash_folder() + "/.poap-agent.lock";
    const std::string descriptors = witness.read("descriptors");
    EXPECT_THAT(lines_of(descriptors), testing::UnorderedElementsAre("0 /dev/null", "1", "2", lock));
}

TEST_F(PoapPyRun, SaysAllThatItCannotDo) {
    const FileServer server(at_poap_py);
    const Ended ended = boot(block(server,
                                   "   \"install_path\": \"/x\",\n   \"timeout_config\": 60,\n   "
                                   "\"compact_image\": False,\n   \"user_app_path\": \"\",\n"));
    expect_failure(ended, {ExitCode::Usage, "options", "install_path, timeout_config"});
    EXPECT_THAT(ended.err, AllOf(Not(HasSubstr("compact_image")), Not(HasSubstr("user_app_path"))));
    EXPECT_THAT(server.paths(), IsEmpty());
}

TEST_F(PoapPyRun, AbortsWithoutASidecarAsPoapPyDoes) {
    const FileServer server(Files{{"/var/lib/tftpboot/conf." + kSerial, kConfig}});
    expect_failure(boot(block(server)), {ExitCode::Digest, kConfigStage, "no checksum for "});
}

TEST_F(PoapPyRun, DoesWithoutASidecarWhereMd5IsDisabled) {
    const FileServer server(
        Files{{"/var/lib/tftpboot/conf." + kSerial, kConfig}, {"/var/lib/tftpboot/" + kNewImage, kImage}});
    expect_both(device, before, boot(block(server, "   \"disable_md5\": True,\n")));
}

}  // namespace
}  // namespace poap::rig
