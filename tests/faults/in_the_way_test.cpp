// What lies already at a name that the agent will use.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <tuple>

#include "base/text.hpp"
#include "fault.hpp"

namespace poap::rig {
namespace {

namespace fs = std::filesystem;

using testing::Contains;
using testing::Not;

std::string in_bootflash(const Bench& bench, const std::string& name) {
    return bench.device().bootflash_folder() + '/' + name;
}

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

/// Puts an obstacle at a name on bootflash, and expects that its victim is left alone.
std::function<void(Bench&)> with(const Obstacle& obstacle, const std::string& name) {
    return [=](Bench& bench) {
        const auto elsewhere = std::make_shared<test::TempDir>();
        elsewhere->write("victim", kOthers);
        bench.keep(elsewhere);
        obstacle.put(in_bootflash(bench, name), elsewhere->path_of("victim"));
        bench.meanwhile = [elsewhere](Process& agent) {
            ASSERT_TRUE(eventually([&] { return agent.has_ended(); }));
            EXPECT_EQ(elsewhere->read("victim"), kOthers);
            EXPECT_FALSE(elsewhere->has("victim.not"));
        };
    };
}

/// What changes in a file that something is done to.
auto marks_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(lstat(path.c_str(), &status), 0);
    return std::tuple(status.st_ino, status.st_mode, status.st_uid, status.st_nlink, status.st_size,
                      status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

/// Expects besides, once the agent has ended, that what is at a name is still the same.
void stays(Bench& bench, const std::string& name) {
    const std::string path = in_bootflash(bench, name);
    const auto before = marks_of(path);
    const auto meanwhile = bench.meanwhile;
    bench.meanwhile = [=](Process& agent) {
        if (meanwhile) meanwhile(agent);
        ASSERT_TRUE(eventually([&] { return agent.has_ended(); }));
        EXPECT_EQ(marks_of(path), before);
    };
}

/// Where a folder with a file in it was moved to, once the agent has ended. Takes it away.
std::function<void(Bench&)> with_a_full_folder(const std::string& name) {
    return [=](Bench& bench) {
        const std::string folder = in_bootflash(bench, name);
        fs::create_directory(folder);
        std::ofstream(folder + "/file") << kOthers;
        bench.meanwhile = [&bench, name](Process& agent) {
            ASSERT_TRUE(eventually([&] { return agent.has_ended(); }));
            std::string aside;
            for (const std::string& there : names_in(bench.device().bootflash())) {
                if (there.starts_with(".poap-agent.aside.")) aside = in_bootflash(bench, there);
            }
            EXPECT_TRUE(fs::exists(concat(aside, '/', name, "/file"))) << "nothing of it is lost";
            fs::remove_all(aside);
        };
    };
}

const std::vector<std::pair<std::string, std::string>> kPlaces = {
    {"Image", kNewImage}, {"ImagePart", kPart}, {"ConfigPart", kConfigPart}, {"Lock", kLockName}};

/// What makes way, or is replaced.
Faults obstacles_in_the_way() {
    Faults rows;
    for (const auto& [place, name] : kPlaces) {
        for (const Obstacle& obstacle : obstacles()) {
            rows.push_back({{concat(obstacle.name, "AtThe", place)}, with(obstacle, name), recovers()});
        }
        if (name == kNewImage) continue;
        rows.push_back({{"EmptyFolderAtThe" + place},
                        [name = name](Bench& bench) { fs::create_directory(in_bootflash(bench, name)); },
                        recovers()});
        End end = recovers();
        end.told = {concat("WARNING: bootflash:", name, " is a folder")};
        rows.push_back({{"FullFolderAtThe" + place}, with_a_full_folder(name), end});
    }
    End end =
        fails(ExitCode::Switch, kCommit, concat("bootflash:", kNewImage, ", the planned image, is a folder"));
    end.left = {kPart};
    rows.push_back({{"FolderAtTheImage"},
                    [](Bench& bench) {
                        const std::string folder = in_bootflash(bench, kNewImage);
                        fs::create_directory(folder);
                        bench.mend = [folder] { fs::remove(folder); };
                    },
                    end});
    return rows;
}

/// Whatever has the configuration's name is somebody else's, and stays.
Faults obstacles_at_the_config() {
    std::vector<Obstacle> all = obstacles();
    all.push_back(
        {"Folder", [](const std::string& path, const std::string&) { fs::create_directory(path); }});
    Faults rows;
    for (const Obstacle& obstacle : all) {
        End end = recovers();
        end.kept = {kConfigName};
        end.told = {concat("the configuration is scheduled from bootflash:poap-agent.", kConfigName)};
        rows.push_back({{obstacle.name},
                        [=](Bench& bench) {
                            with(obstacle, kConfigName)(bench);
                            if (!testing::Test::IsSkipped()) stays(bench, kConfigName);
                        },
                        end});
    }
    return rows;
}

/// A failure leaves somebody else's file too.
Fault failing_beside_theirs() {
    End end = fails(ExitCode::Switch, kCommit, "Invalid image");
    end.left = {kPart};
    end.kept = {kConfigName};
    return {{"FileOfARunThatFails"},
            [](Bench& bench) {
                bench.device().flash(kConfigName, kOthers);
                bench.device().set_faults("boot nxos => answer 16 Invalid image");
                stays(bench, kConfigName);
            },
            end};
}

FAULT_TABLE(InTheWay, obstacles_in_the_way());
FAULT_TABLE(AtTheConfigsName, obstacles_at_the_config());
FAULT_TABLE(BesideTheirs, Faults{failing_beside_theirs()});

/// Another program puts a file of its own at a name just when a call begins.
Fault swapped(const std::string& name, const std::string& call, const std::string& at, End end) {
    return {{name},
            [=](Bench& bench) {
                const auto elsewhere = std::make_shared<test::TempDir>();
                elsewhere->write("evil", kOthers);
                bench.keep(elsewhere);
                bench.starter = {SWAPPING_CALL_PATH, call, "1", elsewhere->path_of("evil"),
                                 in_bootflash(bench, at)};
                bench.mend = [path = in_bootflash(bench, at)] { fs::remove(path); };
            },
            std::move(end)};
}

Faults swaps() {
    const auto fails_with = [](const std::string& cause, std::vector<std::string> left) {
        End end = fails(ExitCode::Switch, kCommit, cause);
        end.left = std::move(left);
        return end;
    };
    const std::string replaced = " was replaced or removed by another program";
    return {
        swapped("TheImagesPart", "renameat", kPart, fails_with("bootflash:" + kPart + replaced, {kPart})),
        swapped(
            "TheConfigsPart", "linkat", kConfigPart,
            fails_with("the file for bootflash:" + kConfigName + " was removed by another program", {kPart})),
        swapped("TheConfig", "renameat", kConfigName,
                fails_with("bootflash:" + kConfigName + replaced, {kConfigName, kPart})),
    };
}

FAULT_TABLE(Swapped, swaps());

/// Such as are no log of the agent's.
std::vector<Obstacle> obstacles_to_a_log() {
    std::vector<Obstacle> all = obstacles();
    std::erase_if(all, [](const Obstacle& obstacle) { return obstacle.name == "FileOfMode0644"; });
    all.push_back(
        {"Folder", [](const std::string& path, const std::string&) { fs::create_directory(path); }});
    all.push_back({"FileOfAnotherUser", [](const std::string& path, const std::string&) {
                       constexpr uid_t kNobody = 65534;
                       std::ofstream(path) << kOthers;
                       if (chown(path.c_str(), kNobody, kNobody) != 0) GTEST_SKIP() << "takes root";
                   }});
    return all;
}

/// The log's name is known where the clock stands still.
Faults obstacles_at_the_log() {
    const std::string name = "19700101001640_poap.log";
    Faults rows;
    for (const Obstacle& obstacle : obstacles_to_a_log()) {
        rows.push_back({{obstacle.name},
                        [=](Bench& bench) {
                            with(obstacle, name)(bench);
                            if (testing::Test::IsSkipped()) return;
                            stays(bench, name);
                            bench.starter = {OTHER_CLOCK_PATH, "1000", NO_VDSO_PATH};
                            // It is no log: the one that there is has another name.
                            bench.meanwhile = [&bench, name, meanwhile = bench.meanwhile](Process& agent) {
                                meanwhile(agent);
                                fs::remove_all(in_bootflash(bench, name));
                            };
                        },
                        recovers()});
    }
    return rows;
}

FAULT_TABLE(AtTheLogsName, obstacles_at_the_log());

void was_not_fetched(const Bench& bench) {
    EXPECT_THAT(bench.server.requests(), Not(Contains(kGetImage)));
}

void was_fetched(const Bench& bench) {
    EXPECT_THAT(bench.server.requests(), Contains(kGetImage));
}

/// What lies at the image's name, or its part's, when the agent comes.
Faults images_there() {
    const auto row = [](const std::string& name, const std::string& place, const std::string& bytes,
                        const std::function<void(const Bench&)>& holds, unsigned mode = 0600) {
        End end = recovers();
        end.holds = holds;
        return Fault{{name},
                     [=](Bench& bench) {
                         bench.device().flash(place, bytes);
                         fs::permissions(in_bootflash(bench, place), fs::perms(mode));
                     },
                     end};
    };
    const std::string& image = made_up_image();
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

FAULT_TABLE(ImageThere, images_there());

}  // namespace
}  // namespace poap::rig
