#include "provision/sidecar_fetch.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/lines_digest.hpp"
#include "base/text.hpp"
#include "provision/file_errors.hpp"
#include "transfer/answer_error.hpp"
#include "transfer/sidecar.hpp"

namespace poap {

namespace {

constexpr std::size_t kLongestText = 64 * 1024;

Error too_large(const PlannedFile& file) {
    const std::string name = sidecar_name(file);
    return {ExitCode::Digest, concat(name, " is larger than 64 KiB, too large for a checksum file"),
            concat("it may be a copy of the file: recreate it (`md5sum ", file.served_name(), " > ", name,
                   "`), or remove it")};
}

/// Keeps the beginning of a sidecar, or of a configuration to compare it with, and digests all of it.
class SidecarSink : public BodySink {
  public:
    SidecarSink(std::uint64_t most, Error too_large) : most_(most), too_large_(std::move(too_large)) {}

    /// An attempt begins.
    void expect() { begun_ = false; }
    /// Whether that attempt received the beginning of a file.
    bool begun() const { return begun_; }

    void begin(const Arrival&) override {
        begun_ = true;
        text_.clear();
        size_ = 0;
        content_.emplace();
    }
    void write(std::string_view bytes) override {
        size_ += bytes.size();
        if (size_ > most_) throw too_large_;
        text_ += bytes.substr(0, std::min(bytes.size(), kLongestText - text_.size()));
        content_->take(bytes);
    }

    Sidecar finish() { return {std::move(text_), size_, content_->finish()}; }

  private:
    std::uint64_t most_;
    Error too_large_;
    std::string text_;
    std::uint64_t size_ = 0;
    bool begun_ = false;
    std::optional<LinesDigest> content_{std::in_place};  ///< reset by each attempt
};

/// Whether a refusal means that there is no sidecar. A server that renders configurations answers 500 for
/// other names.
bool says_there_is_none(const Refused& refused, const PlannedFile& file) {
    switch (refused.about_file) {
        case Refusal::Absent:
        case Refusal::Denied:
            return true;
        case Refusal::ServerError:
            return file.rendered;
        case Refusal::NoGet:
        case Refusal::Other:
            break;
    }
    return false;
}

/// Why the download of the sidecar failed, without the URL.
std::string cause_of(const PlannedFile& file, const Error& error) {
    const std::string asked = concat("cannot download ", file.sidecar_url(), ": ");
    const std::string_view what = error.what();
    return std::string(what.starts_with(asked) ? what.substr(asked.size()) : what);
}

constexpr std::string_view kOrNoSidecar = "; or use --no-sidecar to install files unverified";

/// The server answered, but without the sidecar.
AnswerError cannot_fetch_sidecar(const PlannedFile& file, const std::string& cause, const std::string& advice,
                                 bool is_retryable) {
    return {ExitCode::Transfer, concat("cannot download the checksum file ", file.sidecar_url(), ": ", cause),
            advice, is_retryable ? Retryable::Yes : Retryable::No};
}

/// If there is no answer, name the file that the user knows, not its sidecar.
Error unanswered(const PlannedFile& file, const Error& error) {
    return {error.code(),
            concat("cannot download ", file.url, ": ", cause_of(file, error), " (while requesting its ",
                   sidecar_name(file), ")"),
            error.advice(), error.is_retryable() ? Retryable::Yes : Retryable::No};
}

/// A single attempt.
std::optional<Refused> ask_for(const PlannedFile& file, SidecarSink& sink, Transport& transport) {
    sink.expect();
    try {
        return transport.fetch(file.sidecar_url(), sink);
    } catch (const Error& error) {
        if (error.code() != ExitCode::Transfer) throw;
        const bool answered = sink.begun() || dynamic_cast<const AnswerError*>(&error) != nullptr;
        if (!answered) throw unanswered(file, error);
        throw cannot_fetch_sidecar(file, cause_of(file, error), concat(error.advice(), kOrNoSidecar),
                                   error.is_retryable());
    }
}

/// Downloads the sidecar, or returns the refusal that means that there is none.
/// @throws Error (Transfer) without a clear answer
std::optional<Refused> fetch(const PlannedFile& file, SidecarSink& sink, const Context& context) {
    return with_retries(context.retries(), [&] {
        auto refused = ask_for(file, sink, context.transport);
        if (!refused || says_there_is_none(*refused, file)) return refused;
        throw cannot_fetch_sidecar(file, refused->reason,
                                   refused->about_file == Refusal::NoGet
                                       ? kMayBePoapServer
                                       : concat("fix the server's answer to that URL", kOrNoSidecar),
                                   refused->is_retryable);
    });
}

/// Why there is no sidecar, for people.
std::string reason_without(const std::string& name, const Refused& refused) {
    if (refused.about_file != Refusal::Denied) return concat("there is no ", name, " (", refused.reason, ")");
    std::string_view reason = refused.reason;
    for (const std::string_view begin : {"the server refused the request: ", "the server answered with "}) {
        if (reason.starts_with(begin)) reason.remove_prefix(begin.size());
    }
    return concat("the server refuses access to ", name, ": ", reason, "; check its permissions");
}

SidecarAnswer without_sidecar(const PlannedFile& file, const std::string& why, const Context& context) {
    accept_unverified(file, why, context);
    return {std::nullopt, why};
}

}  // namespace

std::string sidecar_name(const PlannedFile& file) {
    return file.served_name() + ".md5";
}

SidecarAnswer fetch_sidecar(const PlannedFile& file, std::uint64_t most, const Context& context) {
    if (!context.options.sidecars) return without_sidecar(file, "--no-sidecar is set", context);
    SidecarSink sink(most, too_large(file));
    if (const auto refused = fetch(file, sink, context))
        return without_sidecar(file, reason_without(sidecar_name(file), *refused), context);
    return {sink.finish(), {}};
}

Digest digest_in(const Sidecar& sidecar, const PlannedFile& file) {
    if (sidecar.size > kLongestText) throw too_large(file);
    return parse_sidecar(sidecar.text, {file.served_name(), file.name.str()});
}

std::string copy_of_config(const PlannedFile& config) {
    return concat(sidecar_name(config), " is a copy of the configuration and has no checksum");
}

std::optional<Digest> digest_in(const Sidecar& sidecar, const PlannedFile& config, const Digest& content,
                                const Context& context) {
    if (sidecar.content != content) return digest_in(sidecar, config);
    accept_unverified(config, copy_of_config(config), context);
    return std::nullopt;
}

Digest content_of(const PlannedFile& config, const Context& context) {
    SidecarSink sink(kLongestConfig, config_too_large(config));
    with_retries(context.retries(), [&] {
        if (const auto refused = context.transport.fetch(config.url, sink))
            throw cannot_fetch(config, *refused);
    });
    return sink.finish().content;
}

void accept_unverified(const PlannedFile& file, const std::string& why, const Context& context) {
    if (context.options.require_digest && !file.digest_is_optional) {
        throw Error(
            ExitCode::Digest,
            concat("no checksum for ", file.name.str(), ", but --require-digest is set: ", why),
            concat("put its MD5 into ", sidecar_name(file), " in the same folder",
                   !context.options.static_plan ? ", or a checksum into the POAP server's plan" : ""));
    }
    context.log.warning("no checksum for ", file.name.str(), ": ",
                        context.options.command == Command::Plan ? "it would be installed" : "installing it",
                        " unverified; ", why);
}

}  // namespace poap
