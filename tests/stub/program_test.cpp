// The program as a process: its start, its lines, its end.

#include "program.hpp"

#include <gmock/gmock.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "failing_calls.hpp"
#include "fixture.hpp"
#include "running_tftp.hpp"

namespace poap::stub::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr, testing::StartsWith;

struct ProgramTest : testing::Test {
    TempFolder files;
    std::string inventory = files / "podvars.yml";
    std::string templates = files / "templates";

    ProgramTest() {
        files.write("podvars.yml", small_pod);
        fs::create_directory(templates);
        files.write("templates/conf_nxv.j2", "hostname {{ hostname }}");
    }

    std::vector<std::string> arguments(const std::string& listen = "127.0.0.1:0") const {
        return {"--inventory", inventory, "--templates", templates, "--listen", listen};
    }
    std::vector<std::string> with_tftp(const std::string& tftp = "127.0.0.1:0") const {
        auto with = arguments();
        with.insert(with.end(), {"--tftp", tftp});
        return with;
    }
    /// Has the first two switches get another image.
    void name_image(const std::string& name) const {
        std::string edited = small_pod;
        files.write("podvars.yml", edited.replace(edited.find("nxos.9.3.5.bin"), 14, name));
    }

    static void expect_failure(const std::vector<std::string>& with, int code, const std::string& cause) {
        Program program(with);
        ASSERT_EQ(program.line(), "");
        EXPECT_THAT(program.all_errors(), HasSubstr(cause));
        EXPECT_EQ(program.exit_code(), code);
    }
    static void expect_good_end(Program& program, int signal, const std::string& log) {
        program.send(signal);
        EXPECT_EQ(program.exit_code(), 0);
        EXPECT_THAT(program.all_errors(), HasSubstr(log));
    }
    static httplib::Client client_of(const std::string& line) {
        const ListenAddress address = address_in(line);
        return httplib::Client(address.host, address.port);
    }
};

TEST_F(ProgramTest, NamesTheOptionThatIsWrongUnknownOrMissing) {
    expect_failure({"--tftpp", "x"}, 2,
                   "poap-server-stub: --tftpp is not an option: see poap-server-stub --help\n");
    expect_failure({"--inventory", inventory, "--templates", templates}, 2,
                   "poap-server-stub: --inventory, --templates and --listen are required: see "
                   "poap-server-stub --help\n");
    expect_failure({"--listen"}, 2, "poap-server-stub: --listen needs a value\n");
}

TEST_F(ProgramTest, PrintsItsVersion) {
    Program program({"--version"});
    EXPECT_THAT(program.line(), testing::MatchesRegex("poap-server-stub [0-9]+\\.[0-9]+\\.[0-9]+"));
    EXPECT_EQ(program.exit_code(), 0);
}

TEST_F(ProgramTest, SaysWhereItListensAndAnswersThere) {
    for (const auto& [listen, host, signal] :
         {std::tuple("127.0.0.1:0", "127.0.0.1", SIGTERM), {"[::1]:0", "::1", SIGINT}}) {
        Program program(arguments(listen));
        const std::string line = program.line();
        ASSERT_THAT(line, StartsWith("poap-server-stub listening on "));
        EXPECT_EQ(address_in(line).host, host);
        auto client = client_of(line);
        EXPECT_EQ(client.Put("/TME20230001", httplib::Params{{"data", "5e01.4002.0001"}})->status, 200);
        EXPECT_EQ(client.Get("/conf/TME20230001")->body, "hostname spine1");
        expect_good_end(program, signal, std::string(host) + " PUT /TME20230001 200\n");
    }
}

