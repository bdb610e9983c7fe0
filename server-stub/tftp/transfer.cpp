#include "tftp/transfer.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/names.hpp"
#include "base/text.hpp"
#include "tftp/option_grant.hpp"
#include "tftp/sender.hpp"
#include "tftp/transfer_socket.hpp"

namespace poap::stub {
namespace {

using tftp::ErrorCode;

constexpr std::size_t longest_name_logged = 250;

/// A request that is refused with an error packet.
class Denial : public std::runtime_error {
  public:
    Denial(ErrorCode code, const std::string& why) : std::runtime_error(why), code_(code) {}
    ErrorCode code() const { return code_; }

  private:
    ErrorCode code_;
};

/// Clients may pass the name like a URL's path, or relative to the root or current folder.
std::string_view without_root(std::string_view path) {
    while (path.starts_with('/') || path.starts_with("./")) path.remove_prefix(path.front() == '/' ? 1 : 2);
    return path;
}

FileName name_in(const tftp::ReadRequest& asked) {
    const std::string_view path = without_root(asked.file);
    const auto name = FileName::parse(path);
    if (path.find('/') != path.npos)
        throw Denial(ErrorCode::AccessViolation, concat(printable(path, longest_name_logged),
                                                        " is in a folder: the stub serves one folder only"));
    if (!name)
        throw Denial(ErrorCode::AccessViolation,
                     "not a valid file name: at most 200 of A-Z a-z 0-9 . _ -, not beginning with . or -");
    return *name;
}

File opened(const Folder& folder, const tftp::ReadRequest& asked) {
    if (asked.mode != "octet") throw Denial(ErrorCode::Undefined, "the mode must be octet");
    const FileName name = name_in(asked);
    try {
        auto file = folder.open(name);
        if (file) return std::move(*file);
    } catch (const std::exception& fault) {
        throw Denial(ErrorCode::AccessViolation, fault.what());
    }
    throw Denial(ErrorCode::NotFound, name.str() + " is not in the templates folder");
}

/// A transfer of one file to one client.
class Transfer {
  public:
    Transfer(const TftpRequest& request, const tftp::ReadRequest& asked, File file, int stop)
        : client_(request.client),
          file_(std::move(file)),
          grant_(grant(asked.options, file_.size())),
          sender_(client_, grant_, file_.size(), std::chrono::steady_clock::now()),
          socket_(request.own, stop),
          most_blocks_(TransferSocket::most_blocks(grant_.block_size)),
          bytes_(most_blocks_ * grant_.block_size) {}

    /// Returns the result for the log.
    std::string run(const std::function<void()>& on_heard) {
        while (!sender_.ended()) {
            try {
                const bool heard_before = sender_.heard();
                step();
                if (sender_.heard() && !heard_before) on_heard();
            } catch (const std::exception& fault) {
                sender_.give_up(ErrorCode::Undefined, fault.what());
            }
        }
        flush();
        if (!sender_.failure()) return concat(file_.size(), " bytes");
        return concat(sender_.delivered(), " of ", file_.size(), " bytes: ", *sender_.failure());
    }

  private:
    void step() {
        flush();
        if (const auto run = sender_.next_blocks()) send(*run);
        if (!socket_.wait(sender_.wake_at(), sender_.next_blocks().has_value()))
            return sender_.give_up(ErrorCode::Undefined, "the server is stopping");
        const auto now = std::chrono::steady_clock::now();
        while (const auto datagram = socket_.receive()) sender_.take(datagram->from, datagram->bytes, now);
        // After the datagrams that arrived before the error.
        sender_.unreachable(socket_.unreachable(client_));
        sender_.tick(now);
    }

    void flush() {
        for (const Word& word : sender_.take_words()) socket_.send(word);
    }

    void send(BlockRun run) {
        run.count = std::min(run.count, most_blocks_);
        const std::uint64_t from = (run.first - 1) * grant_.block_size;
        const std::uint64_t size =
            std::min<std::uint64_t>(run.count * grant_.block_size, file_.size() - from);
        const std::size_t got = file_.read_at(from, std::span(bytes_).first(size));
        if (got < size || file_.changed())
            return sender_.give_up(ErrorCode::Undefined, "the file was changed during the transfer");
        const std::size_t sent = socket_.send(client_, run, {bytes_.data(), got}, grant_.block_size);
        sender_.sent(sent, std::chrono::steady_clock::now());
    }

    Address client_;
    File file_;
    Grant grant_;
    Sender sender_;
    TransferSocket socket_;
    std::size_t most_blocks_;  ///< sent at once
    std::vector<char> bytes_;
};

}  // namespace

void refuse(const TftpRequest& request, const std::string& what, ErrorCode code, const std::string& why,
            RequestLog& log) {
    TransferSocket(request.own, -1).send({request.client, error_report(code, why)});
    log.write(concat(request.client.host(), " ", what, " error ", static_cast<int>(code), ": ", why));
}

void serve(const TftpRequest& request, const tftp::ReadRequest& asked, const Folder& folder, int stop,
           const std::function<void(const FileName&)>& on_heard, RequestLog& log) {
    const std::string what = "RRQ " + printable(asked.file, longest_name_logged);
    try {
        Transfer transfer(request, asked, opened(folder, asked), stop);
        log.write(
            concat(request.client.host(), " ", what, " ", transfer.run([&] { on_heard(name_in(asked)); })));
    } catch (const Denial& denial) {
        refuse(request, what, denial.code(), denial.what(), log);
    } catch (const std::exception& fault) {
        refuse(request, what, ErrorCode::Undefined, fault.what(), log);
    }
}

}  // namespace poap::stub
