// SPDX-License-Identifier: MIT
// A whole session against any server. The first line of the input is letters for options (below), the rest is what the
// server says: a line each time the client waits, or all at once, or byte by byte. When it is used up the connection
// is lost. Whatever the server says, the rules of the session hold.
#include <posthaste/base/text.hpp>
#include <posthaste/smtp/session.hpp>

#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

namespace {

using namespace posthaste;
using namespace posthaste::smtp;

void require(bool holds) {
    if (!holds)
        std::abort();
}

struct Letters {
    std::string_view text;
    [[nodiscard]] bool has(char letter) const { return text.find(letter) != std::string_view::npos; }
};

// The password as LOGIN and as PLAIN encode it.
bool shows_secret(std::string_view bytes) {
    return bytes.find("aGlkZGVu") != std::string_view::npos ||
           bytes.find("aWRkZW4gcGFzc3dvcmQ=") != std::string_view::npos;
}

SessionOptions options_of(Letters letters) { // s STARTTLS, i TLS from the start, o one by one, m LMTP
    SessionOptions options;
    options.client_name = "client.example";
    options.tls = letters.has('s') ? TlsUse::starttls_required : letters.has('i') ? TlsUse::implicit : TlsUse::none;
    options.pipelining = !letters.has('o');
    options.lmtp = letters.has('m');
    return options;
}

std::vector<std::unique_ptr<SaslClient>> sasl_of(Letters letters) { // p PLAIN, l LOGIN
    if (!letters.has('p') && !letters.has('l'))
        return {};
    return make_sasl_clients(letters.has('p') ? "plain" : "login", {"ann", Secret("hidden password")}).value();
}

mail::Envelope envelope_of(Letters letters) { // u a recipient that needs SMTPUTF8, d DSN, t REQUIRETLS, f the others
    mail::Envelope envelope;
    for (const auto* to : {"r1@example.net", "r2@example.net", "r3@example.net"})
        envelope.add_recipient(mail::Address::parse(to).value());
    if (letters.has('u'))
        envelope.add_recipient(mail::Address::parse("\xD0\xBF@example.net").value());
    if (letters.has('d'))
        envelope.notify = "NEVER";
    envelope.require_tls = letters.has('t');
    if (letters.has('f')) {
        envelope.deliver_by = mail::DeliverBy{std::chrono::seconds(300), true, true};
        envelope.priority = -3;
        envelope.hold = mail::Hold(std::chrono::sys_seconds(std::chrono::seconds(1798135200)));
    }
    return envelope;
}

class Server {
  public:
    Server(Letters letters, std::string_view says)
        : letters_(letters), says_(says), session_(options_of(letters), sasl_of(letters)) {}

    void run() {
        if (letters_.has('q')) // no message
            session_.probe(envelope_of(letters_));
        else
            session_.begin(envelope_of(letters_), facts_of());
        if (!letters_.has('k'))
            session_.quit();
        const std::size_t bound = 1000 + 8 * says_.size();
        for (std::size_t steps = 0;; ++steps) {
            require(steps < bound);
            const Action action = session_.next();
            if (std::holds_alternative<Finished>(action)) {
                check_end();
                if (!begin_again())
                    return;
                continue;
            }
            require(!lost_);
            std::visit([this](const auto& what) { perform(what); }, action);
        }
    }

  private:
    [[nodiscard]] mail::MessageFacts facts_of() const {
        mail::MessageFacts facts;
        facts.size_bytes = 1000;
        facts.body_eight_bit = letters_.has('8');
        facts.harmless_ahead = letters_.has('a');
        return facts;
    }

    // A connection that was kept ('k') takes three messages.
    bool begin_again() {
        if (!session_.idle() || letters_.has('q') || ++messages_ > 2)
            return false;
        require(letters_.has('k') && !lost_);
        body_sent_ = false;
        session_.begin(envelope_of(letters_), facts_of());
        return true;
    }

    void perform(const SendBytes& send) {
        require(!send.bytes.empty() && send.bytes.ends_with("\r\n"));
        for (std::size_t at = 0; at < send.bytes.size(); ++at) {
            require((send.bytes[at] == '\n') == (at > 0 && send.bytes[at - 1] == '\r'));
            require(send.bytes[at] != '\0');
        }
        require(!letters_.has('m') || (!send.bytes.starts_with("EHLO") && !send.bytes.starts_with("HELO")));
        const bool auth = send.bytes.starts_with("AUTH ") || shows_secret(send.bytes);
        require(!auth || letters_.has('i') || secure_);
        require(!letters_.has('t') || !send.bytes.starts_with("MAIL ") || secure_ ||
                send.bytes.starts_with("MAIL FROM:<>"));
        require(!shows_secret(send.shown));
    }

    void perform(const AwaitReply&) {
        if (says_.empty())
            return lose({ErrorKind::connection, "gone"});
        std::size_t length = letters_.has('w') ? says_.size() : letters_.has('b') ? 1 : says_.find('\n') + 1;
        if (length == 0)
            length = says_.size();
        const auto piece = says_.substr(0, length);
        says_.remove_prefix(length);
        if (auto status = session_.receive(piece); !status)
            lose(std::move(status).error());
    }

    void perform(const StartTls&) {
        require((letters_.has('s') || letters_.has('i')) && !secure_);
        secure_ = session_.tls_started().has_value();
        require(secure_);
    }

    void perform(const SendBody&) {
        body_sent_ = true;
        session_.body_sent();
    }
    void perform(const SendDot&) { session_.body_sent(); }
    void perform(const Reencode&) { // 'r': it can be done
        mail::MessageFacts facts;
        facts.size_bytes = 1200;
        if (letters_.has('r'))
            session_.reencoded(facts);
        else
            session_.cannot_reencode({ErrorKind::data, "no"});
    }
    void perform(const SendChunk&) {
        body_sent_ = true;
        session_.body_sent();
    }
    void perform(const Finished&) {}

    void lose(Error why) {
        lost_ = true;
        session_.connection_lost(std::move(why));
    }

    void check_end() {
        for (const auto& result : session_.results()) {
            require(result.reply.has_value() != result.error.has_value());
            const bool good = result.reply && result.reply->positive();
            require(!good || result.phase == (letters_.has('q') ? Phase::rcpt : Phase::end_of_data));
            require(!good || body_sent_ != letters_.has('q'));
        }
        require(letters_.has('q') || session_.answers().empty());
        require(std::holds_alternative<Finished>(session_.next()));
    }

    Letters letters_;
    std::string_view says_;
    Session session_;
    bool secure_ = false;
    bool body_sent_ = false;
    bool lost_ = false;
    int messages_ = 0; // before this one
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const auto end = std::min(input.find('\n'), input.size());
    const std::string_view all = input;
    Server({all.substr(0, end)}, all.substr(std::min(end + 1, all.size()))).run();
    return 0;
}
