#pragma once

#include <cstddef>
#include <string>

#include "log/event.hpp"

namespace poap {

/// A download on a terminal, in at most `columns` characters:
/// `nxos.9.3.3.bin [=====>    ]  55 %  22.7 MB/s  0:12 left`. A line with a bar has at most 60. On a narrow
/// terminal first the bar is left out, then rate and time, then the name.
std::string progress_line(const Downloading& download, std::size_t columns);

/// `nxos.9.3.3.bin: 1.9 GB at 22.7 MB/s`
std::string finished_line(const Downloaded& download);

}  // namespace poap
