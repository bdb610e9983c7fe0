// Peak memory does not grow with the image, and the oldest kernel is enough.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "rig/expect.hpp"
#include "rig/files.hpp"
#include "rig/made_up_server.hpp"
#include "rig/pod.hpp"

namespace poap::rig {
namespace {

constexpr std::size_t kLargeImage = 64'000'000;
constexpr long kMostKilobytes = 8000;

/// The largest number in lines `VmHWM:    2844 kB`; 0 where there is none.
long largest_in(const std::string& lines) {
    std::istringstream words(lines);
    long largest = 0;
    std::string key;
    std::string unit;
    for (long kilobytes = 0; words >> key >> kilobytes >> unit;) largest = std::max(largest, kilobytes);
    return largest;
}

class LargeImage : public testing::TestWithParam<std::string> {};

TEST_P(LargeImage, TakesNoMoreMemoryThanASmallOne) {
    const std::string image = image_bytes(kLargeImage);
    Pod pod;
    pod.files().write(kNewImage, image);
    pod.start({kSerial, kNewImage, "", "http", GetParam()});
    const EmulatedSwitch device;
    const test::TempDir notes;
    auto arguments = pod.where();
    arguments.insert(arguments.end(), {"--vsh", MEASURING_VSH_PATH});
    auto environment = device.environment();
    environment.push_back("PEAK_MEMORY=" + notes.path_of("peak"));
    environment.push_back(std::string("MEASURED_VSH=") + VSH_PATH);
    const Before before(device);
    const Ended ended = Process(device.agent_line(arguments), environment).wait();
    expect_provisioned(device, before, ended,
                       {pod.config_of(kSerial), boots(kNewImage), {{kNewImage, image}}});
    const long peak = largest_in(notes.read("peak"));
    RecordProperty("peak_kilobytes", std::to_string(peak));
    EXPECT_GT(peak, 0);
    EXPECT_LT(peak, kMostKilobytes);
    expect_told_in_order(device, ended, {kNewImage + ": 6.4 MB of 64.0 MB, 10 %", "90 %"});
}

INSTANTIATE_TEST_SUITE_P(By, LargeImage, testing::Values("http", "tftp"),
                         [](const testing::TestParamInfo<std::string>& test) { return test.param; });

TEST(Linux34, IsEnoughForAWholeRun) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    std::vector<std::string> line = {LINUX34_PATH};
    for (const std::string& word : device.agent_line(server.where())) line.push_back(word);
    const Before before(device);
    const Ended ended = Process(line, device.environment()).wait();
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
}

}  // namespace
}  // namespace poap::rig
