#include "inventory_file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "fixture.hpp"

namespace poap::stub::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string pod_with(const std::string& id) {
    return "pod: {protocol: http}\nswitches:\n  - {id: " + id + ", hostname: h, asn: 1, system_image: ''}\n";
}

struct EditedInventory : testing::Test {
    TempFolder folder;
    TempFolder served;
    Folder folder_served{served.path()};
    std::ostringstream log_text;
    RequestLog log{log_text};
    fs::path path = folder / "podvars.yml";

    EditedInventory() { folder.write("podvars.yml", pod_with("A")); }

    InventoryFile file() {
        return InventoryFile(path, folder_served, log, [] {});
    }
    static bool has(InventoryFile& file, const std::string& id) { return file.current()->has_id(id); }

    /// How often the log says that.
    std::ptrdiff_t count(const std::string& text) const {
        std::ptrdiff_t found = 0;
        const std::string all = log_text.str();
        for (std::size_t at = 0; (at = all.find(text, at)) != all.npos; ++at) ++found;
        return found;
    }
};

TEST_F(EditedInventory, IsReadAgain) {
    InventoryFile read = file();
    const auto before = read.current();
    const auto time = fs::last_write_time(path);
    folder.write("podvars.yml", pod_with("B"));
    fs::last_write_time(path, time);
    EXPECT_TRUE(has(read, "B")) << "though size and time are the same";
    EXPECT_FALSE(has(read, "A"));
    EXPECT_TRUE(before->has_id("A")) << "a request keeps the inventory it began with";
    EXPECT_EQ(count("podvars.yml: read again, 1 switches"), 1);
}

TEST_F(EditedInventory, MayBeReplacedByAnotherFile) {
    InventoryFile read = file();
    folder.write("new", pod_with("B"));
    fs::rename(folder / "new", path);
    EXPECT_TRUE(has(read, "B"));
    folder.write("elsewhere.yml", pod_with("C"));
    fs::remove(path);
    fs::create_symlink(folder / "elsewhere.yml", path);
    EXPECT_TRUE(has(read, "C"));
    folder.write("elsewhere.yml", pod_with("D"));
    EXPECT_TRUE(has(read, "D"));
}

/// Damages an inventory; the fault that is then logged.
struct Breakage {
    std::function<void(const EditedInventory&)> damage;
    std::string fault;
};

Breakage with_text(const std::string& text, const std::string& fault) {
    return {[text](auto& test) { test.folder.write("podvars.yml", text); }, fault};
}

