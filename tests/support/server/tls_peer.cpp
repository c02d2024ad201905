// SPDX-License-Identifier: MIT
#include "tls_peer.hpp"

#include "tickets.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace posthaste::test {

namespace {
struct ContextDeleter {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
struct SslDeleter {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
using Context = std::unique_ptr<SSL_CTX, ContextDeleter>;

void require(bool done, const char* what) {
    if (done)
        return;
    std::perror(what);
    std::abort();
}

template <typename Address> int listen_on(int family, Address address) {
    const int listener = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const void* raw = &address;
    require(::bind(listener, static_cast<const sockaddr*>(raw), sizeof address) == 0, "bind");
    require(::listen(listener, 8) == 0, "listen");
    return listener;
}

// The thread must not be killed by a client that has gone.
void ignore_broken_pipes() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

Context make_context(const TlsScript& script) {
    Context context{SSL_CTX_new(TLS_server_method())};
    require(context != nullptr, "SSL_CTX_new");
    SSL_CTX_set_security_level(context.get(), 0); // old versions and short keys are what the client must refuse
    SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(context.get(), script.minimum);
    SSL_CTX_set_max_proto_version(context.get(), script.maximum);
    require(SSL_CTX_use_certificate_chain_file(context.get(), script.files.certificate.c_str()) == 1 &&
                SSL_CTX_use_PrivateKey_file(context.get(), script.files.key.c_str(), SSL_FILETYPE_PEM) == 1,
            "server certificate");
    share_tickets(context.get());
    if (!script.tickets) {
        SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
        SSL_CTX_set_num_tickets(context.get(), 0);
    }
    if (!script.extended_secret)
        SSL_CTX_set_options(context.get(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (!script.client_ca.empty()) {
        SSL_CTX_load_verify_file(context.get(), script.client_ca.c_str());
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    return context;
}

void say(SSL* ssl, const std::string& text) {
    if (!text.empty())
        SSL_write(ssl, text.data(), static_cast<int>(text.size()));
}

void read_to_end(SSL* ssl, bool echo, TlsRecord& record) {
    std::array<char, 16384> buffer;
    for (;;) {
        const int count = SSL_read(ssl, buffer.data(), static_cast<int>(buffer.size()));
        if (count <= 0) {
            record.close_notify = SSL_get_error(ssl, count) == SSL_ERROR_ZERO_RETURN;
            return;
        }
        record.received.append(buffer.data(), static_cast<std::size_t>(count));
        if (echo)
            SSL_write(ssl, buffer.data(), count);
    }
}

void note_handshake(SSL* ssl, TlsRecord& record) {
    record.handshake_done = true;
    record.resumed = SSL_session_reused(ssl) == 1;
    constexpr std::string_view label = "EXPORTER-Channel-Binding";
    std::array<unsigned char, 32> key{};
    SSL_export_keying_material(ssl, key.data(), key.size(), label.data(), label.size(), nullptr, 0, 0);
    record.exported.assign(key.begin(), key.end());
    const X509* certificate = SSL_get0_peer_certificate(ssl);
    if (certificate == nullptr)
        return;
    std::array<char, 256> subject{};
    X509_NAME_oneline(X509_get_subject_name(certificate), subject.data(), static_cast<int>(subject.size()));
    record.client_subject = subject.data();
}
} // namespace

Peer::Peer(std::function<void(int fd)> serve) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener_ = listen_on(AF_INET, address);
    socklen_t size = sizeof address;
    void* raw = &address;
    require(::getsockname(listener_, static_cast<sockaddr*>(raw), &size) == 0, "getsockname");
    port_ = ntohs(address.sin_port);
    start(std::move(serve));
}

Peer::Peer(std::string unix_path, std::function<void(int fd)> serve) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    require(unix_path.size() < sizeof address.sun_path, "unix path");
    std::ranges::copy(unix_path, address.sun_path);
    ::unlink(unix_path.c_str()); // what an earlier run left
    listener_ = listen_on(AF_UNIX, address);
    start(std::move(serve));
}

Peer::~Peer() {
    ::shutdown(listener_, SHUT_RDWR); // accept(2) returns when nobody has come
    wait();
    ::close(listener_);
}

void Peer::wait() {
    if (thread_.joinable())
        thread_.join();
}

void Peer::start(std::function<void(int fd)> serve) {
    thread_ = std::thread([this, serve = std::move(serve)] {
        ignore_broken_pipes();
        const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0)
            return;
        const int on = 1;
        ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); // no effect on a unix socket
        serve(connection);
        ::close(connection);
    });
}

void serve_tls(int fd, const TlsScript& script, TlsRecord& record) {
    const Context context = make_context(script);
    const std::unique_ptr<SSL, SslDeleter> ssl{SSL_new(context.get())};
    SSL_set_fd(ssl.get(), fd);
    if (SSL_accept(ssl.get()) != 1) {
        ERR_clear_error();
        return;
    }
    note_handshake(ssl.get(), record);
    const char* name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
    record.server_name = name == nullptr ? "" : name;
    say(ssl.get(), script.say);
    if (script.key_update) {
        SSL_key_update(ssl.get(), SSL_KEY_UPDATE_REQUESTED);
        say(ssl.get(), script.say);
    }
    if (script.deaf) {
        pollfd entry{fd, 0, 0}; // POLLHUP comes unasked
        ::poll(&entry, 1, -1);
        return;
    }
    if (script.cut)
        ::shutdown(fd, SHUT_WR);
    read_to_end(ssl.get(), script.echo, record);
    if (!script.cut)
        SSL_shutdown(ssl.get());
    ERR_clear_error();
}

void serve_raw(int fd, std::string_view bytes) {
    static_cast<void>(::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    std::array<char, 4096> buffer;
    while (::recv(fd, buffer.data(), buffer.size(), 0) > 0) {
    }
}

} // namespace posthaste::test
