// SPDX-License-Identifier: MIT
// TLS for clients over OpenSSL: 1.2 or later, security level 2, chain and name verified, names by subjectAltName only
// (RFC 9525). There is no way to switch verification off. OpenSSL is not touched before the first TlsContext is made.
#pragma once

#include <posthaste/base/channel_binding.hpp>
#include <posthaste/net/stream.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace posthaste::net {

enum class TlsVersion : std::uint8_t { v1_2, v1_3 };

// What the server's own certificate has to be, by SHA-256 in 64 lower case hex digits. Of several pins one must fit.
//  - A key pin (of the SubjectPublicKeyInfo, as in HPKP and curl) comes in addition to trust in chain and name.
//  - A certificate pin takes the place of both: whoever names one very certificate trusts it, be it self-signed or for
//    another name (as msmtp's tls_fingerprint). It must be within its validity and strong enough all the same.
struct TlsPin {
    bool certificate = false; // else the key
    std::string sha256;
};

struct TlsSettings {
    std::string ca;          // PEM file or hashed directory with the only trusted roots; empty: the system's
    std::string certificate; // client certificate chain, PEM; empty: none
    std::string key;         // its key, PEM; empty: in the certificate file
    TlsVersion minimum = TlsVersion::v1_2;
    std::vector<TlsPin> pins; // none: any certificate that chain and name speak for. With nothing but certificate pins
                              // no authority is looked for
    std::string sessions;     // directory to keep sessions in from one run to the next; empty: none are kept. Made when
                              // missing; where it cannot be had, there are no sessions, and that is all
};

// As it is shown to people; nothing is decided by it. The texts are raw: whoever made the certificate chose them.
struct TlsCertificate {
    std::string subject, issuer;                // RFC 2253, in one line
    std::vector<std::string> names;             // subjectAltName: host names and addresses
    std::int64_t not_before = 0, not_after = 0; // seconds since 1970, UTC
    std::string key;                            // "RSA 2048", "EC P-256", "Ed25519"
    std::string certificate_sha256, key_sha256; // lower case hex; the latter of the SubjectPublicKeyInfo
};

struct TlsPeer {
    std::string version, cipher; // empty when the handshake did not come to it
    // The leaf first: as it was verified; when it was not, as the server sent it; of a resumed session the leaf alone.
    std::vector<TlsCertificate> chain;
    bool resumed = false;
    ChannelBinding binding; // after a handshake only
};

class TlsContext {
  public:
    // ErrorKind::config for files that cannot be used. System trust: the hashed directory is consulted by issuer, and
    // only where there is none is the bundle searched; it is never loaded whole as long as the directory serves.
    static Result<TlsContext> make(const TlsSettings& settings);
    TlsContext(TlsContext&&) noexcept;
    TlsContext& operator=(TlsContext&&) noexcept;
    ~TlsContext();

    struct Impl;
    [[nodiscard]] Impl& impl() const noexcept { return *impl_; }

  private:
    explicit TlsContext(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

enum class TlsStart : std::uint8_t { implicit, after_starttls }; // only the hint depends on it

struct TlsOptions {
    TlsStart start = TlsStart::implicit;
    bool describe_chain = true; // it costs a millisecond; else TlsPeer has no chain
    std::uint16_t port = 0;     // of the server whose session may be resumed and kept; 0: none
};

// Takes the plain stream and gives the TLS one; afterwards no plain stream is left to read from by mistake.
// server_name: the host as configured; SNI is sent unless it is an IP address, which is matched against iPAddress
// names. One deadline for the whole handshake. peer may be null; it is filled as far as it got to be known, also when
// the handshake fails: then with the chain that was refused. ErrorKind::trust: wrong name, expired, not yet valid,
// self-signed, unknown authority, wrong purpose, not the pinned one ... in words of their own; tls: the peer does not
// speak TLS here (with the hint) or not a version or cipher of ours; connection, timeout. The context must outlive the
// stream.
// A session is resumed only under the very settings it began with, within a day of the verification and while the
// certificate is valid; the channel binding is as good. The next one is kept by shut_down().
[[nodiscard]] Result<std::unique_ptr<Stream>> start_tls(std::unique_ptr<Stream> plain, const TlsContext& context,
                                                        const std::string& server_name, Deadline deadline,
                                                        TlsPeer* peer, TlsOptions options = {});

} // namespace posthaste::net
