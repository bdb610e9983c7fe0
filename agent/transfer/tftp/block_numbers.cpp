#include "transfer/tftp/block_numbers.hpp"

namespace poap::tftp {

namespace {

constexpr std::uint64_t kLastNumber = 65535;
/// In a window, a 1 after 65535 may as well follow a 0 that was lost. Each time the window is sent again
/// without a 0 makes that less likely: three losses in a row are one in a million at 1 % loss.
constexpr int kOnesThatTell = 3;

}  // namespace

std::optional<std::uint64_t> BlockNumbers::block_of(std::uint16_t number, std::uint64_t next) {
    if (wrap_ == Wrap::Unknown) learn(number, next);
    if (wrap_ == Wrap::Unknown) {
        // Past the end, the small numbers may be those of the blocks to come: not known which.
        const bool past_the_end = number < kLastNumber / 2 && next > kLastNumber / 2;
        if (number == 0 || past_the_end) return std::nullopt;
        return number;
    }
    if (wrap_ == Wrap::ToOne && number == 0) return std::nullopt;
    const auto period = static_cast<std::int64_t>(wrap_ == Wrap::ToZero ? kLastNumber + 1 : kLastNumber);
    std::int64_t ahead = (number - number_of(next)) % period;
    if (ahead > period / 2) ahead -= period;
    if (ahead < -period / 2) ahead += period;
    const std::int64_t block = static_cast<std::int64_t>(next) + ahead;
    if (block < 1) return std::nullopt;
    return static_cast<std::uint64_t>(block);
}

void BlockNumbers::learn(std::uint16_t number, std::uint64_t next) {
    if (number == 0 && next > kLastNumber / 2) wrap_ = Wrap::ToZero;
    if (number == 1 && next == kLastNumber + 1 && (lockstep_ || ++ones_ == kOnesThatTell))
        wrap_ = Wrap::ToOne;
}

std::uint16_t BlockNumbers::number_of(std::uint64_t block) const {
    if (wrap_ == Wrap::ToOne && block > kLastNumber) {
        return static_cast<std::uint16_t>((block - 1) % kLastNumber + 1);
    }
    return static_cast<std::uint16_t>(block);
}

}  // namespace poap::tftp
