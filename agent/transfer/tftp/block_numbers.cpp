#include "transfer/tftp/block_numbers.hpp"

namespace poap::tftp {

namespace {

constexpr std::uint64_t kLastNumber = 65535;
/// A file that ends within the window behind block 65535 gives no proof of a server that goes on with 1: a 0
/// may have been lost. That it is lost each time the window is sent again becomes less likely each time.
constexpr int kOnesThatTell = 5;

}  // namespace

std::optional<std::uint64_t> BlockNumbers::block_of(std::uint16_t number, bool is_last, std::uint64_t next) {
    if (wrap_ == Wrap::Unknown) learn(number, is_last, next);
    if (wrap_ == Wrap::Unknown) {
        // Past the end, the small numbers may be those of the blocks to come: not known which.
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
    // The window behind block 65535 holds the numbers 1 to its size, or 0 to one less.
    if (number == window_) wrap_ = Wrap::ToOne;
    if (is_last && number < window_) end_seen_ = true;
    if (number == 1 && end_seen_ && ++ones_ == kOnesThatTell) wrap_ = Wrap::ToOne;
}

std::uint16_t BlockNumbers::number_of(std::uint64_t block) const {
    if (wrap_ == Wrap::ToOne && block > kLastNumber) {
        return static_cast<std::uint16_t>((block - 1) % kLastNumber + 1);
    }
    return static_cast<std::uint16_t>(block);
}

}  // namespace poap::tftp