TEST_F(ProgramTest, ServesTftpWhereItSaysAndNamesItInAPlan) {
    files.write("podvars.yml",
                "pod: {protocol: tftp}\nswitches:\n  - {id: X, hostname: h, asn: 1, system_image: ''}\n");
    const std::string image = telling_bytes(1'000'000);
    files.write("templates/nxos.bin", image);
    Program program(with_tftp());
    auto client = client_of(program.line());
    const std::string line = program.line();
    ASSERT_THAT(line, StartsWith("poap-server-stub serving TFTP on 127.0.0.1:"));
    const std::string tftp = address_in(line).text();
    const auto plan = nlohmann::json::parse(client.Put("/X", httplib::Params{{"data", no_mac}})->body);
    EXPECT_EQ(plan.at("tftp_server"), tftp);
    EXPECT_TRUE(fetched("tftp://" + tftp + "/nxos.bin") == image);
    EXPECT_THAT(program.error_line(), HasSubstr("PUT /X 200"));
    EXPECT_THAT(program.error_line(), HasSubstr("127.0.0.1 RRQ nxos.bin 1000000 bytes"));
    expect_good_end(program, SIGTERM, "");
}

TEST_F(ProgramTest, EndsInTheMiddleOfATransferAndTellsTheClient) {
    files.write("templates/nxos.bin", telling_bytes(1'000'000));
    Program program(with_tftp());
    program.line();
    poap::test::UdpPeer client;
    answer_to(client, tftp::read_request("nxos.bin", {}), address_in(program.line()).port);
    expect_good_end(program, SIGTERM, "RRQ nxos.bin 0 of 1000000 bytes: the server is stopping");
    std::string last = client.hear();
    while (last[1] == 3) last = client.hear();  // the block again
    EXPECT_EQ(poap::test::in_words(last), "ERROR 0 the server is stopping");
}

TEST_F(ProgramTest, HasTheDigestsOfItsImagesBeforeASwitchAsks) {
    files.write("templates/nxos.9.3.5.bin", "an image");
    files.write("templates/nxos.9.3.10.bin", "another image");
    Program program(arguments());
    program.line();
    while (!fs::exists(files / "templates/nxos.9.3.5.bin.md5")) std::this_thread::yield();
    EXPECT_THAT(files.read("templates/nxos.9.3.5.bin.md5"), testing::EndsWith("  nxos.9.3.5.bin\n"));
    name_image("nxos.9.3.10.bin");
    while (!fs::exists(files / "templates/nxos.9.3.10.bin.md5")) std::this_thread::yield();
    expect_good_end(program, SIGTERM, "");
}

TEST_F(ProgramTest, IsReadyAndEndsWhileItReadsAnImage) {
    const std::string image = files / "templates/nxos.9.3.5.bin";
    files.write("templates/nxos.9.3.5.bin", "");
    fs::resize_file(image, long_to_hash);
    Program program(arguments());
    EXPECT_THAT(program.line(), StartsWith("poap-server-stub listening on "));
    wait_until_open(std::to_string(program.pid()), image);
    expect_good_end(program, SIGTERM, "");
    EXPECT_FALSE(fs::exists(image + ".md5"));
}

TEST_F(ProgramTest, LeavesAnImageThatAnEditNoLongerNames) {
    const std::string large = files / "templates/nxos.9.3.10.bin";
    files.write("templates/nxos.9.3.10.bin", "");
    fs::resize_file(large, long_to_hash);
    files.write("templates/nxos.9.3.9.bin", "an image");
    const Program program(arguments());
    program.line();
    name_image("nxos.9.3.10.bin");
    wait_until_open(std::to_string(program.pid()), large);
    name_image("nxos.9.3.9.bin");
    while (!fs::exists(files / "templates/nxos.9.3.9.bin.md5")) std::this_thread::yield();
    EXPECT_FALSE(fs::exists(large + ".md5"));
}

