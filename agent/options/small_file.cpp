#include "options/small_file.hpp"

#include <fstream>

#include "options/usage.hpp"
#include "text.hpp"

namespace poap {

std::string read_small_file(const std::string& flag, const std::string& path, std::size_t most) {
    std::string text(most + 1, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file && !file.eof()) usage(concat(flag, " `", printable(path, 200), "` cannot be read"));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > most)
        usage(concat(flag, " `", printable(path, 200), "` is larger than ", human_size(most)));
    return text;
}

}  // namespace poap
