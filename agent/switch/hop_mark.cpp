#include "switch/hop_mark.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "error.hpp"
#include "text.hpp"

namespace poap {

namespace {

const std::string kName = ".poap-agent.hop";
const std::string kUnfinished = ".poap-agent.hop.part";  // Bootflash::remove_leftovers knows this form

}  // namespace

std::string boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

std::optional<HopMark> read_hop_mark(const Bootflash& bootflash) {
    const Descriptor file = bootflash.take_up_file(kName);
    if (!file) return std::nullopt;
    std::array<char, 512> text{};
    const ssize_t size = pread(file.get(), text.data(), text.size(), 0);
    if (size < 0) throw bootflash_error(errno, concat("cannot read bootflash:", kName));
    const auto lines = lines_of({text.data(), static_cast<std::size_t>(size)});
    if (lines.size() < 2) return std::nullopt;
    const auto image = FileName::parse(lines[0]);
    if (!image) return std::nullopt;
    return HopMark{*image, std::string(lines[1])};
}

void write_hop_mark(const Bootflash& bootflash, const HopMark& mark) {
    const Descriptor file = bootflash.create_file(kUnfinished);
    try {
        write_all(file.get(), concat(mark.image.str(), '\n', mark.boot, '\n'));
        if (fsync(file.get()) != 0) throw std::system_error(errno, std::generic_category());
    } catch (const std::system_error& error) {
        bootflash.remove(kUnfinished);
        throw bootflash_error(error.code().value(), concat("cannot write bootflash:", kName));
    }
    bootflash.rename(kUnfinished, kName);
    bootflash.sync();
}

void remove_hop_mark(const Bootflash& bootflash) {
    bootflash.remove(kName);
}

void check_hop_is_new(const Bootflash& bootflash, const FileName& image, const std::string& boot) {
    const auto mark = read_hop_mark(bootflash);
    if (!mark || mark->image != image || mark->boot == boot) return;
    throw Error(ExitCode::Switch,
                concat("the switch was sent to reload into ", image.str(), ", a hop, and does not run it"),
                concat("look at the console for why it did not boot that image; `delete bootflash:", kName,
                       "` has the hop made again"));
}

}  // namespace poap
