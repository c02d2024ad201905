// SPDX-License-Identifier: MIT
// A whole conversation around the start of TLS, with a server that really speaks TLS: what it says in the clear and
// inside, and what somebody else puts on the wire between. The first line of the input is letters for options (below);
// each line after it is one thing that happens when the client waits:
//
//   +TEXT   TEXT and CRLF on the wire       -TEXT   TEXT alone on the wire
//   h       the server's part of the handshake, as far as it gets
//   eTEXT   TEXT and CRLF inside of TLS, once the handshake is done
//   (a | in TEXT is a CRLF)
//   t       half of what is on the wire is lost, the later half     c  the server says close_notify
//
// When all is used up the connection is lost. Whatever happens, nothing but EHLO, STARTTLS and QUIT is in the clear,
// and what counts was said inside.
#include <posthaste/base/text.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/delivery/transcript.hpp>

#include <conversation.hpp>
#include <cstdlib>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <support/server/test_ca.hpp>
#include <unistd.h>

namespace {

using namespace posthaste;

constexpr std::string_view password = "hidden password";
constexpr std::string_view encoded_part = "aWRkZW4gcGFzc3dvcmQ="; // what PLAIN ends in
constexpr std::string_view content = "Subject: x\r\n\r\nhello\r\n";

void require(bool holds) {
    if (!holds)
        std::abort();
}

struct Letters { // i TLS from the start, b byte by byte, p AUTH PLAIN, 2 no TLS 1.3
    std::string_view text;
    [[nodiscard]] bool has(char letter) const { return text.find(letter) != std::string_view::npos; }
};

// Made once: keys take longer than all else.
struct Surroundings {
    test::TestCa authority;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> server{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    Result<net::TlsContext> client = net::TlsContext::make(trust());
    mail::PreparedMessage message;

    [[nodiscard]] net::TlsSettings trust() const {
        net::TlsSettings settings;
        settings.ca = authority.ca_file();
        return settings;
    }

    Surroundings() {
        const auto files = authority.leaf(test::Leaf::good);
        require(SSL_CTX_use_certificate_chain_file(server.get(), files.certificate.c_str()) == 1);
        require(SSL_CTX_use_PrivateKey_file(server.get(), files.key.c_str(), SSL_FILETYPE_PEM) == 1);
        message.content = open_unnamed_file(temporary_directories()).value();
        require(::write(message.content.get(), content.data(), content.size()) == ssize_t{content.size()});
        message.facts.size_bytes = content.size();
        message.envelope.add_recipient(mail::Address::parse("r@example.net").value());
    }
};

Surroundings& surroundings() {
    static Surroundings made;
    return made;
}

// The server and everybody on the way to it.
class Wire {
  public:
    Wire(Letters letters, std::string_view happens) : letters_(letters), happens_(happens) {
        knows_secret = happens.find(encoded_part) != std::string_view::npos;
        ssl_ = SSL_new(surroundings().server.get());
        from_client_ = BIO_new(BIO_s_mem());
        from_server_ = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl_, from_client_, from_server_);
        SSL_set_accept_state(ssl_);
        if (letters.has('2'))
            SSL_set_max_proto_version(ssl_, TLS1_2_VERSION);
    }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() { SSL_free(ssl_); }

    Result<std::size_t> read_some(std::span<char> buffer) {
        while (to_client_.empty() && !happens_.empty())
            next();
        const auto most = letters_.has('b') ? 1 : buffer.size();
        const auto count = to_client_.copy(buffer.data(), std::min(most, buffer.size()));
        to_client_.erase(0, count);
        return count;
    }

    void take(std::string_view bytes) {
        tls_ = tls_ || letters_.has('i') || bytes.starts_with('\x16'); // a handshake record
        if (!tls_)
            return take_plain(bytes);
        require(bytes[0] >= 20 && bytes[0] <= 23);
        BIO_write(from_client_, bytes.data(), static_cast<int>(bytes.size()));
    }

    void hear() {
        ERR_clear_error();
        char buffer[4096];
        std::size_t count = 0;
        while (SSL_is_init_finished(ssl_) == 1 && SSL_read_ex(ssl_, buffer, sizeof buffer, &count) == 1)
            heard.append(buffer, count);
    }

    std::string heard;         // inside of TLS
    bool auth_offered = false; // inside of TLS
    bool knows_secret = false; // or has guessed a part of it, which nobody can tell from other text

