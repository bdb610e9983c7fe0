#include "options/trust_options.hpp"

#include "base/text.hpp"
#include "options/small_file.hpp"
#include "options/usage.hpp"

namespace poap {

namespace {

Authorities authorities_of(const std::string& ca_file) {
    constexpr std::size_t kMost = 1024 * 1024;
    const bool is_text = ca_file.find("-----BEGIN ") != std::string::npos;
    const auto authorities =
        Authorities::parse(is_text ? ca_file : read_small_file("--ca-file", ca_file, kMost));
    if (!authorities) {
        usage(concat("--ca-file ", is_text ? "as text" : concat('`', printable(ca_file, 200), '`'),
                     " has no certificate in PEM, or a damaged one"),
              is_text ? "copy the certificate again, including its `-----BEGIN` and `-----END` lines"
                      : "name a file with `-----BEGIN CERTIFICATE-----`");
    }
    return *authorities;
}

}  // namespace

Trust trust_of(const RawOptions& raw) {
    Trust trust;
    if (raw.ca_file) trust.authorities = authorities_of(*raw.ca_file);
    if (raw.pin) trust.pins = Pins::parse(*raw.pin);
    if (raw.pin && !trust.pins) {
        usage(concat("--pin `", printable(*raw.pin, 200),
                     "` is not sha256// and 44 characters of base64, or several of these separated by `;`"),
              "docs/security.md has the openssl command that makes a pin");
    }
    return trust;
}

std::optional<HostKeys> host_keys_of(const RawOptions& raw) {
    if (!raw.host_key) return std::nullopt;
    const auto keys = HostKeys::parse(*raw.host_key);
    if (!keys) {
        usage(concat("--host-key `", printable(*raw.host_key, 200),
                     "` is not SHA256: and 43 characters of base64, or several of these separated by `;`"),
              "`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the server prints it");
    }
    return keys;
}

}  // namespace poap
