#include "world.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

namespace poap::rig {

namespace {

/// So large that it is hashed while it comes, and that TFTP's windows grow and wrap.
const std::string kImage = image_bytes(3'000'000);
const std::string kPart = "." + kNewImage + ".part";

/// Those of the seeds.
const std::array<Scenario, 9> kScenarios = {
    Scenario{"FactoryNew", "http", "tftp", "stop", Found::Nothing},
    Scenario{"FactoryNewByTftpAlone", "tftp", "tftp", "continue", Found::Nothing},
    Scenario{"ImageThere", "tftp", "tftp", "stop", Found::TheImage},
    Scenario{"ImageAndAnothersConfigThere", "http", "tftp", "continue", Found::TheImageAndAnothersConfig},
    Scenario{"HalfAPart", "http", "tftp", "stop", Found::HalfAPart},
    Scenario{"HalfAPartByHttp", "tftp", "http", "continue", Found::HalfAPart},
    Scenario{"ImageRuns", "http", "http", "stop", Found::TheImageRuns},
    Scenario{"StaleSchedule", "tftp", "http", "stop", Found::StaleSchedule},
    Scenario{"PerpetualPoap", "http", "tftp", "continue", Found::StartupConfig},
};

/// Of single tests.
const std::array<Scenario, 2> kOthers = {
    Scenario{"InstallAll", "http", "http", "stop", Found::Nothing, "install: install-all"},
    Scenario{"TwoParts", "http", "http", "stop", Found::Nothing, "", "system vlan 3968 reserve\n"},
};

const Scenario& scenario_named(const std::string& name) {
    const auto* found = std::ranges::find(kScenarios, name, &Scenario::name);
    return found != kScenarios.end() ? *found : *std::ranges::find(kOthers, name, &Scenario::name);
}

std::map<std::string, std::unique_ptr<World>>& worlds() {
    static std::map<std::string, std::unique_ptr<World>> all;
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

bool is_in_the_window(const EmulatedSwitch& device) {
    return device.state("startup-config") && !device.state("boot_poap") && !device.scheduled();
}

Calls::const_iterator begin_of_commit(const Calls& calls) {
    return std::ranges::find_if(calls, [](long call) { return call == SYS_renameat || call == SYS_linkat; });
}

World::World(Scenario scenario) : scenario_(std::move(scenario)) {
    pod_.files().write(kNewImage, kImage);
    pod_.add_to_config(scenario_.config);
    PodSpec spec{kSerial, kNewImage};
    spec.config_protocol = scenario_.config_protocol;
    spec.image_protocol = scenario_.image_protocol;
    spec.more = scenario_.plan;
    pod_.start(spec);

    const auto device = new_switch("file");
    Traced agent = start_traced(*device);
    EXPECT_EQ(agent.run(), 0) << "the undisturbed run of " << name();
    calls_ = agent.calls();
    const auto commit = begin_of_commit(calls_);
    const auto synced = std::find(std::make_reverse_iterator(commit), calls_.crend(), SYS_fsync);
    EXPECT_TRUE(commit != calls_.cend() && synced != calls_.crend());
    late_ = static_cast<std::size_t>(synced.base() - calls_.cbegin()) - 1;
    fsyncs_ = static_cast<std::size_t>(
        std::count(calls_.begin(), calls_.begin() + static_cast<std::ptrdiff_t>(late_), SYS_fsync));
    device->reload();
    memory_ = device->memory();
    bootflash_ = without_logs(device->bootflash());
}

World& World::named(const std::string& scenario) {
    auto& world = worlds()[scenario];
    if (!world) world = std::make_unique<World>(scenario_named(scenario));
    return *world;
}

World& World::of_seed(std::uint64_t seed) {
    return named(kScenarios[seed % kScenarios.size()].name);
}

bool World::is_late(std::uint64_t seed) {
    return seed / kScenarios.size() % 2 == 1;
}

std::string World::rule_of(std::uint64_t seed) const {
    const bool file = seed / kScenarios.size() / 2 % 2 == 0;
    return file && scenario_.found != Found::StaleSchedule ? "file" : "exit-0";
}

void World::end_all() {
    worlds().clear();
}

std::unique_ptr<EmulatedSwitch> World::new_switch(const std::string& replay_rule,
                                                  const std::string& bootflash) const {
    SwitchSpec spec;
    spec.bootflash = bootflash;
    spec.replay_rule = replay_rule;
    if (scenario_.found == Found::TheImageRuns) spec.fresh.image = kNewImage;
    auto device = std::make_unique<EmulatedSwitch>(spec);
    device->set_chain(scenario_.chain);
    device->flash(kOldImage, "as it came from the factory");
    arrange(*device);
    return device;
}

void World::arrange(const EmulatedSwitch& device) const {
    switch (scenario_.found) {
        case Found::Nothing:
            return;
        case Found::TheImage:
        case Found::TheImageRuns:
            return device.flash(kNewImage, kImage);
        case Found::TheImageAndAnothersConfig:
            device.flash(kNewImage, kImage);
            return device.flash(kConfigName, "of another owner");
        case Found::HalfAPart:
            return flash_half_a_part(device, pod_.files().path_of(kNewImage));
        case Found::StaleSchedule:
            device.schedule("hostname stale\n");
            return device.schedule("feature stale\n");
        case Found::StartupConfig:
            device.set("boot_poap", "");
            return device.set("startup-config", "hostname of-before\n");
    }
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
    const bool replayed = !device.is_in_poap();
    if (!replayed) {
        expect_good_run(device);
        device.reload();
    }
    expect_as_undisturbed(device, replayed);
}

void World::expect_as_undisturbed(const EmulatedSwitch& device, bool leftovers) const {
    EXPECT_EQ(device.memory(), memory_);
    Snapshot bootflash = without_logs(device.bootflash());
    if (leftovers) {
        std::erase_if(bootflash, [&](const auto& file) {
            return file.first.starts_with('.') ||
                   memory_.at("running-config").find(file.second) != std::string::npos;
        });
    }
    bootflash.erase(".poap-agent.lock");  // an empty file, whose removal need not last
    if (scenario_.found == Found::StartupConfig) {
        // Of a run that was disturbed: a person may want the startup-config that was there.
        std::erase_if(bootflash,
                      [](const auto& file) { return file.first.starts_with(".poap-agent.startup"); });
    }
    EXPECT_EQ(names_in(bootflash), names_in(bootflash_));
    EXPECT_TRUE(bootflash == bootflash_) << "a file on bootflash has other bytes";
}

}  // namespace poap::rig
