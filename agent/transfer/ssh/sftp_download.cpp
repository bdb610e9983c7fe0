#include "transfer/ssh/sftp_download.hpp"

#include <fcntl.h>
#include <libssh/sftp.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "base/text.hpp"
#include "transfer/fault.hpp"

namespace poap {

namespace {

/// Every server answers reads of this size in full.
constexpr std::uint32_t kBlock = 32 * 1024;
/// 2 MiB in flight: enough for 1 Gbit/s at 16 ms.
constexpr std::size_t kMostInFlight = 64;

struct Free {
    void operator()(sftp_session sftp) const { sftp_free(sftp); }
    void operator()(sftp_file file) const { sftp_close(file); }
    void operator()(sftp_attributes attributes) const { sftp_attributes_free(attributes); }
};

template <typename Handle>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Free>;

/// A file that is being read.
class SftpFile {
  public:
    SftpFile(SshSession& session, sftp_file file, std::uint64_t size)
        : session_(session), file_(file), size_(size), buffer_(kBlock) {}

    /// Reads from `start` to the end of the file.
    void read(std::uint64_t start, Watchdog& watchdog, BodySink& sink) {
        next_ = start;
        for (std::uint64_t done = start; done < size_;) {
            while (next_ < size_ && in_flight_.size() < kMostInFlight) {
                const auto length =
                    static_cast<std::uint32_t>(std::min<std::uint64_t>(kBlock, size_ - next_));
                in_flight_.push_back(request(next_, length));
                next_ += length;
            }
            const std::string_view bytes = answer();
            watchdog.store(bytes, sink);
            done += bytes.size();
        }
    }

  private:
    struct Request {
        std::uint32_t id;
        std::uint64_t offset;
        std::uint32_t length;
    };

    Request request(std::uint64_t offset, std::uint32_t length) {
        sftp_seek64(file_, offset);
        const int id = sftp_async_read_begin(file_, length);
        if (id < 0) session_.fail("the server does not take a read request");
        return {static_cast<std::uint32_t>(id), offset, length};
    }

    /// The bytes for the oldest request. If the server sent fewer, requests the rest.
    std::string_view answer() {
        const Request oldest = in_flight_.front();
        in_flight_.pop_front();
        const int got = sftp_async_read(file_, buffer_.data(), oldest.length, oldest.id);
        if (got < 0) session_.fail("reading the file failed");
        if (got == 0) {
            throw FaultError(
                {concat("cut short: the file ended after ", oldest.offset, " of ", size_, " bytes"), "",
                 Retryable::Yes});
        }
        const auto size = static_cast<std::uint32_t>(got);
        if (size < oldest.length) in_flight_.push_front(request(oldest.offset + size, oldest.length - size));
        return {buffer_.data(), size};
    }

    SshSession& session_;
    sftp_file file_;
    std::uint64_t size_;
    std::vector<char> buffer_;
    std::deque<Request> in_flight_;
    std::uint64_t next_ = 0;
};

Refused refusal_of(int code, const std::string& path) {
    switch (code) {
        case SSH_FX_NO_SUCH_FILE:
        case SSH_FX_NO_SUCH_PATH:
            return {concat("the server has no ", path), false, Refusal::Absent};
        case SSH_FX_PERMISSION_DENIED:
            return {concat("the user may not read ", path, " on the server"), false, Refusal::Other};
        default:
            return {concat("the server does not open ", path, ": SFTP status ", code), true, Refusal::Other};
    }
}

}  // namespace

std::optional<Refused> download_by_sftp(SshSession& session, const std::string& path, Watchdog& watchdog,
                                        BodySink& sink) {
    const Owned<sftp_session> sftp(sftp_new(session.get()));
    if (!sftp || sftp_init(sftp.get()) != SSH_OK) session.fail("the server does not start SFTP");
    const Owned<sftp_file> file(sftp_open(sftp.get(), path.c_str(), O_RDONLY, 0));
    if (!file) {
        const int code = sftp_get_error(sftp.get());
        if (code == SSH_FX_OK || code == SSH_FX_CONNECTION_LOST) session.fail("the connection failed");
        return refusal_of(code, path);
    }
    const Owned<sftp_attributes> attributes(sftp_fstat(file.get()));
    if (!attributes) session.fail("the server does not report the file's size");
    if (attributes->type != SSH_FILEXFER_TYPE_REGULAR)
        return Refused{concat(path, " on the server is not a file"), false, Refusal::Other};
    Version version;
    if (attributes->mtime > 0) version.modified = attributes->mtime;
    const auto held = sink.partial();
    const bool resumes = held && held->size <= attributes->size && held->version.agrees_with(version);
    const std::uint64_t start = resumes ? held->size : 0;
    sink.begin({attributes->size, start, version});
    SftpFile(session, file.get(), attributes->size).read(start, watchdog, sink);
    return std::nullopt;
}

}  // namespace poap
