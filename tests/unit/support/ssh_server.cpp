#include "support/ssh_server.hpp"

#include <fcntl.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

// libssh has no other function for the password in a message.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace poap::test {

namespace {

constexpr const char* kPassword = "secret";

void require(int result) {
    if (result != SSH_OK) throw std::runtime_error("test server: libssh failed");
}

}  // namespace

SshServer::SshServer(SshBehaviour behaviour, const std::vector<ssh_keytypes_e>& host_keys)
    : SshBehaviour(std::move(behaviour)), server_([this](TcpPeer& peer) { serve(peer); }, false) {
    for (const auto type : host_keys) {
        ssh_key key = nullptr;
        require(ssh_pki_generate(type, type == SSH_KEYTYPE_RSA ? 2048 : 0, &key));
        keys_.emplace_back(key, ssh_key_free);
    }
    server_.open();
}

std::string SshServer::url(const std::string& protocol) const {
    return protocol + "://127.0.0.1:" + std::to_string(server_.port()) + "/srv/x";
}

std::string SshServer::fingerprint(ssh_keytypes_e type) const {
    for (const auto& key : keys_) {
        if (ssh_key_type(key.get()) != type) continue;
        unsigned char* hash = nullptr;
        std::size_t size = 0;
        require(ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size));
        char* text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
        const std::string fingerprint = text;
        ssh_string_free_char(text);
        ssh_clean_pubkey_hash(&hash);
        return fingerprint;
    }
    throw std::runtime_error("test server: no such key");
}

void SshServer::serve(TcpPeer& peer) {
    ++connections_;
    peer_ = &peer;
    const std::unique_ptr<ssh_bind_struct, void (*)(ssh_bind)> settings(ssh_bind_new(), ssh_bind_free);
    const bool process_config = false;
    ssh_bind_options_set(settings.get(), SSH_BIND_OPTIONS_PROCESS_CONFIG, &process_config);
    for (const auto& key : keys_) {
        // libssh frees it.
        require(ssh_bind_options_set(settings.get(), SSH_BIND_OPTIONS_IMPORT_KEY, ssh_key_dup(key.get())));
    }
    const std::unique_ptr<ssh_session_struct, void (*)(ssh_session)> session(ssh_new(), ssh_free);
    require(ssh_bind_accept_fd(settings.get(), session.get(), fcntl(peer.fd(), F_DUPFD_CLOEXEC, 0)));
    if (ssh_handle_key_exchange(session.get()) != SSH_OK) return;
    while (const ssh_message message = ssh_message_get(session.get())) {
        const bool goes_on = take(session.get(), message);
        ssh_message_free(message);
        if (!goes_on) break;
    }
    ssh_disconnect(session.get());
}

bool SshServer::take(ssh_session session, ssh_message message) {
    const int type = ssh_message_type(message);
    const int subtype = ssh_message_subtype(message);
    if (type == SSH_REQUEST_AUTH) return log_in(session, message);
    if (type == SSH_REQUEST_CHANNEL_OPEN) {
        channel_ = ssh_message_channel_request_open_reply_accept(message);
        return channel_ != nullptr;
    }
    if (type != SSH_REQUEST_CHANNEL) return ssh_message_reply_default(message) == SSH_OK;
    if (subtype != SSH_CHANNEL_REQUEST_SUBSYSTEM && subtype != SSH_CHANNEL_REQUEST_EXEC)
        return ssh_message_reply_default(message) == SSH_OK;
    ssh_message_channel_request_reply_success(message);
    if (subtype == SSH_CHANNEL_REQUEST_SUBSYSTEM) {
        serve_sftp(session, channel_);
    } else {
        serve_scp(channel_);
    }
    ssh_channel_free(channel_);
    return !closes_after_file;
}

bool SshServer::knows(ssh_session session, ssh_message message) const {
    const int method = ssh_message_subtype(message);
    const bool takes_password = login == SshLogin::Password || login == SshLogin::PasswordThenPrompt;
    if (takes_password && method == SSH_AUTH_METHOD_PASSWORD)
        return std::string_view(ssh_message_auth_password(message)) == kPassword;
    if (login != SshLogin::Prompt || ssh_message_auth_kbdint_is_response(message) == 0) return false;
    const char* answer = ssh_userauth_kbdint_getanswer(session, 0);
    return answer != nullptr && std::string_view(answer) == kPassword;
}