TEST_F(EditedInventory, IsReportedOnceWhereItIsBrokenAndTheLastGoodOneIsKept) {
    const Breakage kBreakages[] = {
        with_text("pod:\n  a: 1\n\tb: 2\n", "is not YAML: line 3, column 1: illegal tab"),
        with_text("pod: {}\nswitches: [\n<<: 1]\n", "line 3: '<<' is neither a map nor a list of maps"),
        with_text("pod: {protocol: http}\nswitch: [{id: B}]\n", "has no switches under 'switches:'"),
        with_text("pod: {protocol: http}\n", "has no switches under 'switches:'"),
        with_text("pod: {protocol: ftp}\nswitches: [{id: B}]\n",
                  "in 'pod:', 'protocol' is 'ftp', but must be http or tftp"),
        with_text("pod: {}\nswitches:\n- {id: B, system_image: ../x}\n",
                  "line 3, switch B: 'system_image: ../x' is not a plain file name"),
        with_text("pod: {}\nswitches:\n- {id: B, hops: [{system_image: a/b}]}\n",
                  "line 3, switch B: in 'hops:', 'system_image: a/b' is not a plain file name"),
        with_text("pod: {}\nswitches:\n- {id: 700f.6a91.03c0}\n- {id: \"70:0f:6a:91:03:c0\"}\n",
                  "the id '70:0f:6a:91:03:c0' is used twice, at lines 3 and 4"),
        with_text("pod: {}\nswitches:\n- {id: B, template: ../x.j2}\n",
                  "line 3, switch B: 'template: ../x.j2' is not a file in the templates folder"),
        with_text("pod: {}\ndefaults: {install: by-hand}\nswitches: [{id: B}]\n",
                  "in 'defaults:', 'install' is 'by-hand', but must be boot-variable or install-all"),
        with_text("pod: {}\ndefaults: {id: A}\nswitches: [{id: B}]\n", "in 'defaults:', there is an 'id'"),
        with_text("pod: {}\nunknown:\n  id: A\nswitches: [{id: B}]\n", "line 3, 'unknown:': it has an 'id'"),
        with_text("pod: {}\nunknown: [1]\n", "line 2: 'unknown:' is not a map of keys and values"),
        with_text("pod: {}\ndefaults: yes\n", "line 2: 'defaults:' is not a map of keys and values"),
        with_text("", "'pod:' is missing or empty: it needs at least 'protocol: http' or 'protocol: tftp'"),
        {[](auto& test) { fs::remove(test.path); }, "cannot be read: No such file or directory"},
        {[](auto& test) { fs::remove(test.path), fs::create_directory(test.path); },
         "is no longer a regular file"},
        {[](auto& test) {
             fs::remove(test.path);
             ::mkfifo(test.path.c_str(), 0600);
         },
         "is no longer a regular file"},
        {[](auto& test) {
             test.served.write("pod.yml", pod_with("X"));
             fs::remove(test.path);
             fs::create_symlink(test.served / "pod.yml", test.path);
         },
         "is in the templates folder, which everyone can download"},
        {[](auto& test) { fs::resize_file(test.path, (16 << 20) + 1); }, "is larger than 16777216 bytes"}};
    for (const Breakage& breakage : kBreakages) {
        SCOPED_TRACE(breakage.fault);
        log_text.str("");
        folder.write("podvars.yml", pod_with("A"));
        InventoryFile read = file();
        breakage.damage(*this);
        for (int request = 0; request < 3; ++request) EXPECT_TRUE(has(read, "A"));
        EXPECT_EQ(count("podvars.yml: " + breakage.fault), 1) << log_text.str();
        EXPECT_EQ(count("The previous inventory stays in use until this is fixed"), 1);
        fs::remove_all(path);
        folder.write("podvars.yml", pod_with("B"));
        EXPECT_TRUE(has(read, "B"));
        EXPECT_EQ(count("read again"), 1);
    }
}

TEST_F(EditedInventory, IsReadOnceItIsWrittenWhole) {
    const std::string text = pod_with("B");
    std::ofstream writer;
    std::size_t written = 0;
    InventoryFile read(path, folder_served, log, [&] {
        if (written == text.size()) return;
        writer << text[written++] << std::flush;
    });
    writer.open(path, std::ios::binary | std::ios::trunc);
    writer << text.substr(0, written = text.size() - 8) << std::flush;
    EXPECT_TRUE(has(read, "B"));
    EXPECT_EQ(count("stays in use"), 0) << log_text.str();
}

TEST_F(EditedInventory, IsNotWaitedForWithoutEnd) {
    InventoryFile read(path, folder_served, log, [this] { std::ofstream(path, std::ios::app) << "#\n"; });
    folder.write("podvars.yml", pod_with("B"));
    EXPECT_TRUE(has(read, "B"));
}

/// What keeps a good inventory from being used, and passes without an edit of it.
struct Obstacle {
    const char* name;
    std::function<void(const EditedInventory&)> put;
    std::function<void(const EditedInventory&)> remove;
};

const Obstacle kObstacles[] = {
    {"a symbolic link in the served folder",
     [](auto& test) { fs::create_symlink(test.path, test.served / "pod.yml"); },
     [](auto& test) { fs::remove(test.served / "pod.yml"); }},
    {"a hard link in the served folder",
     [](auto& test) { fs::create_hard_link(test.path, test.served / "pod.yml"); },
     [](auto& test) { fs::remove(test.served / "pod.yml"); }},
    {"moved into the served folder",
     [](auto& test) {
         fs::rename(test.path, test.served / "pod.yml");
         fs::create_symlink(test.served / "pod.yml", test.path);
     },
     [](auto& test) { fs::rename(test.served / "pod.yml", test.path); }},
    {"no served folder", [](auto& test) { fs::rename(test.served.path(), test.folder / "away"); },
     [](auto& test) { fs::rename(test.folder / "away", test.served.path()); }},
};

