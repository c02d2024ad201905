// SPDX-License-Identifier: MIT
#include "tls_transport.hpp"

#include "wait.hpp"

#include <algorithm>

namespace posthaste::net {

namespace {
constexpr std::size_t octets_kept = 256;
constexpr int reads_without_clock = 16;
constexpr std::size_t enough_to_send = 64UZ * 1024;

TlsTransport& transport_of(BIO* bio) { return *static_cast<TlsTransport*>(BIO_get_data(bio)); }

int failed(BIO* bio, TlsTransport& transport, Error error, int retry_flag) {
    // "Retry" keeps OpenSSL's state usable; who asked sees the error all the same.
    if (error.kind == ErrorKind::timeout || error.kind == ErrorKind::interrupted)
        BIO_set_flags(bio, retry_flag | BIO_FLAGS_SHOULD_RETRY);
    transport.error = std::move(error);
    return 0;
}

int read_transport(BIO* bio, char* data, std::size_t size, std::size_t* done) noexcept {
    TlsTransport& transport = transport_of(bio);
    BIO_clear_retry_flags(bio);
    *done = 0;
    // The stream looks at the clock only when it would block; a peer that floods the handshake or sends nothing but
    // alerts and key updates never lets it. The first few reads are made in any case, or a look at what is there
    // already (a deadline that has passed) would not even see one record, which takes two.
    ++transport.reads;
    if (transport.reads > reads_without_clock && transport.deadline.interrupted())
        return failed(bio, transport, std::move(interrupted()).error(), BIO_FLAGS_READ);
    if (transport.reads > reads_without_clock && transport.deadline.passed())
        return failed(bio, transport, {ErrorKind::timeout, "the server gave no answer in time", 0}, BIO_FLAGS_READ);
    auto count = transport.plain->read_some({data, size}, transport.deadline);
    if (!count)
        return failed(bio, transport, std::move(count).error(), BIO_FLAGS_READ);
    if (transport.handshaking && transport.first_octets.size() < octets_kept)
        transport.first_octets.append(data, std::min(*count, octets_kept - transport.first_octets.size()));
    transport.ended = *count == 0;
    *done = *count;
    return *count > 0 ? 1 : 0;
}

// OpenSSL hands over one record of 16 KiB at a time, and to send each alone costs a third more: the peer is woken for
// each.
Status write_record(TlsTransport& transport, std::string_view record) {
    if (!transport.gathering)
        return transport.plain->write_all(record, transport.deadline);
    transport.gathered.append(record);
    return transport.gathered.size() < enough_to_send ? Status{} : send_gathered(transport);
}

int write_transport(BIO* bio, const char* data, std::size_t size, std::size_t* done) noexcept {
    TlsTransport& transport = transport_of(bio);
    BIO_clear_retry_flags(bio);
    *done = 0;
    auto written = write_record(transport, {data, size});
    if (!written)
        return failed(bio, transport, std::move(written).error(), 0);
    *done = size;
    return 1;
}

long control_transport(BIO* bio, int command, long, void*) noexcept {
    if (command == BIO_CTRL_EOF)
        return transport_of(bio).ended ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}
} // namespace

Status send_gathered(TlsTransport& transport) {
    if (transport.gathered.empty())
        return {};
    auto sent = transport.plain->write_all(transport.gathered, transport.deadline);
    transport.gathered.clear();
    return sent;
}

BioMethodHandle make_transport_method() {
    BioMethodHandle method{BIO_meth_new(BIO_TYPE_SOURCE_SINK, "stream")};
    if (!method)
        return method;
    BIO_meth_set_read_ex(method.get(), read_transport);
    BIO_meth_set_write_ex(method.get(), write_transport);
    BIO_meth_set_ctrl(method.get(), control_transport);
    return method;
}

BIO* make_transport_bio(const BIO_METHOD* method, TlsTransport* transport) {
    BIO* bio = BIO_new(method);
    if (bio == nullptr)
        return nullptr;
    BIO_set_data(bio, transport);
    BIO_set_init(bio, 1);
    return bio;
}

} // namespace posthaste::net
