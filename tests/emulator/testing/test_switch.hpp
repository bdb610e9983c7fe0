#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "new_switch.hpp"
#include "nexus.hpp"

namespace poap::emulator::testing {

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

    /// One vsh call in this process; `typed` is what stands on its stdin.
    Reply run(const std::string& line, const std::string& typed = "") const;

    void flash(const std::string& name, const std::string& content) const;
    void flash_standby(const std::string& name, const std::string& content) const;
    /// The bytes of a file on the standby's flash; none where there is no such file.
    std::optional<std::string> on_standby(const std::string& name) const;
    bool flashed(const std::string& name) const { return std::filesystem::exists(bootflash_folder() / name); }

  private:
    std::filesystem::path root_;
};

}  // namespace poap::emulator::testing
