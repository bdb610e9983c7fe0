#include "base/lines_digest.hpp"

namespace poap {

namespace {

constexpr std::string_view kLeftOut = "#md5sum";

}  // namespace

void LinesDigest::take(std::string_view bytes) {
    std::string counted;
    for (const char byte : bytes) {
        if (const auto kept = line_feeds_.take(byte)) take(*kept, counted);
    }
    hasher_.update(counted);
}

void LinesDigest::take(char byte, std::string& counted) {
    if (left_out_ && byte != '\n') return;
    if (byte == '\n') {
        if (!left_out_) {
            add(start_, counted);
            ++newlines_;
        }
        start_.clear();
        left_out_ = false;
        at_start_ = true;
    } else if (!at_start_) {
        add({&byte, 1}, counted);
    } else {
        start_ += byte;
        if (kLeftOut.starts_with(start_)) {
            left_out_ = start_ == kLeftOut;
        } else {
            add(start_, counted);
            at_start_ = false;
        }
        if (left_out_ || !at_start_) start_.clear();
    }
}

void LinesDigest::add(std::string_view bytes, std::string& counted) {
    if (bytes.empty()) return;
    counted.append(newlines_, '\n');
    newlines_ = 0;
    counted += bytes;
}

Digest LinesDigest::finish() {
    std::string counted;
    add(start_, counted);
    hasher_.update(counted);
    return hasher_.digest();
}

}  // namespace poap
