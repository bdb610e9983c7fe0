#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

namespace poap {

/// The MD5 in a `<file>.md5` beside a file, as people's tools write it: md5sum and md5deep (`<MD5>  <path>`),
/// `md5sum=<MD5>` as Cisco's script takes it, BSD and OpenSSL (`MD5 (<file>) = <MD5>`), PowerShell's
/// Get-FileHash as a table or a list, FCIV, CertUtil, the bare digits; any case, any line ends, any encoding
/// that `decoded` knows. The line that names the file counts; else the one MD5 that is given without a
/// name.
/// @param names what the server may call the file, the best first
/// @throws Error (Digest) when there is none for this file, or more than one
Digest parse_sidecar(std::string_view bytes, const std::vector<std::string>& names);

}  // namespace poap