bool SshServer::log_in(ssh_session session, ssh_message message) {
    const int method = ssh_message_subtype(message);
    if (knows(session, message)) {
        const bool is_first = login == SshLogin::PasswordThenPrompt;
        ++logins_;
        if (is_first) login = SshLogin::Prompt;
        ssh_message_auth_set_methods(message, SSH_AUTH_METHOD_INTERACTIVE);
        return ssh_message_auth_reply_success(message, is_first ? 1 : 0) == SSH_OK;
    }
    if (login == SshLogin::Prompt && method == SSH_AUTH_METHOD_INTERACTIVE &&
        ssh_message_auth_kbdint_is_response(message) == 0) {
        const char* prompt = "Password: ";
        char is_shown = shows_answer ? 1 : 0;
        return ssh_message_auth_interactive_request(message, "", "", 1, &prompt, &is_shown) == SSH_OK;
    }
    ssh_message_auth_set_methods(message, login == SshLogin::Prompt ? SSH_AUTH_METHOD_INTERACTIVE
                                          : login == SshLogin::Key  ? SSH_AUTH_METHOD_PUBLICKEY
                                                                    : SSH_AUTH_METHOD_PASSWORD);
    return ssh_message_reply_default(message) == SSH_OK;
}

void SshServer::serve_sftp(ssh_session session, ssh_channel channel) {
    const sftp_session sftp = sftp_server_new(session, channel);
    if (sftp_server_init(sftp) == SSH_OK) {
        while (const sftp_client_message message = sftp_get_client_message(sftp)) {
            const bool goes_on = answer(sftp, message);
            sftp_client_message_free(message);
            if (!goes_on) break;
        }
    }
    sftp->channel = nullptr;  // take() frees it
    sftp_server_free(sftp);
}

bool SshServer::answer(sftp_session sftp, sftp_client_message message) {
    switch (sftp_client_message_get_type(message)) {
        case SSH_FXP_OPEN: {
            if (open_status != SSH_FX_OK) return sftp_reply_status(message, open_status, "no") == SSH_OK;
            const ssh_string handle = sftp_handle_alloc(sftp, &file);
            const int result = sftp_reply_handle(message, handle);
            ssh_string_free(handle);
            return result == SSH_OK;
        }
        case SSH_FXP_FSTAT: {
            sftp_attributes_struct attributes{};
            attributes.flags = SSH_FILEXFER_ATTR_PERMISSIONS | SSH_FILEXFER_ATTR_ACMODTIME;
            attributes.permissions = 0100644;
            attributes.mtime = 1700000000;
            if (tells_size) attributes.flags |= SSH_FILEXFER_ATTR_SIZE;
            attributes.size = size_told == 0 ? file.size() : size_told;
            return sftp_reply_attr(message, &attributes) == SSH_OK;
        }
        case SSH_FXP_READ: {
            if (message->offset >= file.size())
                return sftp_reply_status(message, SSH_FX_EOF, "end") == SSH_OK;
            while (floods) {
                ++message->id;
                if (sftp_reply_data(message, file.data(), static_cast<int>(file.size())) != SSH_OK)
                    return false;
            }
            const auto offset = static_cast<std::size_t>(message->offset);
            if (stalls && offset > 0) return stall();
            const std::size_t size =
                std::min({std::size_t{message->len}, most_per_read, file.size() - offset});
            bytes_sent_ += size;
            return sftp_reply_data(message, file.data() + offset, static_cast<int>(size)) == SSH_OK;
        }
        default:
            return sftp_reply_status(message, SSH_FX_OK, "") == SSH_OK;
    }
}

bool SshServer::stall() {
    stalls();
    peer_->wait_for_end();
    return false;
}

void SshServer::serve_scp(ssh_channel channel) {
    const std::string answer =
        scp_answer.empty() ? "C0644 " + std::to_string(file.size()) + " x\n" + file + '\0' : scp_answer;
    char byte = 0;
    ssh_channel_read(channel, &byte, 1, 0);  // the client is ready
    const std::size_t size = stalls ? answer.size() / 2 : answer.size();
    ssh_channel_write(channel, answer.data(), static_cast<std::uint32_t>(size));
    if (stalls) {
        stall();
        return;
    }
    if (answer.starts_with('C')) ssh_channel_read(channel, &byte, 1, 0);  // it has taken the name
    if (scp_answer.empty()) ssh_channel_read(channel, &byte, 1, 0);       // and the file
    ssh_channel_send_eof(channel);
    ssh_channel_close(channel);
}

}  // namespace poap::test
