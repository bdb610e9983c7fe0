// The files that ship: the binary's memory and the oldest kernel that it runs on, and the boot file's
// options.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "base/text.hpp"
#include "https.hpp"
#include "static_plan.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The largest number in lines `VmHWM:    2844 kB`; 0 without one.
long largest_in(const std::string& lines) {
    std::istringstream words(lines);
    long largest = 0;
    std::string key;
    std::string unit;
    for (long kilobytes = 0; words >> key >> kilobytes >> unit;) largest = std::max(largest, kilobytes);
    return largest;
}

struct ShippedLargeImage : testing::TestWithParam<std::string> {};

TEST_P(ShippedLargeImage, TakesNoMoreMemoryThanASmallOne) {
    constexpr std::size_t kSize = 64'000'000;
    constexpr long kMostKilobytes = 8000;
    const std::string image = image_bytes(kSize);
    const Step step = [&](Bench& bench) {
        bench.pod = std::make_unique<Pod>();
        bench.pod->files().write(kNewImage, image);
        bench.pod->start({kSerial, kNewImage, "", "http", GetParam()});
        const auto& notes = bench.make<test::TempDir>();
        bench.arguments = {"--vsh", MEASURING_VSH_PATH};
        bench.environment = {"PEAK_MEMORY=" + notes.path_of("peak"), concat("MEASURED_VSH=", VSH_PATH)};
        bench.meanwhile = [&](Process& agent) {
            EXPECT_TRUE(eventually([&] { return agent.has_ended(); }));
            const long peak = largest_in(notes.read("peak"));
            RecordProperty("peak_kilobytes", std::to_string(peak));
            EXPECT_GT(peak, 0);
            EXPECT_LT(peak, kMostKilobytes);
        };
    };
    const auto with_it = [&](Goal& goal, const Bench&) { goal.bootflash[kNewImage] = image; };
    expect_end(
        Case("Large", step, ends_in(with_it).reporting({kNewImage + ": 6.4 MB of 64.0 MB, 10 %", "90 %"})));
}

INSTANTIATE_TEST_SUITE_P(By, ShippedLargeImage, testing::Values("http", "tftp"),
                         [](const auto& test) { return test.param; });

TEST(ShippedLinux34, IsEnoughForAWholeRun) {
    expect_end(Case("Linux34", started_by({LINUX34_PATH}), recovers()));
}

/// The shared memory that there is on this machine.
std::string shared_memory() {
    return bytes_of("/proc/sysvipc/shm");
}

TEST(ShippedLinux34, IsEnoughForHttps) {
    // Of our own, since what another program left would hide what the agent leaves; takes root.
    unshare(CLONE_NEWIPC);
    const std::string before = shared_memory();
    expect_end(Case("Linux34", https_run() + started_by({LINUX34_PATH}), recovers()));
    EXPECT_EQ(shared_memory(), before);
}

/// As on Linux 3.4, this many seconds after its boot, and where /dev/random gives nothing.
Step old_kernel(long uptime) {
    return [=](Bench& bench) {
        if (geteuid() != 0 || access("/proc/self/ns/time", F_OK) != 0)
            GTEST_SKIP() << "a mount takes root, and another uptime a time namespace";
        const std::string silent = bench.make<test::TempDir>().path_of("random");
        EXPECT_EQ(mkfifo(silent.c_str(), 0600), 0);
        struct sysinfo facts {};
        sysinfo(&facts);
        bench.starter = {"/usr/bin/unshare",
                         "--mount",
                         "--time",
                         "--boottime",
                         std::to_string(uptime - facts.uptime),
                         "sh",
                         "-c",
                         R"(mount --bind "$0" /dev/random && exec "$@")",
                         silent,
                         LINUX34_PATH};
    };
}

Cases old_kernels() {
    return {
        Case("HasRandomNumbersMinutesAfterItsBootWhateverTheDeviceSays", https_run() + old_kernel(181),
             recovers()),
        Case("IsWaitedForAsLongAsAServerSoonAfterItsBoot",
             https_run() + old_kernel(10) + args({"--timeout", "1", "--retries", "1"}),
             fails(ExitCode::Server, kRegister, "the switch has no random numbers yet")
                 .reporting({"trying again"})
                 .requesting({})),
    };
}

CASES(ShippedOnOldKernel, old_kernels());

const std::string kFolder = "/var/lib/tftpboot/";

