// The text of a `.md5` beside a file, and digests as a plan has them.
#include "base/lines_digest.hpp"
#include "base/text.hpp"
#include "base/text_encoding.hpp"
#include "fuzz.hpp"
#include "transfer/sidecar.hpp"

namespace poap::fuzz {

namespace {

const std::vector<std::string> kNames = {"nxos.9.3.10.bin", "leaf1.cfg"};
constexpr std::string_view kHex = "d41d8cd98f00b204e9800998ecf8427e";

void check_digest(DigestKind kind, std::string_view text) {
    const auto digest = Digest::parse(kind, text);
    if (!digest) return;
    require(digest->hex() == lower(text), "a digest's value is what was read");
    require(Digest::parse(kind, digest->hex()) == digest, "it is read back the same");
}

/// Without what may be between the digits of a digest: its pairs are apart, or a line is wrapped.
std::string digits_of(std::string_view text) {
    std::string digits = lower(text);
    std::erase_if(digits,
                  [](char c) { return std::string_view(" \t\r\n-:").find(c) != std::string_view::npos; });
    return digits;
}

}  // namespace

void run(std::string_view input) {
    held_or_refused(ExitCode::Digest, [&] {
        const Digest digest = parse_sidecar(input, kNames);
        require(digest.kind() == DigestKind::Md5, "a sidecar's digest is an MD5");
        require(digits_of(decoded(input)).find(digest.hex()) != std::string::npos,
                "its digits are in the sidecar");
    });
    held_or_refused(ExitCode::Digest, [&] {
        const std::string line = concat(kHex, "  ", kNames[0], '\n', input);
        require(parse_sidecar(line, kNames).hex() == kHex,
                "the file's own line counts, or two of them are refused");
    });
    LinesDigest whole;
    whole.take(input);
    LinesDigest pieces;
    for (const char byte : input) pieces.take({&byte, 1});
    require(pieces.finish() == whole.finish(), "a text's digest does not depend on its pieces");
    for (const DigestKind kind : {DigestKind::Md5, DigestKind::Sha256, DigestKind::Sha512})
        check_digest(kind, input);
}

}  // namespace poap::fuzz
