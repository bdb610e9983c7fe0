#include "flash/hop_mark.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/error.hpp"
#include "base/text.hpp"

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

std::vector<HopMark> read_hop_marks(const Bootflash& bootflash) {
    const Descriptor file = bootflash.open_resumable(kName);
    if (!file) return {};
    std::array<char, 16 * 1024> text{};
    const ssize_t size = pread(file.get(), text.data(), text.size(), 0);
    if (size < 0) throw bootflash_error(errno, concat("cannot read bootflash:", kName));
    std::vector<HopMark> marks;
    for (const std::string_view line : lines_of({text.data(), static_cast<std::size_t>(size)})) {
        const auto blank = line.find(' ');
        const auto image = FileName::parse(line.substr(0, blank));
        if (image && blank != std::string_view::npos)
            marks.push_back({*image, std::string(line.substr(blank + 1))});
    }
    return marks;
}

void add_hop_mark(const Bootflash& bootflash, const HopMark& mark) {
    auto marks = read_hop_marks(bootflash);
    std::erase_if(marks, [&](const HopMark& old) { return old.image == mark.image; });
    marks.push_back(mark);
    std::string text;
    for (const HopMark& one : marks) text += concat(one.image.str(), ' ', one.boot, '\n');

    const Descriptor file = bootflash.create_file(kUnfinished);
    try {
        write_all(file.get(), text);
        if (fsync(file.get()) != 0) throw std::system_error(errno, std::generic_category());
    } catch (const std::system_error& error) {
        bootflash.remove(kUnfinished);
        throw bootflash_error(error.code().value(), concat("cannot write bootflash:", kName));
    }
    if (!bootflash.has(kName)) bootflash.make_way(kName);
    bootflash.rename(file.get(), kUnfinished, kName);
    bootflash.sync();
}

void remove_hop_marks(const Bootflash& bootflash) {
    bootflash.remove(kName);
}

void check_hop_is_new(const Bootflash& bootflash, const FileName& image, const std::string& boot) {
    const auto marks = read_hop_marks(bootflash);
    const bool was_made = std::any_of(marks.begin(), marks.end(), [&](const HopMark& mark) {
        return mark.image == image && mark.boot != boot;
    });
    if (!was_made) return;
    throw Error(ExitCode::Switch,
                concat("the switch was sent to reload into ", image.str(), ", a hop, and does not run it"),
                concat("look at the console for why it did not boot that image; `delete bootflash:", kName,
                       "` has the hop made again"));
}

}  // namespace poap
