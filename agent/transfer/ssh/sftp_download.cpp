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

/// OpenSSH answers reads of this size in full. If a server does not, blocks become smaller.
constexpr std::uint32_t kBlock = 64 * 1024;
/// Requests without an answer. More would not help: libssh's receive window is 1.28 MB.
constexpr std::size_t kMostInFlight = 64;

struct Free {
    void operator()(sftp_session sftp) const { sftp_free(sftp); }
    void operator()(sftp_file file) const { sftp_close(file); }
    void operator()(sftp_attributes attributes) const { sftp_attributes_free(attributes); }
};

template <typename Handle>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Free>;

/// A file that is being read. The server must answer in the order of the requests, as all do: libssh waits
/// for a packet even if the answer has arrived before.
class SftpFile {
  public:
    SftpFile(SshSession& session, sftp_file file, std::uint64_t size)
        : session_(session), file_(file), size_(size), buffer_(kBlock) {}

    /// Reads from `start` to the end of the file.
    void read(std::uint64_t start, Watchdog& watchdog, BodySink& sink) {
        next_ = start;
        for (std::uint64_t done = start; done < size_;) {
            while (next_ < size_ && in_flight_.size() < kMostInFlight) request_next();
            const Request oldest = take_oldest();
            const std::uint32_t size = answer_to(oldest);
            if (size == 0) throw cut_short(done);
            watchdog.write({buffer_.data(), size}, sink);
            done += size;
            if (size < oldest.length) restart_at(done, size);
        }
    }

  private:
    struct Request {
        std::uint32_t id;
        std::uint32_t length;
    };

    void request_next() {
        const auto length = static_cast<std::uint32_t>(std::min<std::uint64_t>(block_, size_ - next_));
        sftp_seek64(file_, next_);
        const int id = sftp_async_read_begin(file_, length);
        if (id < 0) session_.fail("the server does not take a read request");
        in_flight_.push_back({static_cast<std::uint32_t>(id), length});
        next_ += length;
    }

    Request take_oldest() {
        const Request oldest = in_flight_.front();
        in_flight_.pop_front();
        return oldest;
    }

    /// Receives the answer into the buffer. Returns its size; 0 at the end of the file.
    std::uint32_t answer_to(const Request& request) {
        const int got = sftp_async_read(file_, buffer_.data(), request.length, request.id);
        if (got < 0) session_.fail("reading the file failed");
        return static_cast<std::uint32_t>(got);
    }

    /// After a short answer: drops the answers to later requests, and goes on in smaller blocks.
    void restart_at(std::uint64_t offset, std::uint32_t answered) {
        while (!in_flight_.empty()) answer_to(take_oldest());
        next_ = offset;
        block_ = std::max(answered, block_ / 2);
    }

    FaultError cut_short(std::uint64_t done) const {
        return FaultError(
            {concat("cut short: the file ended after ", done, " of ", size_, " bytes"), "", Retryable::Yes});
    }

    SshSession& session_;
    sftp_file file_;
    std::uint64_t size_;
    std::uint32_t block_ = kBlock;
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
    if (!attributes || (attributes->flags & SSH_FILEXFER_ATTR_SIZE) == 0)
        throw FaultError({"the server does not report the file's size", "try scp", Retryable::No});
    if (attributes->type == SSH_FILEXFER_TYPE_DIRECTORY || attributes->type == SSH_FILEXFER_TYPE_SPECIAL)
        return Refused{concat(path, " on the server is not a file"), false, Refusal::Other};
    Version version;
    const bool has_time = (attributes->flags & SSH_FILEXFER_ATTR_ACMODTIME) != 0;
    if (has_time && attributes->mtime > 0) version.modified = attributes->mtime;
    const auto held = watchdog.partial(sink);
    const bool resumes =
        held && held->size <= attributes->size && version.known() && version.agrees_with(held->version);
    const std::uint64_t start = resumes ? held->size : 0;
    watchdog.begin({attributes->size, start, version}, sink);
    SftpFile(session, file.get(), attributes->size).read(start, watchdog, sink);
    return std::nullopt;
}

}  // namespace poap
