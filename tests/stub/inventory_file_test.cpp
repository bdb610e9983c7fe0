#include "inventory_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
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
    static bool has_when_watched(InventoryFile& file, const std::string& id) {
        return file.watched()->has_id(id);
    }

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
    folder.write("podvars.yml", pod_with("B"));
    EXPECT_TRUE(has(read, "B"));
    EXPECT_FALSE(has(read, "A"));
    EXPECT_TRUE(before->has_id("A")) << "a request keeps the inventory it began with";
    EXPECT_EQ(count("podvars.yml: read again, 1 switches"), 1);
}

TEST_F(EditedInventory, IsReadAgainThoughItsSizeAndTimeAreTheSame) {
    InventoryFile read = file();
    const auto time = fs::last_write_time(path);
    folder.write("podvars.yml", pod_with("B"));
    fs::last_write_time(path, time);
    EXPECT_TRUE(has(read, "B"));
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

struct Breakage {
    std::string name;
    std::function<void(const EditedInventory&)> damage;
    std::string fault;  ///< logged
};

class BrokenInventory : public EditedInventory, public testing::WithParamInterface<Breakage> {};

TEST_P(BrokenInventory, IsLoggedOnceAndTheLastGoodOneIsKept) {
    InventoryFile read = file();
    GetParam().damage(*this);
    for (int request = 0; request < 3; ++request) EXPECT_TRUE(has(read, "A"));
    EXPECT_EQ(count("podvars.yml: " + GetParam().fault), 1) << log_text.str();
    EXPECT_EQ(count("The inventory read before stays in use until this is fixed"), 1);
    fs::remove_all(path);
    folder.write("podvars.yml", pod_with("B"));
    EXPECT_TRUE(has(read, "B"));
    EXPECT_EQ(count("read again"), 1);
}

INSTANTIATE_TEST_SUITE_P(
    , BrokenInventory,
    testing::Values(
        Breakage{"ATab", [](auto& test) { test.folder.write("podvars.yml", "pod:\n  a: 1\n\tb: 2\n"); },
                 "is not YAML: line 3, column 1: illegal tab"},
        Breakage{"AMergeOfText",
                 [](auto& test) { test.folder.write("podvars.yml", "pod: {}\nswitches: [\n<<: 1]\n"); },
                 "line 3: '<<' is neither a map nor a list of maps"},
        Breakage{"SwitchesMisspelt",
                 [](auto& test) {
                     test.folder.write("podvars.yml", "pod: {protocol: http}\nswitch: [{id: B}]\n");
                 },
                 "has no switches under 'switches:'"},
        Breakage{"CutAfterThePod",
                 [](auto& test) { test.folder.write("podvars.yml", "pod: {protocol: http}\n"); },
                 "has no switches under 'switches:'"},
        Breakage{"AnUnknownProtocol",
                 [](auto& test) {
                     test.folder.write("podvars.yml", "pod: {protocol: ftp}\nswitches: [{id: B}]\n");
                 },
                 "in 'pod:', 'protocol' is 'ftp', and can be http or tftp"},
        Breakage{"AnImageThatIsNoFileName",
                 [](auto& test) {
                     test.folder.write("podvars.yml", "pod: {}\nswitches:\n- {id: B, system_image: ../x}\n");
                 },
                 "line 3: 'system_image: ../x' is no plain file name"},
        Breakage{"AHopThatIsNoFileName",
                 [](auto& test) {
                     test.folder.write("podvars.yml",
                                       "pod: {}\nswitches:\n- {id: B, hops: [{system_image: a/b}]}\n");
                 },
                 "line 3: a hop's 'system_image: a/b' is no plain file name"},
        Breakage{"AnIdTwice",
                 [](auto& test) {
                     test.folder.write("podvars.yml",
                                       "pod: {}\nswitches:\n- {id: 700f.6a91.03c0}\n- {id: "
                                       "\"70:0f:6a:91:03:c0\"}\n");
                 },
                 "the id '70:0f:6a:91:03:c0' is there twice, at lines 3 and 4"},
        Breakage{"Empty", [](auto& test) { test.folder.write("podvars.yml", ""); }, "has no 'pod:'"},
        Breakage{"Deleted", [](auto& test) { fs::remove(test.path); },
                 "cannot be read: No such file or directory"},
        Breakage{"AFolder",
                 [](auto& test) {
                     fs::remove(test.path);
                     fs::create_directory(test.path);
                 },
                 "is not a regular file"},
        Breakage{"APipeWithoutAWriter",
                 [](auto& test) {
                     fs::remove(test.path);
                     ::mkfifo(test.path.c_str(), 0600);
                 },
                 "is not a regular file"},
        Breakage{"ALinkIntoTheServedFolder",
                 [](auto& test) {
                     test.served.write("pod.yml", pod_with("X"));
                     fs::remove(test.path);
                     fs::create_symlink(test.served / "pod.yml", test.path);
                 },
                 "is served to everyone"},
        Breakage{"Huge", [](auto& test) { fs::resize_file(test.path, (16 << 20) + 1); },
                 "is larger than 16777216 bytes"}),
    by_name);

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
    std::string name;
    std::function<void(const EditedInventory&)> put;
    std::function<void(const EditedInventory&)> remove;
};

