#include "world.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace poap::rig {

namespace {

/// So large that it is hashed while it comes, and that TFTP's windows grow and wrap.
const std::string kImage = image_bytes(3'000'000);
const std::string kPart = "." + kNewImage + ".part";

const std::array<Scenario, 6> kScenarios = {
    Scenario{"FactoryNew", "http", "tftp", "stop", Found::Nothing},
    Scenario{"FactoryNewByTftpAlone", "tftp", "tftp", "continue", Found::Nothing},
    Scenario{"ImageThere", "tftp", "tftp", "stop", Found::TheImage},
    Scenario{"ImageAndAnothersConfigThere", "http", "tftp", "continue", Found::TheImageAndAnothersConfig},
    Scenario{"HalfAPart", "http", "tftp", "stop", Found::HalfAPart},
    Scenario{"HalfAPartByHttp", "tftp", "http", "continue", Found::HalfAPart},
};

std::array<std::unique_ptr<World>, kScenarios.size()>& worlds() {
    static std::array<std::unique_ptr<World>, kScenarios.size()> all;
    return all;
}

/// A part that an earlier run kept of the version that the server has: it carries its date.
void flash_half_a_part(const EmulatedSwitch& device, const std::string& original) {
    device.flash(kPart, kImage.substr(0, kImage.size() / 2));
    struct stat facts {};
    ASSERT_EQ(stat(original.c_str(), &facts), 0);
    const std::array<timespec, 2> dates = {timespec{facts.st_mtim.tv_sec, 0},
                                           timespec{facts.st_mtim.tv_sec, 0}};
    const std::string part = device.bootflash_folder() + '/' + kPart;
    ASSERT_EQ(utimensat(AT_FDCWD, part.c_str(), dates.data(), 0), 0);
}

}  // namespace

void Tally::expect_most() {
    constexpr int kEnough = 30;
    if (runs_ >= kEnough) {
        EXPECT_GE(3 * disturbed_, 2 * runs_) << disturbed_ << " of " << runs_;
    }
    *this = {};
}

bool leaves_poap(const EmulatedSwitch& device) {
    return device.state("startup-config").has_value();
}

bool is_in_the_window(const EmulatedSwitch& device) {
    return leaves_poap(device) && !device.state("scheduled-config");
}

World::World(Scenario scenario) : scenario_(std::move(scenario)) {
    pod_.files().write(kNewImage, kImage);
    PodSpec spec{kSerial, kNewImage};
    spec.config_protocol = scenario_.config_protocol;
    spec.image_protocol = scenario_.image_protocol;
    pod_.start(spec);

    const auto device = new_switch();
    Traced agent = start_traced(*device);
    EXPECT_EQ(agent.run(), 0) << "the undisturbed run of " << name();
    calls_ = agent.calls();
    // The configuration's link, the first change of commit; before it the folder was synced, and before that
    // the last file.
    const auto commit = std::find(calls_.begin(), calls_.end(), SYS_linkat);
    const auto folder = std::find(std::make_reverse_iterator(commit), calls_.rend(), SYS_fsync);
    EXPECT_TRUE(commit != calls_.end() && folder != calls_.rend());
    const auto synced = std::find(folder + 1, calls_.rend(), SYS_fsync);
    EXPECT_TRUE(synced != calls_.rend());
    late_ = static_cast<std::size_t>(synced.base() - calls_.begin()) - 1;
    fsyncs_ = static_cast<std::size_t>(
        std::count(calls_.begin(), calls_.begin() + static_cast<std::ptrdiff_t>(late_), SYS_fsync));
    device->reload();
    memory_ = device->memory();
    bootflash_ = without_logs(device->bootflash());
}

World& World::of_seed(std::uint64_t seed) {
    auto& world = worlds()[seed % kScenarios.size()];
    if (!world) world = std::make_unique<World>(kScenarios[seed % kScenarios.size()]);
    return *world;
}

void World::end_all() {
    worlds() = {};
}

std::unique_ptr<EmulatedSwitch> World::new_switch(const std::string& bootflash) const {
    SwitchSpec spec;
    spec.bootflash = bootflash;
    auto device = std::make_unique<EmulatedSwitch>(spec);
    device->set_chain(scenario_.chain);
    device->flash(kOldImage, "as it came from the factory");
    const bool has_config = scenario_.found == Found::TheImageAndAnothersConfig;
    if (scenario_.found == Found::TheImage || has_config) device->flash(kNewImage, kImage);
    if (has_config) device->flash(kConfigName, "somebody else's");
    if (scenario_.found == Found::HalfAPart) flash_half_a_part(*device, pod_.files().path_of(kNewImage));
    return device;
}

std::vector<std::string> World::config_names() const {
    const bool is_taken = scenario_.found == Found::TheImageAndAnothersConfig;
    return {is_taken ? "poap-agent." + kConfigName : kConfigName, kConfigPart};
}

Moment World::any_moment(std::mt19937_64& random) const {
    return {random() % (calls_.size() + 1)};
}

Moment World::late_moment(std::mt19937_64& random) const {
    return {random() % (calls_.size() - late_ + 1), SYS_fsync, fsyncs_};
}

Traced World::start_traced(const EmulatedSwitch& device) const {
    return Traced(device.agent_line(pod_.where()), device.environment());
}

void World::expect_good_run(const EmulatedSwitch& device) const {
    const Ended ended = device.run_agent(pod_.where());
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
}

void World::expect_to_end_as_undisturbed(const EmulatedSwitch& device) const {
    const bool provisioned = leaves_poap(device);
    if (!provisioned) expect_good_run(device);
    expect_as_undisturbed(device, provisioned);
}

void World::expect_as_undisturbed(const EmulatedSwitch& device, bool config_may_stay) const {
    device.reload();
    EXPECT_EQ(device.memory(), memory_);
    Snapshot bootflash = without_logs(device.bootflash());
    bootflash.erase(kLockName);  // it blocks nobody
    if (config_may_stay) {
        for (const std::string& name : config_names()) {
            const auto config = bootflash.find(name);
            if (config == bootflash.end()) continue;
            EXPECT_EQ(config->second, pod_.config_of(kSerial) + '\n');
            bootflash.erase(config);
        }
    }
    EXPECT_EQ(names_in(bootflash), names_in(bootflash_));
    EXPECT_TRUE(bootflash == bootflash_) << "a file on bootflash has other bytes";
}

}  // namespace poap::rig
