#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

namespace poap {

/// The MD5 in a `<file>.md5`, in the formats of common tools: md5sum and md5deep (`<MD5>  <path>`),
/// `md5sum=<MD5>` as Cisco's script reads it, BSD and OpenSSL (`MD5 (<file>) = <MD5>`), PowerShell's
/// Get-FileHash as a table or a list, FCIV, CertUtil, or just the digits; in any case, with any line ends, in
/// any encoding that `decoded` supports. Uses the line that names the file, else the only MD5 without a name.
/// @param names possible names of the file on the server, preferred first
/// @throws Error (Digest) if there is none for this file, or more than one
Digest parse_sidecar(std::string_view bytes, const std::vector<std::string>& names);

}  // namespace poap
