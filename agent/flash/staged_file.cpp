#include "flash/staged_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// TFTP delivers a file in pieces of some 1400 bytes.
constexpr std::size_t kBuffer = 256 * 1024;
/// Signals cannot interrupt a sync.
constexpr std::uint64_t kMostUnsynced = 4 * 1024 * 1024;

/// The server's date, which `StagedFile` stores as modification time.
std::optional<std::int64_t> kept_date(const struct stat& status) {
    if (status.st_mtim.tv_nsec != 0 || status.st_mtim.tv_sec <= 0) return std::nullopt;
    return status.st_mtim.tv_sec;
}

}  // namespace

StagedFile StagedFile::create(const Bootflash& bootflash, const FileName& name) {
    return {bootflash, name, bootflash.create_file(part_name(name))};
}

StagedFile StagedFile::resume(const Bootflash& bootflash, const FileName& name, DigestKind kind) {
    Descriptor left = bootflash.open_resumable(part_name(name));
    StagedFile file(bootflash, name, left ? std::move(left) : bootflash.create_file(part_name(name)));
    const struct stat status = file.facts();
    if (lseek(file.file_.get(), 0, SEEK_END) < 0) {
        throw bootflash_error(errno, concat("cannot read the status of bootflash:", part_name(name)));
    }
    file.synced_ = status;
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    file.kept_ = file.size_ > 0;
    file.version_.modified = kept_date(status);
    file.hasher_ = std::make_unique<DiskHasher>(file.file_.get(), name, kind, file.size_);
    return file;
}

StagedFile::StagedFile(const Bootflash& bootflash, const FileName& name, Descriptor file)
    : bootflash_(bootflash), name_(name), file_(std::move(file)) {
    buffer_.reserve(kBuffer);
}

StagedFile::StagedFile(StagedFile&& other) noexcept = default;

StagedFile::~StagedFile() {
    const bool moved_away = !file_;
    if (!moved_away && !is_worth_keeping()) bootflash_.remove(part_name(name_));
}

bool StagedFile::is_worth_keeping() const {
    if (hasher_ && hasher_->failed()) return false;
    return kept_ || (hasher_ && size_ > 0 && version_.modified);
}

std::optional<Partial> StagedFile::partial() {
    flush();
    if (!hasher_ || hasher_->failed() || size_ == 0 || !version_.known()) return std::nullopt;
    return Partial{size_, version_};
}

void StagedFile::begin(const Arrival& arrival) {
    if (arrival.offset == 0) discard();
    version_ = arrival.version;
    kept_ = false;
    resumed_ = arrival.offset > 0;
    announced_ = arrival.size.value_or(0);
    if (!arrival.size) return;
    const std::uint64_t free = bootflash_.free_bytes();
    const std::uint64_t needed = *arrival.size - arrival.offset;
    if (needed > free) throw no_space_for(name_, needed, free);
}

void StagedFile::discard() {
    const bool hashed = hasher_ != nullptr;
    const DigestKind kind = hashed ? hasher_->kind() : DigestKind::Md5;
    hasher_.reset();  // it must not read bytes that are cut off
    if (ftruncate(file_.get(), 0) != 0 || lseek(file_.get(), 0, SEEK_SET) != 0) {
        throw bootflash_error(errno, concat("cannot empty bootflash:", part_name(name_)));
    }
    buffer_.clear();
    synced_.reset();
    size_ = 0;
    version_ = {};
    kept_ = false;
    if (hashed) hasher_ = std::make_unique<DiskHasher>(file_.get(), name_, kind, 0);
}

void StagedFile::write(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > kBuffer) flush();
    if (bytes.size() >= kBuffer) {
        append(bytes);
    } else {
        buffer_ += bytes;
    }
}

void StagedFile::flush() {
    append(buffer_);
    buffer_.clear();
}

void StagedFile::append(std::string_view bytes) {
    if (bytes.empty()) return;
    synced_.reset();
    try {
        write_all(file_.get(), bytes);
    } catch (const std::system_error& error) {
        version_ = {};  // it is not known how much was written
        throw cannot_write(error.code().value(), size_ + bytes.size());
    }
    size_ += bytes.size();
    if (version_.modified) {
        const timespec date{static_cast<time_t>(*version_.modified), 0};
        const std::array<timespec, 2> times{date, date};
        futimens(file_.get(), times.data());  // if it fails, a later run starts over
    }
    unsynced_ += bytes.size();
    if (hasher_) {
        hasher_->grown(size_);
    } else if (unsynced_ >= kMostUnsynced) {
        sync_written();
    }
}

void StagedFile::sync() {
    flush();
    sync_written();
}

void StagedFile::sync_written() {
    unsynced_ = 0;
    if (fsync(file_.get()) != 0) throw cannot_write(errno, size_);
    if (!synced_) synced_ = facts();
}

struct stat StagedFile::facts() const {
    struct stat status {};
    if (fstat(file_.get(), &status) == 0) return status;
    throw bootflash_error(errno, concat("cannot read the status of bootflash:", part_name(name_)));
}

void StagedFile::set_mode(mode_t mode) {
    if (fchmod(file_.get(), mode) == 0) return;
    throw bootflash_error(errno, concat("cannot set the mode of bootflash:", name_.str()));
}

Error StagedFile::cannot_write(int error, std::uint64_t size) const {
    return bootflash_error(error, concat("cannot write ", name_.str(), " to bootflash"))
        .needing(std::max(size, announced_));
}

Digest StagedFile::digest(Clock& clock) {
    if (!hasher_) throw std::logic_error(concat(name_.str(), " is not hashed"));
    flush();
    return hasher_->digest(clock);
}

void StagedFile::check_unchanged() const {
    bootflash_.check_same(file_.get(), part_name(name_));
    const struct stat now = facts();
    const bool is_unchanged = synced_ && now.st_size == synced_->st_size &&
                              now.st_mtim.tv_sec == synced_->st_mtim.tv_sec &&
                              now.st_mtim.tv_nsec == synced_->st_mtim.tv_nsec;
    if (is_unchanged) return;
    throw Error(ExitCode::Switch, concat("bootflash:", part_name(name_), " was changed by another program"),
                "find out which other program writes to bootflash (`ls -la /bootflash` in the bash shell), "
                "then run this again");
}

void StagedFile::publish(const Bootflash& folder, const FileName& name, std::string_view what) {
    const auto there = folder.look_at(name.str());
    if (there && S_ISDIR(there->st_mode)) {
        const std::string shown = folder.shown(name.str());
        throw Error(ExitCode::Switch, concat(shown, ", the planned ", what, ", is a folder"),
                    concat("move it away: `move ", shown, " bootflash:NEW-NAME`"));
    }
    check_unchanged();
    set_mode(0644);
    sync();
    try {
        bootflash_.move(file_.get(), part_name(name_), folder, name.str());
    } catch (const Error&) {
        set_mode(0600);
        throw;
    }
    kept_ = true;
}

void StagedFile::withdraw(const Bootflash& folder, const FileName& name) {
    folder.check_same(file_.get(), name.str());
    set_mode(0600);
    bootflash_.make_way(part_name(name_));
    folder.move(file_.get(), name.str(), bootflash_, part_name(name_));
}

}  // namespace poap
