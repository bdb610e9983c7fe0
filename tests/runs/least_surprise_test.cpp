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
#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;

std::vector<std::string> lines_in(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : lines_of(text)) lines.emplace_back(line);
    return lines;
}

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

TEST(CliProcess, GetsTheEnvironmentAsItWasFoundAndNoStrayDescriptor) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    const test::TempDir witness;
    auto environment = device.environment();
    for (const std::string& line :
         {concat("WITNESS=", witness.path_of("")), concat("WITNESSED_VSH=", VSH_PATH),
          std::string("http_proxy=http://proxy.example:3128"), std::string("LD_LIBRARY_PATH=/isan/lib"),
          std::string("POAP_PID=17"), std::string("SSLKEYLOGFILE=/nowhere"),
          std::string("OF_NO_USE=to the agent")}) {
        environment.push_back(line);
    }
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--vsh", WITNESS_VSH_PATH});
    const Descriptor stray(open("/etc/passwd", O_RDONLY));  // as a careless parent hands one down
    ASSERT_TRUE(stray);
    const Ended ended = Process(device.agent_line(arguments), environment).wait();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(lines_in(witness.read("environment")), UnorderedElementsAreArray(environment));
    EXPECT_THAT(
        lines_in(witness.read("descriptors")),
        UnorderedElementsAre("0 /dev/null", "1", "2", device.bootflash_folder() + "/.poap-agent.lock"));
}

/// The soft limit of core files in a text of /proc/PID/limits.
std::string core_limit_in(const std::string& limits) {
    const std::string key = "Max core file size";
    std::istringstream words(limits.substr(limits.find(key) + key.size()));
    std::string soft;
    words >> soft;
    return soft;
}

TEST(CoreFiles, AreTurnedOffInTheAgentAlone) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    const test::TempDir witness;
    auto environment = device.environment();
    environment.push_back(concat("WITNESS=", witness.path_of("")));
    environment.push_back(concat("WITNESSED_VSH=", VSH_PATH));
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--vsh", WITNESS_VSH_PATH});
    rlimit at_start{};
    getrlimit(RLIMIT_CORE, &at_start);
    const rlimit raised{at_start.rlim_max, at_start.rlim_max};
    setrlimit(RLIMIT_CORE, &raised);
    const std::string here = raised.rlim_cur == RLIM_INFINITY ? "unlimited" : std::to_string(raised.rlim_cur);
    const Ended ended = Process(device.agent_line(arguments), environment).wait();
    setrlimit(RLIMIT_CORE, &at_start);
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(core_limit_in(witness.read("limits-of-caller")), "0");
    EXPECT_EQ(core_limit_in(witness.read("limits")), here);
}

TEST(Files, AreTheAgentsAloneAtTheEndExceptTheImage) {
    MadeUpServer server;
    server.start();
    for (const mode_t mask : {0U, 0077U}) {
        const EmulatedSwitch device;
        const Umask in_use(mask);
        ASSERT_EQ(device.run_agent(server.where()).exit_code, 0);
        const auto names = names_in(device.bootflash());
        EXPECT_EQ(names.size(), 2U) << "the image and the log";
        expect_private(device, logs_in(device.bootflash()));
        EXPECT_EQ(mode_of(device.bootflash_folder() + '/' + kNewImage), 0644U);
    }
}

TEST(Files, AreTheAgentsAloneWhileTheyCome) {
    MadeUpServer server;
    server.answers_with(kGetImage, http_answer_cut_short(made_up_image().substr(0, 300'000), 900'000));
    server.stalls = {kGetImage};
    server.start();
    const EmulatedSwitch device;
    const Umask open(0);
    Process agent = device.start_agent(server.where());
    const std::string part = "." + kNewImage + ".part";
    ASSERT_TRUE(eventually([&] { return device.bootflash().contains(part); }));
    const auto names = names_in(device.bootflash());
    EXPECT_EQ(names.size(), 4U) << "the configuration, half an image, the lock, and the log";
    expect_private(device, names);
    agent.send(SIGTERM);
    agent.wait();
}

TEST(CliLine, HasNothingOfThePlanButCheckedNames) {
    MadeUpServer server;
    server.plan["comment"] = "; reload";
    server.plan["system_image_url"] = "$(reload)";
    server.start();
    const EmulatedSwitch device;
    ASSERT_EQ(device.run_agent(server.where()).exit_code, 0);
    EXPECT_THAT(device.calls(),
                ElementsAre(identity_call(), boot_call(kNewImage), save_call(), schedule_call()));
}

}  // namespace
}  // namespace poap::rig
