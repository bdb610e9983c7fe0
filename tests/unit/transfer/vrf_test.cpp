#include "transfer/vrf.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "support/own_namespaces.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

/// E.g. `net:[4026531840]`.
std::string network_of(const std::string& process) {
    return std::filesystem::read_symlink("/proc/" + process + "/ns/net").string();
}

/// Makes a network namespace of that name; the process stays where it is.
/// @return which one it is
std::string make_vrf(const std::string& path) {
    std::ofstream(path).close();
    const Descriptor home(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    if (unshare(CLONE_NEWNET) != 0 ||
        mount("/proc/self/ns/net", path.c_str(), nullptr, MS_BIND, nullptr) != 0)
        throw std::system_error(errno, std::generic_category(), path);
    std::string made = network_of("self");
    setns(home.get(), CLONE_NEWNET);
    return made;
}

TEST(Vrf, NoneIsTheCurrentNetwork) {
    const std::string home = network_of("self");
    RecordingLog record;
    Vrf vrf("none", VrfFallback::Allowed, record.log);
    const Vrf::Scope scope = vrf.enter();
    EXPECT_EQ(network_of("self"), home);
    EXPECT_TRUE(record.lines.empty());
}

TEST(Vrf, IsReplacedByTheCurrentNetworkWithAWarningWhereItIsAbsent) {
    const std::string home = network_of("self");
    RecordingLog record;
    Vrf vrf("no-such-vrf", VrfFallback::Allowed, record.log);
    const Vrf::Scope scope = vrf.enter();
    EXPECT_EQ(network_of("self"), home);
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_TRUE(record.says("no-such-vrf"));
    EXPECT_TRUE(record.says("set --vrf to \"none\" to use it without this warning"));
}

TEST(Vrf, IsNeverReplacedWhereAPersonNamedItOrAPasswordWouldBeSent) {
    RecordingLog record;
    for (const auto& [fallback, cause, advice] :
         {std::tuple(VrfFallback::NotAsked,
                     "VRF no-such-vrf cannot be entered (No such file or directory): nothing was sent",
                     "--vrf, or `vrf` in the boot file"),
          {VrfFallback::NotPassword, "the --username login must not be sent in the current network", ""}}) {
        Vrf vrf("no-such-vrf", fallback, record.log);
        for (int time = 0; time < 2; ++time) {
            const Error error = thrown_by([&] { vrf.enter(); });
            EXPECT_EQ(error.code(), ExitCode::Switch);
            EXPECT_FALSE(error.is_retryable());
            EXPECT_THAT(error.what(), HasSubstr(cause));
            EXPECT_THAT(error.advice(), HasSubstr(advice));
        }
    }
    EXPECT_TRUE(record.lines.empty());
}

/// In namespaces of a test's own: makes what the folder of NX-OS's VRFs has, and enters a VRF twice.
struct Entered {
    const char* vrf;
    std::function<std::string(const std::string& folder)> make;  ///< which network is to be entered
    std::string warning = {};
};

std::string nothing(const std::string&) {
    return network_of("1");
}
std::string management(const std::string& folder) {
    return make_vrf(folder + "management");
}
std::string own_default(const std::string& folder) {
    return make_vrf(folder + "default");
}
std::string fifo(const std::string& folder) {
    mkfifo((folder + "management").c_str(), 0600);
    return network_of("self");
}
std::string file(const std::string& folder) {
    std::ofstream(folder + "management") << "a file";
    return network_of("self");
}

const std::string kInvalid = "WARNING: VRF management cannot be entered (Invalid argument)";

const Entered kEntered[] = {{"management", management},
                            {"default", own_default},
                            {"default", nothing},
                            {"management", fifo, kInvalid},
                            {"management", file, kInvalid}};

/// What is wrong.
std::string enter(const Entered& row) {
    mount_tmpfs(std::filesystem::canonical("/var/run").string());
    std::filesystem::create_directory("/var/run/netns");
    const std::string there = row.make("/var/run/netns/");
    const std::string home = network_of("self");
    RecordingLog record;
    for (int time = 0; time < 2; ++time) {
        try {
            Vrf vrf(row.vrf, VrfFallback::Allowed, record.log);
            const Vrf::Scope scope = vrf.enter();
            if (network_of("self") != there) return "another network was entered";
            if (time == 1) throw std::runtime_error("failure");
        } catch (const std::runtime_error&) {  // NOLINT(bugprone-empty-catch)
            // The exception left the scope.
        }
        if (network_of("self") != home) return "it was not left";
    }
    std::string warning;
    for (const auto& [level, text] : record.lines) {
        if (level == Level::Warning) warning = text;
    }
    const bool is_right = warning.starts_with(row.warning) && warning.empty() == row.warning.empty();
    return is_right ? "" : "it warns: " + warning;
}

TEST(Vrf, IsEnteredAndLeftAgainAlsoAfterAFailure) {
    for (const Entered& row : kEntered) {
        const auto fault = in_own_namespaces([&] { return enter(row); });
        if (!fault) GTEST_SKIP() << "needs root";
        EXPECT_EQ(*fault, "") << row.vrf << row.warning;
    }
}

}  // namespace
}  // namespace poap::test
