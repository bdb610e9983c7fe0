#include "support/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <array>

namespace poap::test {

namespace {

X509_NAME* add_name(X509_NAME* name, const std::string& common_name) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.c_str());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes, -1, -1, 0);
    return name;
}

std::shared_ptr<EVP_PKEY> new_key(const std::string& kind) {
    if (kind == "EC") return {EVP_EC_gen("P-256"), EVP_PKEY_free};
    return {EVP_RSA_gen(kind == "RSA" ? 2048U : 1024U), EVP_PKEY_free};
}

}  // namespace

Certificate Certificate::make(const std::string& name, const CertificateSpec& spec, const Key& key) {
    static long serial = 0;
    Certificate made;
    made.name_ = name;
    made.key_ = key;
    made.certificate_ = {X509_new(), X509_free};
    X509* x509 = made.certificate();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(x509), spec.from);
    X509_gmtime_adj(X509_getm_notAfter(x509), spec.to);
    add_name(X509_get_subject_name(x509), name);
    X509_set_pubkey(x509, key.get());
    return made;
}

void Certificate::add_extension(int nid, const std::string& value) {
    const std::shared_ptr<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()),
                                                    X509_EXTENSION_free);
    X509_add_ext(certificate(), extension.get(), -1);
}

void Certificate::sign(const std::string& issuer, const Key& key) {
    const std::shared_ptr<X509_NAME> name(add_name(X509_NAME_new(), issuer), X509_NAME_free);
    X509_set_issuer_name(certificate(), name.get());
    X509_sign(certificate(), key.get(), EVP_sha256());
}

Certificate Certificate::authority(const std::string& name) {
    Certificate made = make(name, {}, new_key("EC"));
    made.add_extension(NID_basic_constraints, "critical,CA:TRUE");
    made.sign(name, made.key_);
    return made;
}

Certificate Certificate::self_signed(const CertificateSpec& spec) {
    Certificate made = make("poap", spec, new_key(spec.key));
    made.add_extension(NID_subject_alt_name, spec.host);
    made.sign("poap", made.key_);
    return made;
}

Certificate Certificate::issue(const CertificateSpec& spec) const {
    Certificate made = make("poap", spec, new_key(spec.key));
    made.add_extension(NID_subject_alt_name, spec.host);
    made.sign(name_, key_);
    return made;
}

std::string Certificate::pem() const {
    const std::shared_ptr<BIO> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(out.get(), certificate());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::string Certificate::pin() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key(), &der);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int digest_size = 0;
    EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), &digest_size, EVP_sha256(), nullptr);
    OPENSSL_free(der);
    std::array<unsigned char, 64> base64{};
    EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest_size));
    return std::string("sha256//") + reinterpret_cast<const char*>(base64.data());
}

}  // namespace poap::test
