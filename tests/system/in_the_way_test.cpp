// What is already at a name that the agent will use.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <tuple>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

namespace fs = std::filesystem;

using testing::Contains;
using testing::Not;

const std::string kOthers = "somebody else's";

/// What may lie under a name that the agent will use.
struct Obstacle {
    std::string name;
    /// @param victim a file that is not the agent's
    std::function<void(const std::string& path, const std::string& victim)> put;
};

const std::vector<Obstacle>& obstacles() {
    static const std::vector<Obstacle> kObstacles = {
        {"Symlink",
         [](const std::string& path, const std::string& victim) { fs::create_symlink(victim, path); }},
        {"DanglingSymlink", [](const std::string& path,
                               const std::string& victim) { fs::create_symlink(victim + ".not", path); }},
        {"SymlinkLoop", [](const std::string& path, const std::string&) { fs::create_symlink(path, path); }},
        {"HardLink",
         [](const std::string& path, const std::string& victim) { fs::create_hard_link(victim, path); }},
        {"Fifo",
         [](const std::string& path, const std::string&) { ASSERT_EQ(mkfifo(path.c_str(), 0666), 0); }},
        {"Socket", [](const std::string& path,
                      const std::string&) { ASSERT_EQ(mknod(path.c_str(), S_IFSOCK | 0666, 0), 0); }},
        {"Device",
         [](const std::string& path, const std::string&) {
             if (mknod(path.c_str(), S_IFCHR | 0666, makedev(1, 5)) != 0) GTEST_SKIP() << "takes root";
         }},
        {"FileOfMode0644",
         [](const std::string& path, const std::string&) {
             std::ofstream(path) << "left by somebody";
             fs::permissions(path, fs::perms(0644));
         }},
    };
    return kObstacles;
}

/// What else must be so once the agent has ended.
void expect_at_the_end(Bench& bench, const std::function<void()>& holds) {
    bench.meanwhile = [holds, before = bench.meanwhile](Process& agent) {
        ASSERT_TRUE(eventually([&] { return agent.has_ended(); }));
        if (before) before(agent);
        holds();
    };
}

/// Puts an obstacle at a name on bootflash, and expects that its victim is left alone.
Step with(const Obstacle& obstacle, const std::string& name) {
    return [=](Bench& bench) {
        const auto& elsewhere = bench.make<test::TempDir>();
        elsewhere.write("victim", kOthers);
        obstacle.put(bench.flash_path(name), elsewhere.path_of("victim"));
        expect_at_the_end(bench, [&elsewhere] {
            EXPECT_EQ(elsewhere.read("victim"), kOthers);
            EXPECT_FALSE(elsewhere.has("victim.not"));
        });
    };
}