TEST_F(EditedInventory, IsReadOnceAnObstacleIsGoneThoughItsTextMayBeAsBefore) {
    for (const Obstacle& obstacle : kObstacles) {
        for (const std::string id : {"A", "B"}) {
            SCOPED_TRACE(obstacle.name);
            log_text.str("");
            fs::remove(path);
            folder.write("podvars.yml", pod_with("A"));
            InventoryFile read = file();
            obstacle.put(*this);
            folder.write("podvars.yml", pod_with(id));
            for (int look = 0; look < 3; ++look) {
                EXPECT_TRUE(read.watched()->has_id("A"));
                EXPECT_TRUE(has(read, "A"));
            }
            EXPECT_EQ(count("The previous inventory stays in use until this is fixed"), 1) << log_text.str();
            obstacle.remove(*this);
            for (int look = 0; look < 2; ++look) EXPECT_TRUE(read.watched()->has_id(id));
            EXPECT_TRUE(has(read, id));
            EXPECT_EQ(count("read again, 1 switches"), 1);
        }
    }
}

TEST_F(EditedInventory, IsNotServedWhereItComesIntoTheServedFolder) {
    const FileName name = *FileName::parse("pod.yml");
    InventoryFile read = file();
    const auto expect_refused = [&](const char* how) {
        EXPECT_THROW((void)folder_served.open(name), std::runtime_error) << how;
    };
    fs::create_hard_link(path, served / "pod.yml");
    expect_refused("linked");
    fs::remove(path);
    expect_refused("moved");
    fs::create_symlink(served / "pod.yml", path);
    EXPECT_TRUE(has(read, "A"));
    expect_refused("with a link in its place");
    fs::remove(path);
    folder.write("podvars.yml", pod_with("B"));
    EXPECT_TRUE(has(read, "B"));
    EXPECT_TRUE(folder_served.open(name)) << "what once was the inventory";
    fs::remove(served / "pod.yml");
    served.write("pod.yml", "an image");
    EXPECT_TRUE(folder_served.open(name));
}

TEST_F(EditedInventory, IsRefusedAtTheStartWhereItIsBroken) {
    for (const std::string text : {"pod: [\n", "", "switches: []\n"}) {
        folder.write("podvars.yml", text);
        EXPECT_THROW(file(), InventoryError) << text;
    }
    path = folder.path();
    EXPECT_THROW(file(), InventoryError) << "a folder";
    path = folder / "absent.yml";
    try {
        file();
        FAIL() << "loaded";
    } catch (const InventoryError& error) {
        EXPECT_THAT(error.what(), HasSubstr("absent.yml: cannot be read: No such file"));
    }
}

TEST_F(EditedInventory, MayBeAPipeAtTheStart) {
    fs::remove(path);
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const std::jthread writer([this] { std::ofstream(path) << pod_with("P"); });
    InventoryFile read = file();
    EXPECT_TRUE(has(read, "P"));
    EXPECT_TRUE(has(read, "P"));
}

TEST(Registration, GivesTheSwitchWhatWasEdited) {
    RunningStub stub;
    const char* const mac = "5e01.4002.0001";
    stub.files().write("nxos.9.3.10.bin", "another image");
    ASSERT_EQ(stub.put("TME20230001", mac).status, 200);
    std::string edited = small_pod;
    edited.replace(edited.find("hostname: spine1"), 16, "hostname: spine9");
    edited.replace(edited.find("nxos.9.3.5.bin"), 14, "nxos.9.3.10.bin");
    stub.edit_inventory(edited);
    const auto answer = nlohmann::json::parse(stub.put("TME20230001", mac).body);
    EXPECT_EQ(answer.at("system_image"), "nxos.9.3.10.bin");
    EXPECT_TRUE(answer.contains("system_image_md5"));
    EXPECT_EQ(stub.get("/conf/TME20230001").body, "hostname spine9\nrouter bgp 0123");
}

}  // namespace
}  // namespace poap::stub::test
