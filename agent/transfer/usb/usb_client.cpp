#include "transfer/usb/usb_client.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.hpp"
#include "transfer/answer_error.hpp"

namespace poap {

namespace {

AnswerError broken(const std::string& url, std::string_view reason) {
    return {ExitCode::Transfer, concat("cannot read ", url, ": ", reason),
            "look at the stick: copy the file to it again, or take another one", Retryable::Yes};
}

/// The end of what the sink holds already of this very file; 0 where that is nothing.
std::uint64_t start_of(BodySink& sink, const StickFile& source, const Version& version) {
    const auto held = sink.partial();
    const bool goes_on = held && held->size <= source.size && held->version.agrees_with(version);
    return goes_on ? held->size : 0;
}

}  // namespace

std::optional<Refused> UsbClient::fetch(const std::string& url, BodySink& sink) {
    const StickFile source = stick_.open(url);
    if (!source.file) return Refused{source.fault, false, source.absent ? Refusal::Absent : Refusal::Other};
    Version version;
    if (source.modified > 0) version.modified = source.modified;
    std::uint64_t at = start_of(sink, source, version);
    sink.begin({source.size, at, version});
    std::array<char, 65536> buffer;
    while (true) {
        interrupt_.check();
        const ssize_t got = pread(source.file.get(), buffer.data(), buffer.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw broken(url, std::generic_category().message(errno));
        if (got == 0) break;
        sink.write({buffer.data(), static_cast<std::size_t>(got)});
        at += static_cast<std::uint64_t>(got);
    }
    if (at != source.size) throw broken(url, concat("it has ", at, " bytes, not ", source.size));
    return std::nullopt;
}

}  // namespace poap
