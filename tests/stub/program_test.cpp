// The program as a process: its start, its lines, its end.

#include "program.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "failing_calls.hpp"
#include "fixture.hpp"
#include "running_tftp.hpp"
#include "support/collector.hpp"
#include "support/tftp_packets.hpp"
#include "transfer/tftp/tftp_client.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::stub::test {
namespace {

using testing::HasSubstr;

std::string address_in(const std::string& line) {
    return line.substr(line.rfind(' ') + 1);
}

struct ProgramTest : testing::Test {
    TempFolder files;
    std::string inventory = files / "podvars.yml";
    std::string templates = files / "templates";

    ProgramTest() {
        files.write("podvars.yml", small_pod);
        std::filesystem::create_directory(templates);
        files.write("templates/conf_nxv.j2", "hostname {{ hostname }}");
    }

    std::vector<std::string> arguments(const std::string& listen) const {
        return {"--inventory", inventory, "--templates", templates, "--listen", listen};
    }

    std::vector<std::string> with_tftp(const std::string& tftp) const {
        auto with = arguments("127.0.0.1:0");
        with.insert(with.end(), {"--tftp", tftp});
        return with;
    }

    void expect_failure(const std::vector<std::string>& with, int code, const std::string& cause) const {
        Program program(with);
        ASSERT_EQ(program.line(), "");
        EXPECT_THAT(program.all_errors(), HasSubstr(cause));
        EXPECT_EQ(program.exit_code(), code);
    }
};

TEST_F(ProgramTest, SaysWhereItListensAndAnswersThere) {
    Program program(arguments("127.0.0.1:0"));
    const std::string line = program.line();
    const std::string prefix = "poap-server-stub listening on ";
    ASSERT_THAT(line, testing::StartsWith(prefix + "127.0.0.1:"));
    httplib::Client client("http://" + line.substr(prefix.size()));
    EXPECT_EQ(client.Put("/TME20230001", httplib::Params{{"data", "5e01.4002.0001"}})->status, 200);
    EXPECT_EQ(client.Get("/conf/TME20230001")->body, "hostname spine1");
    program.send(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_THAT(program.all_errors(), HasSubstr("127.0.0.1 PUT /TME20230001 200\n"));
}

TEST_F(ProgramTest, ListensOnIpv6) {
    Program program(arguments("[::1]:0"));
    EXPECT_THAT(program.line(), testing::MatchesRegex("poap-server-stub listening on \\[::1\\]:[0-9]+"));
    program.send(SIGINT);
    EXPECT_EQ(program.exit_code(), 0);
}

TEST_F(ProgramTest, ServesTftpWhereItSaysAfterItsFirstLine) {
    files.write("templates/nxos.bin", telling_bytes(1'000'000));
    Program program(with_tftp("127.0.0.1:0"));
    EXPECT_THAT(program.line(), HasSubstr("listening on 127.0.0.1:"));
    const std::string line = program.line();
    const std::string prefix = "poap-server-stub serving TFTP on ";
    ASSERT_THAT(line, testing::StartsWith(prefix + "127.0.0.1:"));
    const Interrupt interrupt;
    Log log;
    poap::test::Collector sink;
    tftp::TftpClient client(std::chrono::seconds(60), {}, interrupt, log);
    EXPECT_FALSE(client.fetch("tftp://" + line.substr(prefix.size()) + "/nxos.bin", sink));
    EXPECT_TRUE(sink.bytes == telling_bytes(1'000'000));
    program.send(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_THAT(program.all_errors(), HasSubstr("127.0.0.1 RRQ nxos.bin 1000000 bytes\n"));
}

TEST_F(ProgramTest, NamesItsTftpServerInAPlan) {
    files.write("podvars.yml",
                "pod: {protocol: tftp}\nswitches:\n  - {id: X, hostname: h, asn: 1, system_image: ''}\n");
    Program program(with_tftp("127.0.0.1:0"));
    const std::string http = program.line();
    const std::string tftp = program.line();
    httplib::Client client("http://" + http.substr(http.rfind(' ') + 1));
    const auto answer = nlohmann::json::parse(client.Put("/X", httplib::Params{{"data", no_mac}})->body);
    EXPECT_EQ(answer.at("tftp_server"), tftp.substr(tftp.rfind(' ') + 1));
}

TEST_F(ProgramTest, EndsInTheMiddleOfATransfer) {
    files.write("templates/nxos.bin", telling_bytes(1'000'000));
    Program program(with_tftp("127.0.0.1:0"));
    program.line();
    const std::string line = program.line();
    const int port = std::stoi(line.substr(line.rfind(':') + 1));
    const auto server = poap::test::udp_address("127.0.0.1", static_cast<std::uint16_t>(port)).raw();
    const Descriptor client(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const std::string request = tftp::read_request("nxos.bin", {});
    ::sendto(client.get(), request.data(), request.size(), 0, server.get(), server.size);
    char first_byte = 0;
    ASSERT_EQ(::recv(client.get(), &first_byte, 1, 0), 1);
    program.send(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_THAT(program.all_errors(),
                HasSubstr("RRQ nxos.bin 0 of 1000000 bytes: the server is being stopped"));
}

TEST_F(ProgramTest, HasTheDigestsOfItsImagesBeforeASwitchAsks) {
    files.write("templates/nxos.9.3.5.bin", "an image");
    files.write("templates/nxos.9.3.10.bin", "another image");
    Program program(arguments("127.0.0.1:0"));
    program.line();
    EXPECT_THAT(files.read("templates/nxos.9.3.5.bin.md5"), testing::EndsWith("  nxos.9.3.5.bin\n"));
    std::string edited = small_pod;
    files.write("podvars.yml", edited.replace(edited.find("nxos.9.3.5.bin"), 14, "nxos.9.3.10.bin"));
    while (!std::filesystem::exists(files / "templates/nxos.9.3.10.bin.md5")) std::this_thread::yield();
    program.send(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
}

TEST_F(ProgramTest, EndsWhileItReadsAnImageBeforeItIsReady) {
    const std::string image = files / "templates/nxos.9.3.5.bin";
    files.write("templates/nxos.9.3.5.bin", "");
    std::filesystem::resize_file(image, long_to_hash);
    Program program(arguments("127.0.0.1:0"));
    wait_until_open(std::to_string(program.pid()), image);
    program.send(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_EQ(program.line(), "") << "was never ready";
    EXPECT_FALSE(std::filesystem::exists(image + ".md5"));
}

TEST_F(ProgramTest, LeavesAnImageThatAnEditNoLongerNames) {
    const std::string large = files / "templates/nxos.9.3.10.bin";
    files.write("templates/nxos.9.3.10.bin", "");
    std::filesystem::resize_file(large, long_to_hash);
    files.write("templates/nxos.9.3.9.bin", "an image");
    Program program(arguments("127.0.0.1:0"));
    program.line();
    const auto name_image = [&](const std::string& name) {
        std::string edited = small_pod;
        files.write("podvars.yml", edited.replace(edited.find("nxos.9.3.5.bin"), 14, name));
    };
    name_image("nxos.9.3.10.bin");
    wait_until_open(std::to_string(program.pid()), large);
    name_image("nxos.9.3.9.bin");
    while (!std::filesystem::exists(files / "templates/nxos.9.3.9.bin.md5")) std::this_thread::yield();
    EXPECT_FALSE(std::filesystem::exists(large + ".md5"));
}

TEST_F(ProgramTest, LogsThatItsInventoryCameIntoTheServedFolder) {
    Program program(arguments("127.0.0.1:0"));
    program.line();
    std::filesystem::create_hard_link(inventory, files / "templates/pod.yml");
    EXPECT_THAT(program.error_line(), HasSubstr("podvars.yml: is served to everyone, as "));
}

TEST_F(ProgramTest, StartsWithFaultsThatBelongToARequest) {
    files.write("podvars.yml", "pod: {}\nswitches:\n  - {id: X, system_image: ../x}\n  - nonsense\n");
    std::filesystem::remove(files / "templates/conf_nxv.j2");
    Program program(arguments("127.0.0.1:0"));
    EXPECT_THAT(program.line(), HasSubstr("listening"));
}

TEST_F(ProgramTest, RefusesAPortThatIsTaken) {
    Program first(arguments("127.0.0.1:0"));
    const std::string line = first.line();
    const std::string address = address_in(line);
    const std::string port = address.substr(address.rfind(':') + 1);
    expect_failure(arguments(address), 1,
                   "cannot listen on " + address +
                       ": Address already in use. Another program has the port: ss -tlnp 'sport = :" + port +
                       "' names it");
    expect_failure(arguments("0.0.0.0:" + port), 1, "Address already in use");
    expect_failure(arguments("192.0.2.1:0"), 1, "It is not an address of this machine");
}

TEST_F(ProgramTest, RefusesATftpPortThatIsTaken) {
    Program first(with_tftp("127.0.0.1:0"));
    first.line();
    const std::string line = first.line();
    expect_failure(with_tftp(line.substr(line.rfind(' ') + 1)), 1,
                   "Address already in use. Another program has the port: ss -ulnp 'sport = :");
    expect_failure(with_tftp("192.0.2.1:0"), 1, "cannot serve TFTP on 192.0.2.1:0");
}

TEST_F(ProgramTest, EndsWhenItsHttpSocketFails) {
    Program program(arguments("127.0.0.1:0"), [] { fail_call(SYS_accept4, EINVAL); });
    const auto address = ListenAddress::parse(address_in(program.line()));
    httplib::Client(address.host, address.port).Get("/conf/x");
    EXPECT_THAT(program.all_errors(),
                testing::AllOf(HasSubstr("HTTP is no longer served: the listening socket of " +
                                         address.text() + " failed: Invalid argument\n"),
                               HasSubstr("poap-server-stub: HTTP is no longer served")));
    EXPECT_EQ(program.exit_code(), 1);
}

TEST_F(ProgramTest, EndsWhenItsTftpSocketFails) {
    Program program(with_tftp("127.0.0.1:0"), [] { fail_call(SYS_recvmsg, EBADF); });
    program.line();
    const auto address = ListenAddress::parse(address_in(program.line()));
    RawClient().say("x", poap::test::udp_address("127.0.0.1", address.port));
    EXPECT_THAT(program.all_errors(),
                HasSubstr("TFTP is no longer served: cannot receive requests: Bad file"));
    EXPECT_EQ(program.exit_code(), 1);
}

TEST_F(ProgramTest, LogsAMistakeInTheInventoryWithoutBeingAsked) {
    Program program(arguments("127.0.0.1:0"));
    program.line();
    files.write("podvars.yml", "pod: [\n");
    EXPECT_THAT(program.error_line(), HasSubstr("podvars.yml: is not YAML: line 2, column 1: "));
    files.write("podvars.yml", small_pod);
    EXPECT_THAT(program.error_line(), HasSubstr("podvars.yml: read again, 3 switches"));
}

TEST_F(ProgramTest, RefusesWhatIsMalformedOrMissing) {
    files.write("podvars.yml", "pod: [\n");
    expect_failure(arguments("127.0.0.1:0"), 2, "podvars.yml: is not YAML: ");
    files.write("podvars.yml", "switches: []\n");
    expect_failure(arguments("127.0.0.1:0"), 2, "podvars.yml: has no 'pod:'");
    std::filesystem::remove_all(templates);
    files.write("podvars.yml", small_pod);
    expect_failure(arguments("127.0.0.1:0"), 2, "opening the templates folder " + templates);
    inventory = files / "absent.yml";
    templates = files.path();
    expect_failure(arguments("127.0.0.1:0"), 2, "absent.yml: cannot be read");
}

TEST_F(ProgramTest, RefusesToServeItsInventory) {
    namespace fs = std::filesystem;
    const fs::path folder = templates;
    const std::string cause = ": is served to everyone, as ";
    fs::create_directory(folder / "below");
    const auto expect_refusal = [&](const fs::path& served) {
        expect_failure(arguments("127.0.0.1:0"), 2, cause + fs::canonical(folder).string());
        fs::remove_all(served);
    };
    for (const fs::path& link : {folder / "link", folder / "below/link"}) {
        fs::create_symlink(inventory, link);
        expect_refusal(link);
        fs::create_hard_link(inventory, link);
        expect_refusal(link);
        fs::create_directory_symlink(files.path(), link);
        expect_failure(arguments("127.0.0.1:0"), 2, cause);
        fs::remove(link);
    }
    fs::create_directory_symlink("/nowhere", folder / "dangling");
    Program(arguments("127.0.0.1:0")).line();  // as good as before
    for (const fs::path& served : {folder / "podvars.yml", folder / "below/podvars.yml"}) {
        fs::copy(inventory, served);
        inventory = served;
        expect_refusal(served);
        inventory = files / "podvars.yml";
        fs::create_symlink(inventory, served);
        inventory = served;
        expect_refusal(served);
        inventory = files / "podvars.yml";
    }
    fs::create_directory_symlink(folder, files / "other");
    fs::copy(inventory, folder / "pod.yml");
    inventory = files / "other/pod.yml";
    expect_refusal(folder / "pod.yml");
}

TEST_F(ProgramTest, RefusesWrongUsage) {
    expect_failure({}, 2, "required");
    expect_failure(arguments("5000"), 2, "'5000' is not ADDR:PORT");
    expect_failure(with_tftp("69"), 2, "'69' is not ADDR:PORT");
}

}  // namespace
}  // namespace poap::stub::test
