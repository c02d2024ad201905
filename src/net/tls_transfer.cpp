// SPDX-License-Identifier: MIT
#include "tls_transfer.hpp"

#include "tls_error.hpp"

#include <cassert>
#include <openssl/err.h>

namespace posthaste::net {

Status TlsTransfer::make_connection(SSL_CTX* context, const BIO_METHOD* method) {
    ssl_.reset(SSL_new(context));
    BIO* bio = ssl_ ? make_transport_bio(method, &transport_) : nullptr;
    if (bio == nullptr)
        return fail(ErrorKind::internal, "OpenSSL makes no connection");
    SSL_set_bio(ssl_.get(), bio, bio);
    return {};
}

void TlsTransfer::begin(Deadline deadline) {
    ERR_clear_error(); // SSL_get_error(3) looks into the thread's queue
    transport_.deadline = deadline;
    transport_.reads = 0;
    transport_.error.reset();
}

Result<std::size_t> TlsTransfer::read_some(std::span<char> buffer, Deadline deadline) {
    assert(!buffer.empty());
    begin(deadline);
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
    if (result == 1)
        return count;
    if (SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN)
        return 0;
    Error error = transfer_error(transport_);
    broken_ = error.kind != ErrorKind::timeout;
    return std::unexpected(std::move(error));
}

Status TlsTransfer::write_all(std::string_view bytes, Deadline deadline) {
    if (bytes.empty())
        return {};
    begin(deadline);
    std::size_t count = 0; // all or nothing: SSL_MODE_ENABLE_PARTIAL_WRITE is off
    transport_.gathering = bytes.size() > SSL3_RT_MAX_PLAIN_LENGTH; // more than a record
    const bool written = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count) == 1;
    transport_.gathering = false;
    auto sent = written ? send_gathered(transport_) : std::unexpected(transfer_error(transport_));
    broken_ = broken_ || !sent; // part of a record may be on the wire
    return sent;
}

void TlsTransfer::shut_down() noexcept {
    if (!broken_) {
        begin(Deadline::in({}));
        SSL_shutdown(ssl_.get()); // close_notify (RFC 8446 section 6.1); what does not fit the buffer now is not sent
        said_goodbye();
        ERR_clear_error();
    }
    transport_.plain->shut_down();
}

} // namespace posthaste::net
