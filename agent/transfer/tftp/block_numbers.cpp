#include "transfer/tftp/block_numbers.hpp"

namespace poap::tftp {

namespace {

constexpr std::uint64_t kLastNumber = 65535;
/// In a file that ends within the window after block 65535, a server that continues with 1 cannot be
/// recognised for certain: a 0 may have been lost. Each time the window is resent, that becomes less likely.
constexpr int kOnesForProof = 5;

}  // namespace

std::optional<std::uint64_t> BlockNumbers::block_of(std::uint16_t number, bool is_last, std::uint64_t next) {
    if (wrap_ == Wrap::Unknown) learn(number, is_last, next);
    if (wrap_ == Wrap::Unknown) {
        // After the end of the numbers, small numbers may belong to later blocks: ambiguous.
        const bool past_the_end = number < kLastNumber / 2 && next > kLastNumber / 2;
        if (number == 0 || past_the_end) return std::nullopt;
        return number;
    }
    if (wrap_ == Wrap::ToOne && number == 0) {
        contradicted_ = true;
        return std::nullopt;
    }
    const auto period = static_cast<std::int64_t>(wrap_ == Wrap::ToZero ? kLastNumber + 1 : kLastNumber);
    std::int64_t ahead = (number - number_of(next)) % period;
    if (ahead > period / 2) ahead -= period;
    if (ahead < -period / 2) ahead += period;
    const std::int64_t block = static_cast<std::int64_t>(next) + ahead;
    if (block < 1) return std::nullopt;
    return static_cast<std::uint64_t>(block);
}

void BlockNumbers::learn(std::uint16_t number, bool is_last, std::uint64_t next) {
    if (number == 0 && next > kLastNumber / 2) wrap_ = Wrap::ToZero;
    if (next != kLastNumber + 1) return;
    // The window after block 65535 has the numbers 1 to its size, or 0 to one less.
    if (number == window_) wrap_ = Wrap::ToOne;
    if (is_last && number < window_) end_seen_ = true;
    if (number == 1 && end_seen_ && ++ones_ == kOnesForProof) wrap_ = Wrap::ToOne;
}

std::uint16_t BlockNumbers::number_of(std::uint64_t block) const {
    if (wrap_ == Wrap::ToOne && block > kLastNumber) {
        return static_cast<std::uint16_t>((block - 1) % kLastNumber + 1);
    }
    return static_cast<std::uint16_t>(block);
}

}  // namespace poap::tftp