  private:
    static std::string with_line_ends(std::string_view text) {
        std::string out;
        for (const char c : text)
            out += c == '|' ? "\r\n" : std::string(1, c);
        return out;
    }

    static void take_plain(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto end = bytes.find("\r\n");
            require(end != std::string_view::npos);
            const auto verb = bytes.substr(0, 4);
            require(verb == "EHLO" || verb == "STAR" || verb == "QUIT");
            bytes.remove_prefix(end + 2);
        }
    }

    void next() {
        const auto end = std::min(happens_.find('\n'), happens_.size());
        const auto line = happens_.substr(0, end);
        happens_.remove_prefix(std::min(end + 1, happens_.size()));
        if (!line.empty())
            happen(line[0], with_line_ends(line.substr(1)));
    }

    void happen(char what, const std::string& text) {
        if (what == '+' || what == '-')
            to_client_ += text + (what == '+' ? "\r\n" : "");
        else if (what == 't')
            to_client_.resize(to_client_.size() / 2);
        else
            speak_tls(what, text + "\r\n");
        char buffer[4096];
        for (int count = 0; (count = BIO_read(from_server_, buffer, sizeof buffer)) > 0;)
            to_client_.append(buffer, static_cast<std::size_t>(count));
    }

    void speak_tls(char what, const std::string& line) {
        ERR_clear_error();
        std::size_t count = 0;
        if (what == 'h' && tls_)
            SSL_accept(ssl_);
        if (what == 'e' && SSL_is_init_finished(ssl_) == 1) {
            SSL_write_ex(ssl_, line.data(), line.size(), &count);
            auth_offered = auth_offered || upper(line).find("AUTH") != std::string::npos;
        }
        if (what == 'c' && SSL_is_init_finished(ssl_) == 1)
            SSL_shutdown(ssl_);
        hear();
    }

    Letters letters_;
    std::string_view happens_;
    SSL* ssl_;
    BIO *from_client_, *from_server_; // ssl_'s
    std::string to_client_;
    bool tls_ = false;
};

class WireStream final : public net::Stream {
  public:
    explicit WireStream(Wire& wire) : wire_(wire) {}
    Result<std::size_t> read_some(std::span<char> buffer, net::Deadline) override { return wire_.read_some(buffer); }
    Status write_all(std::string_view bytes, net::Deadline) override {
        wire_.take(bytes);
        return {};
    }
    void shut_down() noexcept override {}
    [[nodiscard]] int descriptor() const noexcept override { return -1; }

  private:
    Wire& wire_;
};

struct Shown final : ByteSink {
    Status write(std::string_view bytes) override {
        text += bytes;
        return {};
    }
    std::string text;
};

void check(Wire& wire, const smtp::Session& session, const Shown& shown) {
    wire.hear();
    for (const auto& result : session.results()) {
        require(result.reply.has_value() != result.error.has_value());
        const bool good = result.reply && result.reply->positive();
        require(!good || wire.heard.find("hello\r\n") != std::string::npos);
    }
    require(wire.heard.find("AUTH") == std::string::npos || wire.auth_offered);
    require(shown.text.find(password) == std::string::npos);
    require(wire.knows_secret || shown.text.find(encoded_part) == std::string::npos);
}

void converse(Letters letters, std::string_view happens) {
    const auto& around = surroundings();
    delivery::SmtpSettings settings;
    settings.server.host = "localhost";
    settings.tls = letters.has('i') ? smtp::TlsUse::implicit : smtp::TlsUse::starttls_required;
    smtp::SessionOptions options;
    options.client_name = "client.example";
    options.tls = settings.tls;
    std::vector<std::unique_ptr<smtp::SaslClient>> clients;
    if (letters.has('p'))
        clients = smtp::make_sasl_clients("plain", {"ann", Secret(std::string(password))}).value();
    smtp::Session session(options, std::move(clients));
    session.begin(around.message.envelope, around.message.facts);
    session.quit();
    session.hide(Secret(std::string(password)));
    Shown shown;
    delivery::Transcript transcript(shown);
    transcript.hide(&session.hidden());
    Wire wire(letters, happens);
    delivery::Conversation(settings, &*around.client, session, transcript, around.message)
        .run(std::make_unique<WireStream>(wire));
    check(wire, session, shown);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const auto end = std::min(input.find('\n'), input.size());
    const std::string_view all = input;
    converse({all.substr(0, end)}, all.substr(std::min(end + 1, all.size())));
    return 0;
}
