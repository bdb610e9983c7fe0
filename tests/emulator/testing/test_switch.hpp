#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "new_switch.hpp"
#include "nexus.hpp"

namespace poap::emulator::testing {

/// Names, and what is in the files.
using Files = std::map<std::string, std::string>;

/// What one vsh call answered.
struct Reply {
    int exit_code;
    std::string text;
};

/// A switch in a folder of its own that goes when the test ends. In POAP, running `nxos.9.3.10.bin`, which
/// its bootflash has, as it has `nxos.9.3.12.bin` and `new.cfg`.
class TestSwitch {
  public:
    /// `fresh` needs to say only what differs from that.
    explicit TestSwitch(NewSwitch fresh = {.poap = true});
    ~TestSwitch();
    TestSwitch(const TestSwitch&) = delete;
    TestSwitch& operator=(const TestSwitch&) = delete;

    std::filesystem::path state_folder() const { return root_ / "state"; }
    std::filesystem::path bootflash_folder() const { return root_ / "bootflash"; }
    /// The flash of its standby, where `fresh` says that it has one.
    std::filesystem::path standby_folder() const { return root_ / "standby"; }

    Nexus open() const { return open_switch(state_folder(), bootflash_folder(), standby_folder()); }

    /// One vsh call in this process; `typed` is its standard input.
    Reply run(const std::string& line, const std::string& typed = "") const;

    /// Writes a file: `state/boot`, `bootflash/new.cfg`, `standby/new.bin`.
    void write(const std::string& path, const std::string& bytes) const;
    void write(const Files& files) const;
    /// Reads one; none where there is none.
    std::optional<std::string> read(const std::string& path) const;

  private:
    std::filesystem::path root_;
};

}  // namespace poap::emulator::testing
