#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "descriptor.hpp"
#include "names.hpp"
#include "switch/bootflash.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// A file on its way to bootflash: under `.<name>.part` until `publish`, removed with the object unless it
/// was published or kept.
class StagedFile : public BodySink {
  public:
    /// Starts an empty one, in place of any that lies there.
    /// @throws Error (Switch, NoSpace), here and below, when bootflash fails
    static StagedFile create(const Bootflash& bootflash, const FileName& name);
    /// Takes over what an earlier pass left; it is to be verified like any other.
    static std::optional<StagedFile> left_behind(const Bootflash& bootflash, const FileName& name);

    ~StagedFile() override;
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    const FileName& name() const { return name_; }

    /// Empties it, and holds the announced size against what is free.
    /// @throws Error (NoSpace)
    void begin(std::optional<std::uint64_t> size) override;
    /// Appends, and has the bytes written out as they come: the last `sync` of a large image must not take
    /// long, since no signal ends it.
    void write(std::string_view bytes) override;

    /// Makes the bytes last.
    void sync();
    /// For `read_back`, once synced.
    const Descriptor& file() const { return file_; }
    /// In bytes.
    std::uint64_t size() const;

    /// Gives it its final name; what lay there is replaced. `Bootflash::sync` makes it last.
    void publish();
    /// Takes the final name back: the file stays behind as `.<name>.part`, for a later pass.
    void withdraw();

  private:
    StagedFile(const Bootflash& bootflash, const FileName& name, Descriptor file);

    const Bootflash& bootflash_;
    FileName name_;
    Descriptor file_;
    std::uint64_t unsynced_ = 0;
    bool to_be_removed_ = true;
};

}  // namespace poap