/// The boot file, with a block of poap.py's options. In it `@HERE@` is the server.
Step boot_file(const std::string& more = "") {
    return [=](Bench& bench) {
        const auto& folder = bench.make<test::TempDir>();
        std::string text = bytes_of(BOOT_FILE_PATH);
        const auto begin = text.find("\noptions = {") + 1;
        text.replace(
            begin, text.find("\n}\n", begin) + 3 - begin,
            concat("options = {\n   \"username\": \"poap\",\n   \"password\": \"", kPassword,
                   "\",\n   \"hostname\": \"", bench.server.address(),
                   "\",\n   \"transfer_protocol\": \"http\",\n   \"mode\": \"serial_number\",\n"
                   "   \"target_system_image\": \"",
                   kNewImage, "\",\n   \"required_space\": 1,\n   \"use_nxos_boot\": True,\n", more, "}\n"));
        folder.write("poap_script.py", text);
        bench.program = folder.path_of("poap_script.py");
        bench.starter = {"/usr/bin/python3"};
    };
}

Cases poap_pys() {
    const Step with_sidecars = files(kFolder, true);
    const auto asks_for = [](const std::string& header) {
        return [=](Bench& bench) { bench.server.required_header = header; };
    };
    const auto usage = [](const std::string& cause) {
        return fails(ExitCode::Usage, "options", cause).without_log().requesting({});
    };
    const Step watched = [](Bench& bench) {
        const auto& witness = bench.make<test::TempDir>();
        bench.environment = {"WITNESS=" + witness.path_of(""), concat("WITNESSED_VSH=", VSH_PATH)};
        bench.arguments = {"--vsh", WITNESS_VSH_PATH};
        bench.meanwhile = [&](Process& agent) {
            EXPECT_TRUE(eventually([&] { return agent.has_ended(); }));
            EXPECT_THAT(witness.read("environment"), Not(HasSubstr(kPassword)));
            const std::string descriptors = witness.read("descriptors");
            EXPECT_THAT(lines_of(descriptors),
                        testing::UnorderedElementsAre("0 /dev/null", "1", "2", bench.flash_path(kLockName)));
        };
    };
    Cases rows = {
        Case("IsProvisionedByItsOptionsBlockAsItIs", with_sidecars + asks_for(kBasicAuth) + boot_file(),
             recovers()),
        Case("IsProvisionedWithPoapPysDefaultsWrittenOut",
             with_sidecars +
                 boot_file("   \"user_app_path\": \"/var/lib/tftpboot/\",\n   \"timeout_config\": 120,\n   "
                           "\"destination_config\": \"poap_conf.cfg\",\n   \"timeout_copy_system\": 2100,\n"
                           "   \"required_space\": 0,\n   \"disable_md5\": 0,\n"),
             recovers()
                 .reporting({"ignored, because they have no effect here: destination_config, user_app_path, "
                             "timeout_config, timeout_copy_system"})
                 .without_whole_log()),
        Case("SendsAnEmptyPasswordFromTheEnvironment",
             with_sidecars + asks_for("Authorization: Basic cG9hcDo=\r\n") +
                 boot_file("   \"password\": os.environ.get(\"NO_SUCH_VARIABLE\", \"\"),\n"),
             recovers()),
        Case("NamesAMisspeltKeyAndTheNearest",
             with_sidecars + boot_file("   \"sorce_config_file\": \"x\",\n"),
             usage("unknown keys: `sorce_config_file` (did you mean `source_config_file`?)")),
        Case("HandsItsPasswordToNoOtherProgram", with_sidecars + boot_file() + watched, recovers()),
        Case("ReportsAllThatItCannotDo",
             with_sidecars + boot_file("   \"serial_number\": \"x\",\n   \"mode\": \"personality\",\n   "
                                       "\"compact_image\": False,\n   \"user_app_path\": \"\",\n"),
             usage("serial_number, mode personality").not_reporting({"compact_image", "user_app_path"})),
        Case("AbortsWithoutASidecarAsPoapPyDoes", files(kFolder) + boot_file(),
             fails(ExitCode::Digest, kStageConfig, "no checksum for ")),
        Case("DoesWithoutASidecarWhereMd5IsDisabled",
             files(kFolder) + boot_file("   \"disable_md5\": True,\n"), recovers()),
    };
    for (Case& row : rows) row.end = row.end.expecting(expect_no_password);
    return rows;
}

CASES(ShippedPoapPy, poap_pys());

}  // namespace
}  // namespace poap::rig
