#include "transfer/tftp/negotiation.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace poap::tftp {

namespace {

/// After how long the server is to repeat what was not acknowledged: the least there is (RFC 2349).
constexpr std::uint64_t kServerTimeout = 1;
constexpr std::uint64_t kMostSize = INT64_MAX;
constexpr std::size_t kLongestShown = 40;
constexpr std::size_t kMostOddities = 4;

using Number = std::optional<std::uint64_t>;

struct Granted {
    std::string name;
    std::string text;  ///< printable
    Number value;
};

Number number_of(const Options& options, std::string_view name) {
    const auto found = std::find_if(options.begin(), options.end(),
                                    [&](const auto& option) { return option.first == name; });
    return found == options.end() ? std::nullopt : parse_number(found->second);
}

bool within(Number value, std::uint64_t least, std::uint64_t most) {
    return value && *value >= least && *value <= most;
}

/// What to make of the options, one by one.
class GrantReader {
  public:
    explicit GrantReader(const Options& asked) : asked_(asked) {}

    void read(const Granted& option) {
        const Number asked = number_of(asked_, option.name);
        if (option.name == "blksize") {
            read_block_size(option, asked);
        } else if (option.name == "windowsize") {
            read_window(option, asked);
        } else if (option.name == "tsize" && asked) {
            read_size(option);
        } else if (!asked || option.value != asked) {
            ignore(option);
        }
    }

    Grant grant() {
        if (block_size_) grant_.block_size = *block_size_;
        if (window_) grant_.window = *window_;
        if (size_ != 0) grant_.size = size_;
        if (ignored_ > kMostOddities) {
            grant_.oddities.push_back(concat(ignored_ - kMostOddities, " more"));
        }
        return std::move(grant_);
    }

  private:
    void read_block_size(const Granted& option, Number asked) {
        if (within(option.value, kLeastBlock, asked.value_or(kPlainBlock))) {
            if (block_size_ && block_size_ != option.value) refuse(option, ", and another value before");
            block_size_ = option.value;
        } else if (asked) {
            refuse(option, concat(", not ", kLeastBlock, " to ", *asked));
        } else {
            ignore(option);
        }
    }

    void read_window(const Granted& option, Number asked) {
        if (!asked) {
            if (option.value != 1) ignore(option);
        } else if (!within(option.value, 1, *asked)) {
            refuse(option, concat(", not 1 to ", *asked));
        } else {
            if (window_ && window_ != option.value) refuse(option, ", and another value before");
            window_ = option.value;
        }
    }

    /// Some servers echo the 0 of the request; some send a negative number above 2 GiB, or print it as an
    /// unsigned one.
    void read_size(const Granted& option) {
        if (!within(option.value, 0, kMostSize) || (size_ && size_ != option.value)) {
            ignore(option);
            size_ = 0;
        } else {
            size_ = option.value;
        }
    }

    void refuse(const Granted& option, std::string_view why) {
        if (grant_.fault.empty()) grant_.fault = concat(option.name, " is `", option.text, "`", why);
    }
    void ignore(const Granted& option) {
        if (++ignored_ > kMostOddities) return;
        grant_.oddities.push_back(concat(printable(option.name, kLongestShown), " `", option.text, "`"));
    }

    const Options& asked_;
    Grant grant_;
    Number block_size_;
    Number window_;
    Number size_;  ///< 0: not known
    std::size_t ignored_ = 0;
};

}  // namespace

std::optional<OptionSet> fewer(OptionSet set) {
    switch (set) {
        case OptionSet::All:
            return OptionSet::WithoutWindow;
        case OptionSet::WithoutWindow:
            return OptionSet::None;
        case OptionSet::None:
            break;
    }
    return std::nullopt;
}

std::string_view in_words(OptionSet set) {
    switch (set) {
        case OptionSet::All:
            return "with all options";
        case OptionSet::WithoutWindow:
            return "without windowsize and timeout";
        case OptionSet::None:
            break;
    }
    return "without any options";
}

Options options_of(OptionSet set, std::size_t block_size, std::size_t window, bool size) {
    if (set == OptionSet::None) return {};
    Options options;
    if (size) options.emplace_back("tsize", "0");
    if (set == OptionSet::All) options.emplace_back("timeout", std::to_string(kServerTimeout));
    if (block_size != kPlainBlock) options.emplace_back("blksize", std::to_string(block_size));
    if (set == OptionSet::All && window > 1) options.emplace_back("windowsize", std::to_string(window));
    return options;
}

Grant read_grant(const Options& asked, const Options& granted) {
    GrantReader reader(asked);
    for (const auto& [name, text] : granted) {
        reader.read(
            {std::string(trimmed(name)), printable(text, kLongestShown), parse_number(trimmed(text))});
    }
    return reader.grant();
}

bool may_blame_options(ErrorCode code, bool served) {
    switch (code) {
        case ErrorCode::NotFound:
        case ErrorCode::AccessViolation:
        case ErrorCode::DiskFull:  // also: busy
            return false;
        case ErrorCode::IllegalOperation:
        case ErrorCode::OptionsDenied:
            return true;
        case ErrorCode::Undefined:
        case ErrorCode::UnknownTransferId:
        case ErrorCode::FileExists:
        case ErrorCode::NoSuchUser:
            break;
    }
    return !served;  // a code that may mean anything, or makes no sense for a read request
}

}  // namespace poap::tftp
