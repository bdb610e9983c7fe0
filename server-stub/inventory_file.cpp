#include "inventory_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <thread>

#include "descriptor.hpp"
#include "served_inventory.hpp"
#include "text.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_bytes = 16 << 20;
// A program that writes the file in place empties it first: two looks this far apart have to agree.
constexpr std::chrono::milliseconds settling{50};
constexpr int most_looks = 20;

[[noreturn]] void fail_to_read() {
    throw InventoryError("cannot be read: " + std::generic_category().message(errno));
}

std::string text_of(const std::filesystem::path& file) {
    const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) fail_to_read();
    std::string text;
    std::array<char, 64 * 1024> piece;
    while (const ssize_t got = ::read(fd.get(), piece.data(), piece.size())) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail_to_read();
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > most_bytes) throw InventoryError(concat("is larger than ", most_bytes, " bytes"));
    }
    return text;
}

}  // namespace

InventoryFile::InventoryFile(std::filesystem::path file, std::filesystem::path served, RequestLog& log)
    : file_(std::move(file)),
      served_(std::move(served)),
      log_(log),
      is_regular_(std::filesystem::is_regular_file(file_)),
      last_(look()),
      inventory_(parsed(last_)) {}

InventoryFile::Look InventoryFile::look() const {
    try {
        // Opening a pipe would wait for its writer.
        if (is_regular_ && std::filesystem::exists(file_) && !std::filesystem::is_regular_file(file_))
            throw InventoryError("is not a regular file any more");
        return {text_of(file_), {}};
    } catch (const std::exception& fault) {
        return {{}, fault.what()};
    }
}

InventoryFile::Look InventoryFile::settled_look() const {
    Look now = look();
    for (int looks = 1; now != last_ && looks < most_looks; ++looks) {
        std::this_thread::sleep_for(settling);
        Look again = look();
        if (again == now) break;
        now = std::move(again);
    }
    return now;
}

std::shared_ptr<const Inventory> InventoryFile::parsed(const Look& look) const {
    try {
        if (!look.fault.empty()) throw InventoryError(look.fault);
        auto inventory = std::make_shared<const Inventory>(parse_inventory(look.text));
        require_not_served(file_, served_);
        return inventory;
    } catch (const InventoryError& error) {
        throw InventoryError(file_.string() + ": " + error.what());
    }
}

std::shared_ptr<const Inventory> InventoryFile::current() {
    const std::scoped_lock lock(reading_);
    if (!is_regular_) return inventory_;
    const Look now = settled_look();
    if (now == last_) return inventory_;
    last_ = now;
    try {
        inventory_ = parsed(now);
        log_.write(concat(file_.string(), ": read again, ", inventory_->switches.size(), " switches"));
    } catch (const std::exception& fault) {
        log_.write(concat(fault.what(), ". The inventory read before stays in use until this is fixed"));
    }
    return inventory_;
}

}  // namespace poap::stub
