#pragma once

#include "case.hpp"
#include "support/certificates.hpp"
#include "support/tls_front.hpp"

namespace poap::rig {

/// Two authorities, and what a server shows.
struct Tls {
    test::Certificate authority = test::Certificate::authority("Lab CA");
    test::Certificate other = test::Certificate::authority("Other CA");
    test::Certificate certificate = authority.issue();
    test::TlsFront* front = nullptr;  ///< of the bench that was last arranged
};

/// A server's certificate, and the arguments that say whom to trust.
using MakeCertificate = std::function<test::Certificate(const Tls&)>;
using Trust = std::function<Words(const Tls&)>;

inline test::Certificate good_certificate(const Tls& tls) {
    return tls.authority.issue();
}
inline Words by_authority(const Tls& tls) {
    return {"--ca-file", tls.authority.pem()};
}
inline Words by_pin(const Tls& tls) {
    return {"--pin", tls.certificate.pin()};
}
inline Words by_both(const Tls& tls) {
    return by_authority(tls) + by_pin(tls);
}

/// The bench's server is behind TLS, and its plan has everything come over https.
/// @param highest the latest version of TLS that it speaks
inline Step https(const std::shared_ptr<Tls>& tls, const MakeCertificate& certificate, const Trust& trust,
                  int highest = TLS1_3_VERSION) {
    return [=](Bench& bench) {
        tls->certificate = certificate(*tls);
        tls->front = &bench.make<test::TlsFront>(tls->certificate, bench.server.port(), highest);
        bench.server.plan["http_server"] = "https://127.0.0.1:" + std::to_string(tls->front->port());
        bench.add_arguments(Words{"--scheme", "https", "--port", std::to_string(tls->front->port())} +
                            trust(*tls));
    };
}

/// A server that is trusted by its authority.
inline Step https_run() {
    return https(std::make_shared<Tls>(), good_certificate, by_authority);
}

}  // namespace poap::rig