TEST_F(ProgramTest, LogsWhatIsWrongWithoutBeingAsked) {
    const Program program(arguments());
    program.line();
    EXPECT_THAT(program.error_line(), HasSubstr("the image nxos.9.3.5.bin is not in the templates folder"));
    files.write("podvars.yml", "pod: [\n");
    EXPECT_THAT(program.error_line(), HasSubstr("podvars.yml: is not YAML: line 2, column 1: "));
    files.write("podvars.yml", small_pod);
    EXPECT_THAT(program.error_line(), HasSubstr("podvars.yml: read again, 3 switches"));
    files.write("templates/conf_nxv.j2", "hostname {{ hostname }}\n{% if %}");
    EXPECT_THAT(program.error_line(), HasSubstr("conf_nxv.j2 line 2: "));
    // At once, since the check may still be using the one before.
    files.write("next", "hostname {{ hostname }}\n{{ asn }} {{ vrf }}");
    fs::rename(files / "next", files / "templates/conf_nxv.j2");
    std::vector<std::string> faults;
    for (int i = 0; i < 3; ++i) faults.push_back(program.error_line());
    std::vector<testing::Matcher<std::string>> expected;
    for (const std::string name : {"5e01.4002.0001", "5e01.4002.0002", "TME20230003"})
        expected.push_back(
            HasSubstr("conf_nxv.j2 line 2 uses 'vrf', which the switch " + name + " at line "));
    EXPECT_THAT(faults, testing::UnorderedElementsAreArray(expected));
    files.write("templates/poap_script.py", "#!/bin/env python\n");
    EXPECT_THAT(program.error_line(), HasSubstr("poap_script.py: it has no #md5sum line"));
    fs::create_hard_link(inventory, files / "templates/pod.yml");
    EXPECT_THAT(program.error_line(),
                HasSubstr("podvars.yml: is in the templates folder, which everyone can download, as "));
}

TEST_F(ProgramTest, ChecksEverythingAtOnceAndWritesNothing) {
    const std::vector<std::string> check = {"--inventory", inventory, "--templates", templates, "--check"};
    files.write("templates/nxos.9.3.5.bin", "an image");
    Program good(check);
    EXPECT_EQ(good.line(), "no faults, 3 switches");
    EXPECT_EQ(good.exit_code(), 0);
    files.write("podvars.yml",
                std::string(small_pod) + "  - {id: X, protocol: ftp, system_image: gone.bin}\n");
    fs::create_symlink("/nowhere", files / "templates/gone.bin");
    files.write("templates/poap_script.py", "#!/bin/env python\n#md5sum=\"0\"\n");
    Program bad(check);
    EXPECT_EQ(bad.line(), inventory + ": line 22, switch X: 'protocol' is 'ftp', but must be http or tftp");
    EXPECT_EQ(bad.line(),
              "poap_script.py: it was changed since it was signed, so a switch refuses it. Run "
              "sign-boot-file on it");
    EXPECT_EQ(
        bad.line(),
        "conf_nxv.j2 line 1 uses 'hostname', which the switch X at line 22 of the inventory does not have");
    EXPECT_EQ(bad.line(), "gone.bin is a symbolic link, and links are not followed");
    EXPECT_EQ(bad.line(), "");
    EXPECT_EQ(bad.exit_code(), 1);
    files.write("podvars.yml", "pod: [\n");
    expect_failure(check, 2, "podvars.yml: is not YAML: ");
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(templates)) names.push_back(entry.path().filename());
    EXPECT_THAT(names,
                testing::UnorderedElementsAre("conf_nxv.j2", "nxos.9.3.5.bin", "gone.bin", "poap_script.py"));
}

TEST_F(ProgramTest, PrintsWhatASwitchWouldGet) {
    const auto render = [this](const std::string& id) {
        return std::vector<std::string>{"--inventory", inventory, "--templates", templates, "--render", id};
    };
    for (const std::string id : {"TME20230003", "5e01.4002.0001", "5E:01:40:02:00:01"}) {
        Program program(render(id));
        EXPECT_EQ(program.line(), "{");
        while (!program.line().empty()) {
        }
        EXPECT_EQ(program.line(), "hostname " + std::string(id == "TME20230003" ? "leaf3" : "spine1"));
        EXPECT_EQ(program.exit_code(), 0);
    }
    expect_failure(render("TME20239999"), 1, "no switch whose id is the serial number 'TME20239999'");
    expect_failure(render("../x"), 1, "'../x' is neither a serial number nor a MAC address");
    fs::remove(files / "templates/conf_nxv.j2");
    expect_failure(render("TME20230003"), 1, "the templates folder has no conf_nxv.j2");
}

