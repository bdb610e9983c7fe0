#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace poap::test {

/// What a certificate says.
struct CertificateSpec {
    std::string host = "IP:127.0.0.1";  ///< as OpenSSL writes alternative names
    long from = -24 * 3600;             ///< in seconds from now
    long to = 24 * 3600;
    const char* key = "EC";  ///< or `RSA`, or `weak RSA`
};

/// A certificate and its key, made by the test that uses it.
class Certificate {
  public:
    /// One of an authority, signed by itself.
    static Certificate authority(const std::string& name);
    /// One of a server, signed by itself.
    static Certificate self_signed(const CertificateSpec& spec = {});
    /// One of a server, signed by this authority.
    Certificate issue(const CertificateSpec& spec = {}) const;

    X509* certificate() const { return certificate_.get(); }
    EVP_PKEY* key() const { return key_.get(); }
    std::string pem() const;
    /// `sha256//<base64>` of its public key.
    std::string pin() const;

  private:
    using Key = std::shared_ptr<EVP_PKEY>;

    static Certificate make(const std::string& name, const CertificateSpec& spec, const Key& key);
    void add_extension(int nid, const std::string& value);
    void sign(const std::string& issuer, const Key& key);

    std::string name_;
    std::shared_ptr<X509> certificate_;
    Key key_;
};

}  // namespace poap::test