/// What changes in a file that something is done to.
auto marks_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(lstat(path.c_str(), &status), 0);
    return std::tuple(status.st_ino, status.st_mode, status.st_uid, status.st_nlink, status.st_size,
                      status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

/// Expects that what is at a name is the same in the end.
Step stays(const std::string& name) {
    return [=](Bench& bench) {
        const std::string path = bench.flash_path(name);
        expect_at_the_end(bench, [path, before = marks_of(path)] { EXPECT_EQ(marks_of(path), before); });
    };
}

/// A folder with a file in it, which is moved elsewhere and not lost. In the end it is removed.
Step full_folder(const std::string& name) {
    return [=](Bench& bench) {
        fs::create_directory(bench.flash_path(name));
        std::ofstream(bench.flash_path(name) + "/file") << kOthers;
        expect_at_the_end(bench, [&bench, name] {
            std::string aside;
            for (const std::string& there : names_in(bench.device().bootflash())) {
                if (there.starts_with(".poap-agent.aside.")) aside = bench.flash_path(there);
            }
            EXPECT_TRUE(fs::exists(concat(aside, '/', name, "/file")));
            fs::remove_all(aside);
        });
    };
}

Step empty_folder(const std::string& name) {
    return [=](Bench& bench) {
        const std::string folder = bench.flash_path(name);
        fs::create_directory(folder);
        bench.undo = [folder] { fs::remove(folder); };
    };
}

const std::vector<std::pair<std::string, std::string>> kPlaces = {
    {"Image", kNewImage}, {"ImagePart", kPart}, {"ConfigPart", kConfigPart}, {"Lock", kLockName}};

/// What makes way, or is replaced.
Cases obstacles_in_the_way() {
    Cases rows;
    for (const auto& [place, name] : kPlaces) {
        for (const Obstacle& obstacle : obstacles()) {
            rows.emplace_back(concat(obstacle.name, "AtThe", place), with(obstacle, name), recovers());
        }
        if (name == kNewImage) continue;
        rows.emplace_back("EmptyFolderAtThe" + place, empty_folder(name), recovers());
        rows.emplace_back(
            "FullFolderAtThe" + place, full_folder(name),
            recovers().reporting({concat("WARNING: bootflash:", name, " is a folder")}).without_whole_log());
    }
    rows.push_back(Case(
        "FolderAtTheImage", empty_folder(kNewImage),
        fails(ExitCode::Switch, kCommit, concat("bootflash:", kNewImage, ", the planned image, is a folder"))
            .leaving({kPart})));
    return rows;
}

CASES(InTheWay, obstacles_in_the_way());

const Obstacle kFolder = {"Folder",
                          [](const std::string& path, const std::string&) { fs::create_directory(path); }};

/// Whatever has the configuration's name is somebody else's, and stays.
Cases obstacles_at_the_config() {
    std::vector<Obstacle> all = obstacles();
    all.push_back(kFolder);
    const std::string elsewhere = "the configuration is scheduled from bootflash:poap-agent." + kConfigName;
    Cases rows;
    for (const Obstacle& obstacle : all) {
        rows.emplace_back(obstacle.name, with(obstacle, kConfigName) + stays(kConfigName),
                          recovers().keeping({kConfigName}).reporting({elsewhere}));
    }
    rows.push_back(
        Case("FileOfARunThatFails",
             flash(kConfigName, kOthers) + stays(kConfigName) + cli("boot nxos => answer 16 Invalid image"),
             fails(ExitCode::Switch, kCommit, "Invalid image").leaving({kPart}).keeping({kConfigName})));
    return rows;
}

CASES(AtTheConfigsName, obstacles_at_the_config());

/// Another program puts a file of its own at a name just when a call begins.
Step swapped(const std::string& call, const std::string& at) {
    return [=](Bench& bench) {
        const auto& elsewhere = bench.make<test::TempDir>();
        elsewhere.write("evil", kOthers);
        bench.starter = {FAILING_CALL_PATH, call, "1",
                         concat(elsewhere.path_of("evil"), '=', bench.flash_path(at))};
        bench.undo = [path = bench.flash_path(at)] { fs::remove(path); };
    };
}

Cases swaps() {
    const std::string replaced = " was replaced or removed by another program";
    const auto fails_with = [](const std::string& cause) { return fails(ExitCode::Switch, kCommit, cause); };
    return {
        Case("TheImagesPart", swapped("renameat", kPart),
             fails_with("bootflash:" + kPart + replaced).leaving({kPart})),
        Case("TheConfigsPart", swapped("linkat", kConfigPart),
             fails_with("the file for bootflash:" + kConfigName + " was removed by another program")
                 .leaving({kPart})),
        Case("TheConfig", swapped("renameat", kConfigName),
             fails_with("bootflash:" + kConfigName + replaced).leaving({kConfigName, kPart})),
    };
}

CASES(Swapped, swaps());

/// The log's name is known where the clock stands still. What is no log of the agent's stays, and the log
/// gets another name.
Cases obstacles_at_the_log() {
    std::vector<Obstacle> all = obstacles();
    std::erase_if(all, [](const Obstacle& obstacle) { return obstacle.name == "FileOfMode0644"; });
    all.push_back(kFolder);
    all.push_back({"FileOfAnotherUser", [](const std::string& path, const std::string&) {
                       constexpr uid_t kNobody = 65534;
                       std::ofstream(path) << kOthers;
                       if (chown(path.c_str(), kNobody, kNobody) != 0) GTEST_SKIP() << "takes root";
                   }});
    const std::string name = "19700101001640_poap.log";
    const Step removed_at_the_end = [=](Bench& bench) {
        expect_at_the_end(bench, [path = bench.flash_path(name)] { fs::remove_all(path); });
    };
    Cases rows;
    for (const Obstacle& obstacle : all) {
        rows.emplace_back(
            obstacle.name,
            with(obstacle, name) + stays(name) + removed_at_the_end + started_by({OTHER_CLOCK_PATH, "1000"}),
            recovers());
    }
    return rows;
}

CASES(AtTheLogsName, obstacles_at_the_log());

void was_not_fetched(const Bench& bench) {
    EXPECT_THAT(bench.server.requests(), Not(Contains(kGetImage)));
}

void was_fetched(const Bench& bench) {
    EXPECT_THAT(bench.server.requests(), Contains(kGetImage));
}

/// What is at the image's name, or its part's, when the agent comes.
Cases images_there() {
    const auto row = [](const std::string& name, const std::string& place, const std::string& bytes,
                        void (*holds)(const Bench&), unsigned mode = 0600) -> Case {
        const Step with_mode = [=](Bench& bench) {
            fs::permissions(bench.flash_path(place), fs::perms(mode));
        };
        return Case(name, flash(place, bytes) + with_mode, recovers().holding(holds));
    };
    const std::string& image = fake_image();
    std::string wrong = image;
    wrong[450'000] ^= 1;
    return {
        row("Right", kNewImage, image, was_not_fetched),
        row("RightOfMode0644", kNewImage, image, was_not_fetched, 0644),
        row("RightOfMode0000", kNewImage, image, was_not_fetched, 0),
        row("WrongInOneBit", kNewImage, wrong, was_fetched),
        row("Longer", kNewImage, image + "x", was_fetched),
        row("Shorter", kNewImage, image.substr(0, image.size() - 1), was_fetched),
        row("Empty", kNewImage, "", was_fetched),
        row("PartThatIsWhole", kPart, image, was_not_fetched),
        row("PartThatIsWholeOfMode0644", kPart, image, was_fetched, 0644),
        row("PartWrongInOneBit", kPart, wrong, was_fetched),
        row("PartThatIsLonger", kPart, image + "x", was_fetched),
        row("PartThatIsEmpty", kPart, "", was_fetched),
        row("PartOfAConfig", kConfigPart, "hostname another\n", was_fetched),
    };
}

CASES(ImageThere, images_there());

}  // namespace
}  // namespace poap::rig
