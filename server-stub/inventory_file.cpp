#include "inventory_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "inventory_check.hpp"
#include "served_inventory.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_bytes = 16 << 20;
constexpr std::chrono::milliseconds settling{50};
constexpr int most_looks = 20;

[[noreturn]] void fail_to_read() {
    throw InventoryError("cannot be read: " + why_unreadable(errno));
}

std::string text_of(const Descriptor& fd) {
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

void wait_for_writer() {
    std::this_thread::sleep_for(settling);
}

InventoryFile::InventoryFile(std::filesystem::path file, Folder& served, RequestLog& log,
                             std::function<void()> between_looks)
    : file_(std::move(file)),
      served_(served),
      log_(log),
      between_looks_(std::move(between_looks)),
      is_regular_(std::filesystem::is_regular_file(file_)) {
    try {
        inventory_ = usable(look(), true);
    } catch (const InventoryError& error) {
        throw InventoryError(file_.string() + ": " + error.what());
    }
}

std::string InventoryFile::text_of_file() {
    Descriptor fd(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) fail_to_read();
    if (!S_ISREG(status.st_mode)) return text_of(fd);
    served_.withhold(status);
    open_ = std::move(fd);
    return text_of(open_);
}

InventoryFile::Look InventoryFile::look() {
    try {
        // Opening a pipe would wait for its writer.
        if (is_regular_ && std::filesystem::exists(file_) && !std::filesystem::is_regular_file(file_))
            throw InventoryError("is no longer a regular file");
        return {text_of_file(), {}};
    } catch (const std::exception& fault) {
        return {{}, fault.what()};
    }
}

InventoryFile::Look InventoryFile::settled_look() {
    Look now = look();
    for (int looks = 1; now != last_ && looks < most_looks; ++looks) {
        between_looks_();
        Look again = look();
        if (again == now) break;
        now = std::move(again);
    }
    return now;
}

InventoryFile::Content InventoryFile::content_of(const Look& look) {
    try {
        if (!look.fault.empty()) throw InventoryError(look.fault);
        return {std::make_shared<const Inventory>(parse_inventory(look.text)), {}};
    } catch (const InventoryError& error) {
        return {nullptr, error.what()};
    }
}

/// An error in the text is cached with the text. Other errors may be temporary, and are checked each time.
std::shared_ptr<const Inventory> InventoryFile::usable(const Look& now, bool look_through_folder) {
    if (now != last_) {
        content_ = content_of(now);
        last_ = now;
    }
    if (!content_.inventory) throw InventoryError(content_.fault);
    refuse_new_faults();
    if (look_through_folder || content_.inventory != inventory_ || !fault_.empty())
        require_not_served(file_, served_.path());
    return content_.inventory;
}

/// Refuses an edit that leaves a switch without a plan, unless the inventory in use has errors too.
void InventoryFile::refuse_new_faults() const {
    if (!inventory_ || inventory_ == content_.inventory || !faults_of(*inventory_).empty()) return;
    const auto faults = faults_of(*content_.inventory);
    if (!faults.empty()) throw InventoryError(faults.front());
}

std::shared_ptr<const Inventory> InventoryFile::current() {
    return read_again(false);
}

std::shared_ptr<const Inventory> InventoryFile::watched() {
    return read_again(true);
}

std::shared_ptr<const Inventory> InventoryFile::latest() const {
    const std::scoped_lock lock(in_use_);
    return inventory_;
}

std::string InventoryFile::fault() const {
    const std::scoped_lock lock(in_use_);
    return fault_;
}

std::shared_ptr<const Inventory> InventoryFile::read_again(bool look_through_folder) {
    const std::scoped_lock lock(reading_);
    if (!is_regular_) return inventory_;
    try {
        const auto now = usable(settled_look(), look_through_folder);
        const bool is_news = now != inventory_ || !fault_.empty();
        {
            const std::scoped_lock publishing(in_use_);
            inventory_ = now;
            fault_.clear();
        }
        if (is_news) log_.write(concat(file_.string(), ": read again, ", now->switches.size(), " switches"));
    } catch (const std::exception& error) {
        if (fault_ != error.what())
            log_.write(concat(file_.string(), ": ", error.what(),
                              ". The previous inventory stays in use until this is fixed"));
        const std::scoped_lock publishing(in_use_);
        fault_ = error.what();
    }
    return inventory_;
}

}  // namespace poap::stub
