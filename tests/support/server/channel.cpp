// SPDX-License-Identifier: MIT
#include "channel.hpp"

#include "tickets.hpp"

#include <array>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <utility>

namespace posthaste::test {

namespace {
struct ContextDeleter {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
struct SslDeleter {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
} // namespace

struct Channel::Tls {
    std::unique_ptr<SSL_CTX, ContextDeleter> context;
    std::unique_ptr<SSL, SslDeleter> ssl;
};

Channel::Channel(int fd) : fd_(fd) {
    // A client that hangs makes its test fail here instead of never.
    const timeval limit{60, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

Channel::~Channel() = default;

bool Channel::fill() {
    std::array<char, 16384> chunk;
    ssize_t count = 0;
    if (tls_) {
        count = SSL_read(tls_->ssl.get(), chunk.data(), static_cast<int>(chunk.size()));
        ERR_clear_error();
    } else {
        count = ::recv(fd_, chunk.data(), chunk.size(), 0);
    }
    if (count <= 0)
        return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
}

std::optional<std::string> Channel::read_line() {
    std::size_t searched = 0;
    for (;;) {
        const std::size_t end = buffer_.find('\n', searched);
        if (end != std::string::npos)
            return read(end + 1);
        searched = buffer_.size();
        if (!fill())
            return std::nullopt;
    }
}

std::optional<std::string> Channel::read(std::size_t count) {
    while (buffer_.size() < count) {
        if (!fill())
            return std::nullopt;
    }
    std::string taken = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return taken;
}

std::string Channel::read_to_end() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
}

void Channel::write(std::string_view bytes) {
    if (bytes.empty())
        return;
    if (tls_) {
        SSL_write(tls_->ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
        ERR_clear_error();
        return;
    }
    while (!bytes.empty()) {
        const ssize_t count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool Channel::start_tls(const CertificateFiles& files) {
    auto tls = std::make_unique<Tls>();
    tls->context.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* context = tls->context.get();
    SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM);
    share_tickets(context);
    tls->ssl.reset(SSL_new(context));
    SSL_set_fd(tls->ssl.get(), fd_);
    const bool done = SSL_accept(tls->ssl.get()) == 1;
    ERR_clear_error();
    buffer_.clear();
    if (done)
        tls_ = std::move(tls);
    return done;
}

bool Channel::secure() const { return tls_ != nullptr; }

void Channel::end() {
    if (tls_)
        SSL_shutdown(tls_->ssl.get());
    ERR_clear_error();
    ::shutdown(fd_, SHUT_WR);
}

void Channel::reset() {
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

} // namespace posthaste::test
