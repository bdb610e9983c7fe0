/* Included before each source file of libssh. Makes libssh smaller without changing its source.
 *
 * libssh 0.10 uses names of OpenSSL's DSA, DES and engines although its own options for them are off. Here they get
 * another meaning, so that the sysroot's OpenSSL does not need them. At run time, none of them is reached:
 * - DSA signatures are only made and read with keys of type ssh-dss, which need WITH_DSA. ECDSA's have the same form.
 * - 3des-cbc gets no cipher. If it was negotiated, setting its key would fail.
 * - Engines are for keys on PKCS #11 tokens, which need WITH_PKCS11_URI.
 */
#define DSA_SIG ECDSA_SIG
#define DSA_SIG_new ECDSA_SIG_new
#define DSA_SIG_free ECDSA_SIG_free
#define DSA_SIG_get0 ECDSA_SIG_get0
#define DSA_SIG_set0 ECDSA_SIG_set0
#define d2i_DSA_SIG d2i_ECDSA_SIG
#define i2d_DSA_SIG i2d_ECDSA_SIG

#define EVP_des_ede3_cbc() NULL

#define ENGINE_load_builtin_engines() ((void)0)
#define ENGINE_by_id(id) NULL
#define ENGINE_init(engine) 0
#define ENGINE_free(engine) ((void)0)
unsigned long ERR_get_error(void); /* from a header that openssl/engine.h would include */
char* ERR_error_string(unsigned long error, char* text);

/* libssh has no option against logging. The agent never asks for its log: a function without effects is not called. */
__attribute__((const)) void _ssh_log(int verbosity, const char* function, const char* format, ...);
