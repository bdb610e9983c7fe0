// Under which names configurations are written, and over which files.

#include "rendered_configs.hpp"

#include <gmock/gmock.h>

#include "fixture.hpp"
#include "refusal.hpp"

namespace poap::stub::test {
namespace {

using testing::HasSubstr;

const char* const spine1_mac = "5e01.4002.0001";
const char* const leaf2_mac = "5e01.4002.0002";

/// Its PUT is refused, and leaves every file as it was.
void expect_refusal(const RunningStub& stub, const std::string& serial, const std::string& mac,
                    const std::string& why) {
    const auto contents = [&] {
        std::map<std::string, std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(stub.files().path()))
            if (const std::string name = entry.path().filename(); entry.is_regular_file())
                found[name] = stub.files().read(name);
        return found;
    };
    const auto before = contents();
    const auto result = stub.put(serial, mac);
    EXPECT_EQ(result.status, 409) << serial << " " << result.body;
    EXPECT_THAT(message_of(result), HasSubstr(serial + ".cfg is not written: ")) << serial;
    EXPECT_THAT(message_of(result), HasSubstr(why)) << serial;
    EXPECT_EQ(contents(), before) << serial;
}

TEST(RenderedConfig, DoesNotReplaceAFileThatWasNotRendered) {
    const RunningStub stub;
    const TempFolder elsewhere;
    elsewhere.write("kept", "kept");
    stub.files().write("golden.cfg", "by hand");
    stub.files().write("digest.cfg.md5", "by hand");
    std::filesystem::create_symlink(elsewhere / "kept", stub.files() / "link.cfg");
    std::filesystem::create_symlink(elsewhere / "absent", stub.files() / "dangling.cfg");
    std::filesystem::create_directory(stub.files() / "folder.cfg");
    expect_refusal(stub, "golden", spine1_mac, "the file was not rendered here");
    expect_refusal(stub, "GOLDEN", spine1_mac, "golden.cfg differs only in upper and lower case");
    expect_refusal(stub, "digest", spine1_mac, "a sidecar of that name");
    for (const std::string serial : {"link", "dangling", "folder"})
        expect_refusal(stub, serial, spine1_mac, "the file was not rendered here");
    EXPECT_EQ(elsewhere.read("kept"), "kept");
    EXPECT_FALSE(std::filesystem::exists(elsewhere / "absent"));
    EXPECT_EQ(stub.put("TME20230001", spine1_mac).status, 200);
}

TEST(RenderedConfig, DoesNotReplaceThatOfAnotherSwitch) {
    const RunningStub stub;
    stub.put("TME20230001", spine1_mac);
    expect_refusal(stub, "TME20230001", leaf2_mac,
                   "it is the configuration of the switch with the id '5e01.4002.0001'");
    expect_refusal(stub, "tme20230001", leaf2_mac, "differs only in upper and lower case");
    stub.put("TME20230003", no_mac);
    expect_refusal(stub, "tme20230003", leaf2_mac, "differs only in upper and lower case");
    EXPECT_EQ(stub.put("TME20230002", leaf2_mac).status, 200);
}

TEST(RenderedConfig, DoesNotHaveTheNameOfAnImage) {
    const RunningStub stub(
        "pod: {protocol: http, hops: [{system_image: hop.cfg}]}\nswitches:\n"
        "  - {id: 5e01.4002.0001, hostname: h, asn: 1, system_image: nxos.cfg, kickstart_image: "
        "kick.cfg.md5}\n"
        "  - {id: hop, hostname: h, asn: 1, system_image: ''}\n");
    for (const std::string serial : {"nxos", "kick", "hop"})
        expect_refusal(stub, serial, spine1_mac, "an image of that name");
}

TEST(RenderedConfig, IsReplacedWhereTheInventoryHasTheSerialNumber) {
    const RunningStub stub;
    const TempFolder elsewhere;
    elsewhere.write("kept", "kept");
    std::filesystem::create_symlink(elsewhere / "kept", stub.files() / "TME20230003.cfg");
    EXPECT_EQ(stub.put("TME20230003", no_mac).status, 200);
    EXPECT_EQ(stub.files().read("TME20230003.cfg"), "hostname leaf3\nrouter bgp 65003");
    EXPECT_EQ(elsewhere.read("kept"), "kept");
}

struct RestartedStub : testing::Test {
    RestartedStub() { inventory.write("podvars.yml", small_pod); }

    /// What a stub that has just been started answers to spine1.
    int render(const std::string& config) {
        files.write("conf_nxv.j2", config);
        Folder folder(files.path());
        InventoryFile pod(inventory / "podvars.yml", folder, log);
        Registrar registrar(pod, folder, log, lab_quirks);
        try {
            registrar.answer(*FileName::parse("TME20230001"), *MacAddress::parse(spine1_mac), {}, {});
            return 200;
        } catch (const Refusal& refusal) {
            return refusal.status();
        }
    }

    TempFolder files;
    TempFolder inventory;
    std::ostringstream log_text;
    RequestLog log{log_text};
    bool lab_quirks = false;
};

TEST_F(RestartedStub, ReplacesWhatItRenderedAndNotWhatWasEditedSince) {
    for (const bool quirks : {false, true}) {
        lab_quirks = quirks;
        EXPECT_EQ(render("hostname {{ hostname }}"), 200);
        EXPECT_EQ(render("router bgp {{ asn }}"), 200);
        EXPECT_EQ(files.read("TME20230001.cfg"), "router bgp 0123");
        files.write("TME20230001.cfg", "by hand");
        EXPECT_EQ(render("router bgp {{ asn }}"), 409);
        EXPECT_EQ(files.read("TME20230001.cfg"), "by hand");
        std::filesystem::remove(files / "TME20230001.cfg");
        std::filesystem::remove(files / "TME20230001.cfg.md5");
        EXPECT_EQ(render("hostname {{ hostname }}"), 200);
        std::filesystem::remove(files / ".poap-server-stub.json");
        EXPECT_EQ(render("router bgp {{ asn }}"), 409);
        EXPECT_EQ(render("hostname {{ hostname }}"), 200) << "it needs no record of what it renders";
        EXPECT_EQ(render("router bgp {{ asn }}"), 200);
    }
}

TEST(RenderedConfig, HasOneOfAFewNamesOfItsSwitch) {
    const RunningStub stub;
    for (int i = 0; i < 16; ++i) EXPECT_EQ(stub.put("S" + std::to_string(i), spine1_mac).status, 200);
    expect_refusal(stub, "S16", spine1_mac, "this switch already has other names, 16 of them");
    EXPECT_EQ(stub.put("S15", spine1_mac).status, 200);
    std::filesystem::remove(stub.files() / "S0.cfg");
    EXPECT_EQ(stub.put("S16", spine1_mac).status, 200);
}

TEST(RenderedConfigs, AreRecordedInAFileThatIsNotServedAndHasToBeReadable) {
    const RunningStub stub;
    stub.put("TME20230001", spine1_mac);
    EXPECT_THAT(stub.files().read(".poap-server-stub.json"), HasSubstr("TME20230001"));
    EXPECT_EQ(stub.get("/images/.poap-server-stub.json").status, 404);
    stub.files().write(".poap-server-stub.json", "[1]");
    const auto result = stub.put("TME20230001", spine1_mac);
    EXPECT_EQ(result.status, 500);
    EXPECT_THAT(message_of(result), HasSubstr(".poap-server-stub.json, the record of rendered"));
}

}  // namespace
}  // namespace poap::stub::test