class ObstructedInventory : public EditedInventory, public testing::WithParamInterface<Obstacle> {
  protected:
    /// Some looks, all of which find that it cannot be used, and one that finds that it can.
    void expect_once(InventoryFile& read, const std::string& used_before) {
        for (int look = 0; look < 3; ++look) {
            EXPECT_TRUE(has_when_watched(read, used_before));
            EXPECT_TRUE(has(read, used_before));
        }
        EXPECT_EQ(count("The inventory read before stays in use until this is fixed"), 1) << log_text.str();
        GetParam().remove(*this);
    }
};

TEST_P(ObstructedInventory, IsReadWhenThatHasPassed) {
    InventoryFile read = file();
    GetParam().put(*this);
    folder.write("podvars.yml", pod_with("B"));
    expect_once(read, "A");
    EXPECT_TRUE(has(read, "B"));
    EXPECT_TRUE(has(read, "B"));
    EXPECT_EQ(count("read again, 1 switches"), 1);
}

TEST_P(ObstructedInventory, IsNoticedThoughItsTextIsAsBefore) {
    InventoryFile read = file();
    GetParam().put(*this);
    expect_once(read, "A");
    EXPECT_TRUE(has_when_watched(read, "A"));
    EXPECT_TRUE(has_when_watched(read, "A"));
    EXPECT_EQ(count("read again, 1 switches"), 1);
}

INSTANTIATE_TEST_SUITE_P(
    , ObstructedInventory,
    testing::Values(Obstacle{"ASymbolicLinkInTheServedFolder",
                             [](auto& test) { fs::create_symlink(test.path, test.served / "pod.yml"); },
                             [](auto& test) { fs::remove(test.served / "pod.yml"); }},
                    Obstacle{"AHardLinkInTheServedFolder",
                             [](auto& test) { fs::create_hard_link(test.path, test.served / "pod.yml"); },
                             [](auto& test) { fs::remove(test.served / "pod.yml"); }},
                    Obstacle{"MovedIntoTheServedFolder",
                             [](auto& test) {
                                 fs::rename(test.path, test.served / "pod.yml");
                                 fs::create_symlink(test.served / "pod.yml", test.path);
                             },
                             [](auto& test) { fs::rename(test.served / "pod.yml", test.path); }},
                    Obstacle{"NoServedFolder",
                             [](auto& test) { fs::rename(test.served.path(), test.folder / "away"); },
                             [](auto& test) { fs::rename(test.folder / "away", test.served.path()); }}),
    by_name);

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

TEST_F(EditedInventory, CannotBeBrokenAtTheStart) {
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

// What students of the lab do: provision, edit, erase the switch, provision again.

TEST(SecondHalfOfTheLab, GivesTheSwitchWhatWasEdited) {
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

TEST(SecondHalfOfTheLab, MayChangeWhatTheSwitchIsKnownBy) {
    RunningStub stub(pod_with("5e01.4002.0001"));
    for (const std::string id : {"5E:01:40:02:00:01", "TME20230001", "5e0140020001", "TME20230001"}) {
        stub.edit_inventory(pod_with(id));
        EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 200) << id;
    }
    stub.edit_inventory(pod_with("TME20230002"));
    EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 404);
}

TEST(SecondHalfOfTheLab, TakesAnImageThatIsReplaced) {
    RunningStub stub;
    for (const std::string image : {"an image", "a better image"}) {
        stub.files().write("nxos.9.3.5.bin", image);
        const auto answer = nlohmann::json::parse(stub.put("TME20230001", "5e01.4002.0001").body);
        EXPECT_EQ(answer.at("system_image_md5"), digests_of(image).md5);
    }
}

TEST(Registration, IsTakenWithTheMacInEveryUsualForm) {
    const RunningStub stub;
    for (const std::string mac : {"5E01.4002.0001", "5e:01:40:02:00:01", "5E-01-40-02-00-01", "5e0140020001"})
        EXPECT_EQ(stub.put("TME20230001", mac).status, 200) << mac;
    EXPECT_EQ(stub.put("TME20230001", "5e:01:40:02:00").status, 400);
}

}  // namespace
}  // namespace poap::stub::test
