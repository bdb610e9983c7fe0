#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poap::test {

/// A folder of a test's own, removed with all that is in it.
class TempDir {
  public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::string& path() const { return path_; }
    std::string path_of(const std::string& name) const { return path_ + "/" + name; }

    void write(const std::string& name, std::string_view bytes) const;
    /// Likewise for the owner's eyes alone, as the agent's own files are.
    void write_private(const std::string& name, std::string_view bytes) const;
    /// A file's bytes; fails the test where there is none.
    std::string read(const std::string& name) const;
    bool has(const std::string& name) const;
    /// The names in it, sorted, dot-names too.
    std::vector<std::string> names() const;

  private:
    std::string path_;
};

}  // namespace poap::test
