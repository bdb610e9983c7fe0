#include "transfer/staged_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "error.hpp"
#include "text.hpp"

namespace poap {

namespace {

constexpr std::uint64_t kMostUnsynced = 16 * 1024 * 1024;

}  // namespace

StagedFile StagedFile::create(const Bootflash& bootflash, const FileName& name) {
    return {bootflash, name, bootflash.create_file(part_name(name))};
}

std::optional<StagedFile> StagedFile::left_behind(const Bootflash& bootflash, const FileName& name) {
    Descriptor file = bootflash.open_file(part_name(name));
    if (!file) return std::nullopt;
    return StagedFile(bootflash, name, std::move(file));
}

StagedFile::StagedFile(const Bootflash& bootflash, const FileName& name, Descriptor file)
    : bootflash_(bootflash), name_(name), file_(std::move(file)) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : bootflash_(other.bootflash_),
      name_(other.name_),
      file_(std::move(other.file_)),
      to_be_removed_(std::exchange(other.to_be_removed_, false)) {}

StagedFile::~StagedFile() {
    if (to_be_removed_) bootflash_.remove(part_name(name_));
}

void StagedFile::begin(std::optional<std::uint64_t> size) {
    if (ftruncate(file_.get(), 0) != 0 || lseek(file_.get(), 0, SEEK_SET) != 0) {
        throw bootflash_error(errno, concat("cannot empty bootflash:", part_name(name_)));
    }
    if (!size) return;
    const std::uint64_t free = bootflash_.free_bytes();
    if (*size > free) {
        throw Error(
            ExitCode::NoSpace,
            concat(name_.str(), " needs ", human_size(*size), ", bootflash has ", human_size(free), " free"),
            "remove what is not needed from bootflash (`dir bootflash:`)");
    }
}

void StagedFile::write(std::string_view bytes) {
    try {
        write_all(file_.get(), bytes);
        unsynced_ += bytes.size();
        if (unsynced_ >= kMostUnsynced) sync();
    } catch (const std::system_error& error) {
        throw bootflash_error(error.code().value(), concat("cannot write ", name_.str(), " to bootflash"));
    }
}

void StagedFile::sync() {
    unsynced_ = 0;
    if (fsync(file_.get()) != 0)
        throw bootflash_error(errno, concat("cannot write ", name_.str(), " to bootflash"));
}

std::uint64_t StagedFile::size() const {
    struct stat status {};
    if (fstat(file_.get(), &status) != 0)
        throw bootflash_error(errno, concat("cannot look at ", name_.str()));
    return static_cast<std::uint64_t>(status.st_size);
}

void StagedFile::publish() {
    bootflash_.rename(part_name(name_), name_.str());
    to_be_removed_ = false;
}

void StagedFile::withdraw() {
    bootflash_.rename(name_.str(), part_name(name_));
}

}  // namespace poap