TEST_F(ProgramTest, StartsWithFaultsThatBelongToARequest) {
    files.write("podvars.yml", "pod: {}\nswitches:\n  - {id: X, system_image: ../x}\n  - nonsense\n");
    fs::remove(files / "templates/conf_nxv.j2");
    fs::create_directory_symlink("/nowhere", files / "templates/dangling");
    EXPECT_THAT(Program(arguments()).line(), HasSubstr("listening"));
}

TEST_F(ProgramTest, RefusesAPortThatIsTaken) {
    const Program first(with_tftp());
    const ListenAddress http = address_in(first.line());
    const std::string port = std::to_string(http.port);
    expect_failure(arguments(http.text()), 1,
                   "cannot listen on " + http.text() +
                       ": Address already in use. Another program uses the port: ss -tanp 'sport = :" + port +
                       "' prints it");
    expect_failure(arguments("0.0.0.0:" + port), 1, "Address already in use");
    expect_failure(arguments("192.0.2.1:0"), 1, "It is not an address of this machine");
    expect_failure(with_tftp(address_in(first.line()).text()), 1,
                   "Address already in use. Another program uses the port: ss -uanp 'sport = :");
    expect_failure(with_tftp("192.0.2.1:0"), 1, "cannot serve TFTP on 192.0.2.1:0");
}

TEST_F(ProgramTest, EndsWhenItsHttpSocketFails) {
    Program program(arguments(), [] { fail_call(SYS_accept4, EINVAL); });
    const auto address = address_in(program.line());
    httplib::Client(address.host, address.port).Get("/conf/x");
    EXPECT_THAT(
        program.all_errors(),
        testing::AllOf(HasSubstr("the HTTP server has stopped: the listening socket of " + address.text() +
                                 " failed: Invalid argument\n"),
                       HasSubstr("poap-server-stub: the HTTP server has stopped: see the line above")));
    EXPECT_EQ(program.exit_code(), 1);
}

TEST_F(ProgramTest, EndsWhenItsTftpSocketFails) {
    Program program(with_tftp(), [] { fail_call(SYS_recvmsg, EBADF); });
    program.line();
    poap::test::UdpPeer().say("x", poap::test::udp_address("127.0.0.1", address_in(program.line()).port));
    EXPECT_THAT(program.all_errors(),
                HasSubstr("the TFTP server has stopped: cannot receive requests: Bad file"));
    EXPECT_EQ(program.exit_code(), 1);
}

TEST_F(ProgramTest, RefusesWhatIsMalformedOrMissing) {
    expect_failure({}, 2, "--inventory, --templates and --listen are required");
    expect_failure(arguments("5000"), 2, "'5000' is not ADDR:PORT");
    expect_failure(with_tftp("69"), 2, "'69' is not ADDR:PORT");
    files.write("podvars.yml", "pod: [\n");
    expect_failure(arguments(), 2, "podvars.yml: is not YAML: ");
    fs::remove_all(templates);
    files.write("podvars.yml", small_pod);
    expect_failure(arguments(), 2,
                   "poap-server-stub: cannot open the templates folder " + templates + ": No such file");
    inventory = files / "absent.yml";
    templates = files.path();
    expect_failure(arguments(), 2, "absent.yml: cannot be read");
}

TEST_F(ProgramTest, RefusesToServeItsInventory) {
    const std::string outside = inventory;
    const std::string cause =
        ": is in the templates folder, which everyone can download, as " + fs::canonical(templates).string();
    fs::create_directory(files / "templates/below");
    fs::create_directory_symlink(templates, files / "other");
    for (const std::string name : {"templates/pod.yml", "templates/below/pod.yml", "other/pod.yml"}) {
        const fs::path served = files / name;
        for (const bool hard : {false, true}) {
            hard ? fs::create_hard_link(outside, served) : fs::create_symlink(outside, served);
            inventory = outside;
            expect_failure(arguments(), 2, cause);
            inventory = served;
            expect_failure(arguments(), 2, cause);
            fs::remove(served);
        }
    }
    inventory = outside;
    fs::create_directory_symlink(files.path(), files / "templates/link");
    expect_failure(arguments(), 2, ": is in the templates folder, which everyone can download, as ");
}

}  // namespace
}  // namespace poap::stub::test
