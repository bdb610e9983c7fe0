#include "transfer/tftp/request_choice.hpp"

#include <utility>

#include "base/text.hpp"

namespace poap::tftp {

namespace {

/// What arrives nearly everywhere: IPv6, a tunnel or a VLAN tag more, in 1500 bytes.
constexpr std::size_t kCautiousBlock = 1428;

bool contradicts_size(const Ended& ended) {
    return ended.how == Ended::How::TooLong || ended.how == Ended::How::CutShort;
}

bool is_without_data(const Attempt& attempt) {
    return attempt.ended.how == Ended::How::Stalled && attempt.pace.delivered == 0;
}

}  // namespace

std::string in_words(const Choice& choice) {
    std::string words(in_words(choice.options));
    if (choice.options == OptionSet::None) return words;
    if (choice.largest_block < kMostBlock) {
        words += concat(", in blocks of at most ", choice.largest_block, " bytes");
    }
    if (!choice.size) words += ", without tsize";
    return words;
}

RequestChoice::RequestChoice(std::string server, OptionSet most, Log& log)
    : server_(std::move(server)), log_(log), usual_{.options = most} {}

void RequestChoice::begin(const std::string& file) {
    if (!file_ || file_->name != file) {
        file_ = File{.name = file, .first = usual_, .needs_it_too = helped_.has_value()};
    }
    next_ = file_->first;
    checked_ = false;
    refusal_.clear();
}

Silence RequestChoice::silence() const {
    if (proven()) return Silence::Repeat;
    return checked_ ? Silence::TryFewer : Silence::CheckFewer;
}

std::optional<Ended> RequestChoice::end_after(const Attempt& attempt) {
    Ended ended = attempt.ended;
    const bool is_whole = ended.how == Ended::How::Whole;
    if (is_whole || (attempt.pace.delivered > 0 && ended.how != Ended::How::Unusable)) {
        const bool unchecked_silence = attempt.options != next_.options && !checked_;
        note_data({attempt.options, next_.largest_block}, file_->by_chance || unchecked_silence);
    }
    if (is_whole) {
        file_.reset();
        return ended;
    }
    const bool contradicted_before = contradicts_size(ended) && file_->contradiction == ended.reason;
    if (contradicts_size(ended)) file_->contradiction = ended.reason;
    if (contradicted_before && ended.how == Ended::How::TooLong && next_.size) {
        next_.size = file_->first.size = false;
        log_.info("TFTP server ", server_, ": ", ended.reason, ". Asking again without tsize");
        return std::nullopt;
    }
    if (contradicted_before) ended.is_retryable = false;
    if (asks_again(attempt)) {
        if (refusal_.empty() && ended.error) {
            refusal_ = concat("it refused an earlier request: ", ended.reason);
        }
        return std::nullopt;
    }
    if (!refusal_.empty() && (ended.how == Ended::How::NoAnswer || is_without_data(attempt))) {
        ended.reason += concat("; ", refusal_);
    }
    return ended;
}

void RequestChoice::note_data(const Choice& brought_it, bool by_chance) {
    if (brought_it == usual_) {
        proven_ = true;
        helped_.reset();
    } else if (file_->needs_it_too || !(by_chance || proven_)) {
        log_.info("TFTP server ", server_, " sends files to requests ", in_words(brought_it),
                  "; they are used for its other files too");
        usual_ = file_->first = brought_it;
        file_->first.size = next_.size;
        proven_ = true;
        helped_.reset();
    } else if (helped_ != brought_it) {
        log_.info("TFTP server ", server_, " sent this file to a request ", in_words(brought_it),
                  ". The next one is asked for ", in_words(usual_), " again");
        helped_ = brought_it;
    }
}

bool RequestChoice::asks_again(const Attempt& attempt) {
    const Ended& ended = attempt.ended;
    if (ended.how == Ended::How::LateAnswer) {
        log_.info("TFTP server ", server_, " answered a request ", in_words(attempt.options),
                  ", but none before. Asking once more ", in_words(next_));
        checked_ = true;
        return true;
    }
    if (is_without_data(attempt)) return asks_again_without_data(attempt);
    if (ended.how == Ended::How::Unusable) return asks_again_with_fewer(ended, false);
    if (!ended.error || !may_blame_options(*ended.error, proven())) return false;
    const bool options_alone = may_blame_options(*ended.error, true);
    return asks_again_with_fewer(ended, !options_alone);
}

bool RequestChoice::asks_again_with_fewer(const Ended& ended, bool by_chance) {
    const auto options = fewer(next_.options);
    if (!options) return false;
    if (by_chance) file_->by_chance = true;
    next_.options = *options;
    log_.info("TFTP server ", server_, ": ", ended.reason, ". Asking again ", in_words(next_));
    return true;
}

bool RequestChoice::asks_again_without_data(const Attempt& attempt) {
    file_->by_chance = true;
    if (helped_ && file_->first == usual_) {
        next_ = file_->first = *helped_;
        log_.info("TFTP server ", server_, ": ", attempt.ended.reason, ". Asking again ", in_words(next_));
        return true;
    }
    if (attempt.odd_grant && asks_again_with_fewer(attempt.ended, true)) return true;
    shrink_next_try(attempt);
    return false;
}

void RequestChoice::shrink_next_try(const Attempt& attempt) {
    Choice& first = file_->first;
    const Choice before = first;
    if (attempt.pace.block_size > kCautiousBlock) {
        first.largest_block = kCautiousBlock;
    } else if (attempt.pace.block_size > kPlainBlock) {
        first.largest_block = kPlainBlock;
    } else if (first.options != OptionSet::None) {
        first.options = OptionSet::None;
    } else {
        first = usual_;  // nothing helped: it is not the options
    }
    if (first == before) return;
    log_.info("TFTP server ", server_, ": ", attempt.ended.reason, ". The next try asks ", in_words(first));
}

}  // namespace poap::tftp
