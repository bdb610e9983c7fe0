#include "transfer/vrf.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "support/own_namespaces.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr, testing::StartsWith;

/// E.g. `net:[4026531840]`.
std::string network_of(const std::string& process) {
    return std::filesystem::read_symlink("/proc/" + process + "/ns/net").string();
}

/// Where NX-OS has its VRFs, empty. In own namespaces only.
std::string make_vrf_folder() {
    mount_tmpfs(std::filesystem::canonical("/var/run").string());
    std::filesystem::create_directory("/var/run/netns");
    return "/var/run/netns/";
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

TEST(Vrf, NoneIsWhereTheAgentIs) {
    const std::string home = network_of("self");
    RecordingLog record;
    Vrf vrf_named("none", VrfFallback::Allowed, record.log);
    const Vrf::Scope scope = vrf_named.enter();
    EXPECT_EQ(network_of("self"), home);
    EXPECT_TRUE(record.lines.empty());
}

TEST(Vrf, ThatIsAbsentIsAWarningAndTheCurrentNetwork) {
    const std::string home = network_of("self");
    RecordingLog record;
    {
        Vrf vrf_named("no-such-vrf", VrfFallback::Allowed, record.log);
        const Vrf::Scope scope = vrf_named.enter();
        EXPECT_EQ(network_of("self"), home);
    }
    EXPECT_EQ(network_of("self"), home);
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_TRUE(record.says("no-such-vrf"));
    EXPECT_TRUE(record.says("--vrf none"));
}

TEST(Vrf, ThatAPersonNamedIsNeverReplaced) {
    RecordingLog record;
    Vrf vrf_named("no-such-vrf", VrfFallback::NotAsked, record.log);
    for (int time = 0; time < 2; ++time) {
        const Error error = thrown_by([&] { vrf_named.enter(); });
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_FALSE(error.is_retryable());
        EXPECT_STREQ(error.what(),
                     "VRF no-such-vrf cannot be entered (No such file or directory): nothing was sent");
        EXPECT_THAT(error.advice(), HasSubstr("--vrf, or `vrf` in the boot file"));
    }
    EXPECT_TRUE(record.lines.empty());
}

TEST(Vrf, IsNotReplacedWhereAPasswordWouldBeSent) {
    RecordingLog record;
    Vrf vrf_named("no-such-vrf", VrfFallback::NotPassword, record.log);
    const Error error = thrown_by([&] { vrf_named.enter(); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("--username is not for the current network"));
}

TEST(Vrf, ThatIsAFifoDoesNotStopTheRun) {
    const auto story = in_own_namespaces([] {
        mkfifo((make_vrf_folder() + "management").c_str(), 0600);
        RecordingLog record;
        Vrf vrf_named("management", VrfFallback::Allowed, record.log);
        const Vrf::Scope scope = vrf_named.enter();
        return record.lines.empty() ? "silence" : record.lines[0].text;
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_THAT(*story, StartsWith("WARNING: VRF management cannot be entered (Invalid argument)"));
}

TEST(Vrf, IsEnteredAndLeftAgain) {
    const auto story = in_own_namespaces([] {
        const std::string vrf = make_vrf(make_vrf_folder() + "management");
        const std::string home = network_of("self");
        RecordingLog record;
        for (int i = 0; i < 2; ++i) {
            Vrf vrf_named("management", VrfFallback::Allowed, record.log);
            const Vrf::Scope scope = vrf_named.enter();
            if (network_of("self") != vrf) return std::string("not entered");
        }
        if (record.count(Level::Warning) > 0) return std::string("a warning");
        return std::string(network_of("self") == home ? "entered and left" : "not left");
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_EQ(*story, "entered and left");
}

TEST(Vrf, IsLeftAgainByAFailure) {
    const auto story = in_own_namespaces([] {
        make_vrf(make_vrf_folder() + "management");
        const std::string home = network_of("self");
        RecordingLog record;
        try {
            Vrf vrf_named("management", VrfFallback::Allowed, record.log);
            const Vrf::Scope scope = vrf_named.enter();
            throw std::runtime_error("failure");
        } catch (const std::runtime_error&) {
            return std::string(network_of("self") == home ? "left" : "not left");
        }
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_EQ(*story, "left");
}

TEST(Vrf, DefaultWithoutANamespaceOfThatNameIsThatOfProcess1) {
    const auto story = in_own_namespaces([] {
        make_vrf_folder();
        RecordingLog record;
        Vrf vrf_named("default", VrfFallback::Allowed, record.log);
        const Vrf::Scope scope = vrf_named.enter();
        return network_of("self") == network_of("1") ? "that of process 1" : record.lines.at(0).text;
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_EQ(*story, "that of process 1");
}

TEST(Vrf, DefaultIsTheNamespaceOfThatNameWhereThereIsOne) {
    const auto story = in_own_namespaces([] {
        const std::string vrf = make_vrf(make_vrf_folder() + "default");
        RecordingLog record;
        Vrf vrf_named("default", VrfFallback::Allowed, record.log);
        const Vrf::Scope scope = vrf_named.enter();
        return std::string(network_of("self") == vrf ? "that of its name" : "another");
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_EQ(*story, "that of its name");
}

TEST(Vrf, ThatIsNoNetworkNamespaceIsAWarningAndTheCurrentNetwork) {
    const auto story = in_own_namespaces([] {
        std::ofstream(make_vrf_folder() + "management") << "a file";
        const std::string home = network_of("self");
        RecordingLog record;
        Vrf vrf_named("management", VrfFallback::Allowed, record.log);
        const Vrf::Scope scope = vrf_named.enter();
        if (network_of("self") != home) return std::string("elsewhere");
        return record.lines.empty() ? "silence" : record.lines[0].text;
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_THAT(*story, StartsWith("WARNING: VRF management cannot be entered (Invalid argument)"));
}

}  // namespace
}  // namespace poap::test
