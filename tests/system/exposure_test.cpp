// What a run hands on to the CLI's processes, and what others on the switch can see of it.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <sstream>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;

unsigned mode_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
}

/// For a while the process, and what it starts, has this umask.
class Umask {
  public:
    explicit Umask(mode_t mask) : before_(umask(mask)) {}
    ~Umask() { umask(before_); }
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;

  private:
    mode_t before_;
};

void expect_private(const EmulatedSwitch& device, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
        EXPECT_EQ(mode_of(device.bootflash_folder() + '/' + name), 0600U) << name;
    }
}

/// A run whose CLI first writes down what the agent hands on to it.
struct Witnessed : testing::Test, Bench {
    test::TempDir witness;

    void run_witnessed(const Words& variables = {}) {
        arguments = {"--vsh", WITNESS_VSH_PATH};
        environment = Words{"WITNESS=" + witness.path_of(""), concat("WITNESSED_VSH=", VSH_PATH)} + variables;
        run();
        ASSERT_EQ(ended.exit_code, 0) << ended.err;
    }

    Words lines_in(const std::string& file) const {
        Words lines = split(witness.read(file), "\n");
        lines.pop_back();
        return lines;
    }
};

TEST_F(Witnessed, CliGetsTheEnvironmentAsItWasFoundAndNoStrayDescriptor) {
    const Descriptor stray(open("/etc/passwd", O_RDONLY));  // as a careless parent hands one down
    ASSERT_TRUE(stray);
    run_witnessed({"http_proxy=http://proxy.example:3128", "LD_LIBRARY_PATH=/isan/lib", "POAP_PID=17",
                   "SSLKEYLOGFILE=/nowhere", "OF_NO_USE=to the agent"});
    EXPECT_THAT(lines_in("environment"), UnorderedElementsAreArray(device().environment() + environment));
    EXPECT_THAT(lines_in("descriptors"),
                UnorderedElementsAre("0 /dev/null", "1", "2", flash_path(kLockName)));
}

/// The soft limit of core files in a text of /proc/PID/limits.
std::string core_limit_in(const std::string& limits) {
    const std::string key = "Max core file size";
    std::istringstream words(limits.substr(limits.find(key) + key.size()));
    std::string soft;
    words >> soft;
    return soft;
}

TEST_F(Witnessed, CoreFilesAreTurnedOffInTheAgentAlone) {
    rlimit at_start{};
    getrlimit(RLIMIT_CORE, &at_start);
    const rlimit raised{at_start.rlim_max, at_start.rlim_max};
    setrlimit(RLIMIT_CORE, &raised);
    const std::string here = raised.rlim_cur == RLIM_INFINITY ? "unlimited" : std::to_string(raised.rlim_cur);
    run_witnessed();
    setrlimit(RLIMIT_CORE, &at_start);
    EXPECT_EQ(core_limit_in(witness.read("limits-of-caller")), "0");
    EXPECT_EQ(core_limit_in(witness.read("limits")), here);
}

TEST(Files, AreTheAgentsAloneAtTheEndExceptTheImage) {
    for (const mode_t mask : {0U, 0077U}) {
        Bench bench;
        const Umask in_use(mask);
        bench.run();
        ASSERT_EQ(bench.ended.exit_code, 0);
        EXPECT_EQ(bench.device().bootflash().size(), 2U) << "the image and the log";
        expect_private(bench.device(), logs_in(bench.device().bootflash()));
        EXPECT_EQ(mode_of(bench.flash_path(kNewImage)), 0644U);
    }
}

TEST(Files, AreTheAgentsAloneWhileTheyCome) {
    Bench bench;
    stall(kGetImage, http_answer_cut_short(fake_image().substr(0, 300'000), 900'000))(bench);
    bench.meanwhile = [&](Process& agent) {
        ASSERT_TRUE(eventually([&] { return bench.device().bootflash().contains(kPart); }));
        const auto names = names_in(bench.device().bootflash());
        EXPECT_EQ(names.size(), 4U) << "the configuration, half an image, the lock, and the log";
        expect_private(bench.device(), names);
        agent.send(SIGTERM);
    };
    const Umask open(0);
    bench.run();
}

}  // namespace
}  // namespace poap::rig
