#include "base/lines_digest.hpp"

namespace poap {

namespace {

constexpr std::string_view kIgnored = "#md5sum";

}  // namespace

void LinesDigest::take(std::string_view bytes) {
    std::string hashed;
    for (const char byte : bytes) {
        if (const auto kept = line_feeds_.take(byte)) take(*kept, hashed);
    }
    hasher_.update(hashed);
}

void LinesDigest::take(char byte, std::string& hashed) {
    if (left_out_ && byte != '\n') return;
    if (byte == '\n') {
        if (!left_out_) {
            add(start_, hashed);
            ++newlines_;
        }
        start_.clear();
        left_out_ = false;
        at_start_ = true;
    } else if (!at_start_) {
        add({&byte, 1}, hashed);
    } else {
        start_ += byte;
        if (kIgnored.starts_with(start_)) {
            left_out_ = start_ == kIgnored;
        } else {
            add(start_, hashed);
            at_start_ = false;
        }
        if (left_out_ || !at_start_) start_.clear();
    }
}

void LinesDigest::add(std::string_view bytes, std::string& hashed) {
    if (bytes.empty()) return;
    hashed.append(newlines_, '\n');
    newlines_ = 0;
    hashed += bytes;
}

Digest LinesDigest::finish() {
    std::string hashed;
    add(start_, hashed);
    hasher_.update(hashed);
    return hasher_.digest();
}

}  // namespace poap
