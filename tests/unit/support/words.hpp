#pragma once

#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace poap::test {

/// The words of a text, without the blanks and line ends between them.
inline std::vector<std::string> words(const std::string& text) {
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), {}};
}

}  // namespace poap::test
