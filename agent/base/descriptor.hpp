#pragma once

#include <string_view>
#include <utility>

namespace poap {

/// Owns one file descriptor.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() { reset(); }
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    explicit operator bool() const { return fd_ >= 0; }
    int get() const { return fd_; }
    void reset();
    /// Another descriptor of the same file.
    /// @throws std::system_error
    Descriptor duplicate() const;

  private:
    int fd_ = -1;
};

/// Readable once somebody has written to it, see eventfd(2).
/// @throws std::system_error
Descriptor make_event();

/// Writes all of `data`, continuing after short writes and interruptions.
/// @throws std::system_error
void write_all(int fd, std::string_view data);

}  // namespace poap
