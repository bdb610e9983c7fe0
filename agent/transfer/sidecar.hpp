#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "transfer/digest.hpp"

namespace poap {

/// The MD5 in a `<file>.md5` beside a file: a line `<hex>  <file>` as md5sum prints (`*` before the name in
/// binary mode), `md5sum=<hex>`, quoted or not, or a bare hex; any case; lines end in LF or CR LF. Lines that
/// name other files are passed over.
/// @param names what the server may call the file
/// @throws Error (Digest) when there is none for this file
Digest parse_sidecar(std::string_view text, const std::vector<std::string>& names);

}  // namespace poap
