#include "flash/disk_hasher.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "flash/bootflash.hpp"

namespace poap {

namespace {

constexpr std::uint64_t kPiece = 1024 * 1024;
/// What may wait for the disk: no signal ends the wait for it, and nothing is taken from the network
/// meanwhile.
constexpr std::uint64_t kMostBehind = 3 * kPiece;

}  // namespace

DiskHasher::DiskHasher(int file, FileName name, DigestKind kind, std::uint64_t size)
    : file_(file), name_(std::move(name)), hasher_kind_(kind), hasher_(kind), size_(size) {
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error& error) {
        throw Error(ExitCode::Switch,
                    concat("cannot start a thread to verify ", name_.str(), ": ", error.code().message()),
                    "is the switch short of memory, or full of processes? `show system resources` tells");
    }
}

DiskHasher::~DiskHasher() {
    {
        const std::scoped_lock lock(mutex_);
        ended_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void DiskHasher::grown(std::uint64_t size) {
    std::unique_lock lock(mutex_);
    size_ = size;
    if (is_due()) changed_.notify_all();
    changed_.wait(lock, [&] { return failure_ || size_ - hashed_ <= kMostBehind; });
    rethrow_failure();
}

bool DiskHasher::failed() {
    const std::scoped_lock lock(mutex_);
    return failure_ != nullptr;
}

Digest DiskHasher::digest(Clock& clock) {
    std::unique_lock lock(mutex_);
    all_wanted_ = true;
    changed_.notify_all();
    while (hashed_ < size_ && !failure_) {
        const std::uint64_t so_far = hashed_;
        lock.unlock();
        clock.check_interrupt();
        lock.lock();
        changed_.wait(lock, [&] { return failure_ || hashed_ > so_far; });
    }
    all_wanted_ = false;
    rethrow_failure();
    return hasher_.digest();
}

void DiskHasher::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [&] { return ended_ || is_due(); });
        if (ended_) return;
        const std::uint64_t from = hashed_;
        const std::uint64_t to = std::min(size_, from + kPiece);
        lock.unlock();
        std::exception_ptr failure;
        try {
            hash(from, to);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        hashed_ = to;
        failure_ = failure;
        changed_.notify_all();
    }
}

bool DiskHasher::is_due() const {
    return !failure_ && size_ - hashed_ >= (all_wanted_ ? 1 : kPiece);
}

void DiskHasher::hash(std::uint64_t from, std::uint64_t to) {
    constexpr unsigned kWritten =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    if (sync_file_range(file_, static_cast<off_t>(from), static_cast<off_t>(to - from), kWritten) != 0)
        throw bootflash_error(errno, concat("cannot write ", name_.str(), " to bootflash"));
    read_back(file_, name_, from, to, [&](std::string_view piece) { hasher_.update(piece); });
}

void DiskHasher::rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
}

}  // namespace poap
