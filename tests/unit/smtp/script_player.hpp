// SPDX-License-Identifier: MIT
// Plays the server's side of a script to a Session, without a socket. What the server sends in one piece is cut as the
// cutter says; the session is asked what to do next only when it has all of it, so the cut must change nothing.
#pragma once

#include <posthaste/base/text.hpp>
#include <posthaste/smtp/session.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <string_view>
#include <support/script.hpp>
#include <support/splits.hpp>
#include <variant>
#include <vector>

namespace posthaste::smtp {

class ScriptPlayer {
  public:
    using Cutter = std::function<test::Pieces(std::string_view)>;

    ScriptPlayer(const test::Script& script, Cutter cutter)
        : script_(script), cutter_(std::move(cutter)), session_(script.options, clients(script)) {}

    // Empty when all went as the script says, else what did not.
    std::string play() {
        if (script_.probe)
            session_.probe(script_.envelope);
        else
            session_.begin(script_.envelope, script_.facts);
        session_.quit();
        for (int steps = 0; problem_.empty(); ++steps) {
            if (steps > max_steps)
                return "the session does not come to an end";
            const Action action = session_.next();
            if (std::holds_alternative<Finished>(action))
                return at_end();
            std::visit([this](const auto& what) { perform(what); }, action);
        }
        return problem_;
    }

    // The server's bytes in all, to be cut everywhere.
    [[nodiscard]] static std::size_t server_bytes(const test::Script& script) {
        std::size_t bytes = 0;
        for (const auto& step : script.steps)
            bytes += step.kind == test::StepKind::server ? step.text.size() : 0;
        return bytes;
    }

  private:
    static constexpr int max_steps = 5000;

    static std::vector<std::unique_ptr<SaslClient>> clients(const test::Script& script) {
        if (!script.auth)
            return {};
        const Credentials credentials{script.auth->user, Secret(script.auth->password)};
        test::ScriptNonce nonce(script.nonce);
        return make_sasl_clients(script.auth->mechanism, credentials, {"mx.example", 587, &nonce}).value();
    }

    [[nodiscard]] const test::ScriptStep* here() const {
        return at_ < script_.steps.size() ? &script_.steps[at_] : nullptr;
    }
    [[nodiscard]] bool at_fault() const {
        return here() != nullptr && (here()->kind == test::StepKind::close || here()->kind == test::StepKind::reset ||
                                     here()->kind == test::StepKind::timeout);
    }
    void complain(std::string_view what) {
        problem_ = fmt::format("line {}: {}", here() != nullptr ? here()->line : 0, what);
    }
    bool take(test::StepKind kind) {
        if (here() == nullptr || here()->kind != kind)
            return false;
        ++at_;
        return true;
    }

    void perform(const SendBytes& send) {
        if (at_fault())
            return lose(); // nobody reads it any more
        std::string_view rest = send.bytes;
        while (!rest.empty() && problem_.empty()) {
            const auto end = rest.find("\r\n");
            if (end == std::string_view::npos)
                return complain("the client sent half a line");
            expect_line(rest.substr(0, end));
            rest.remove_prefix(end + 2);
        }
    }

    void expect_line(std::string_view line) {
        if (here() == nullptr || here()->kind != test::StepKind::client || here()->text != line)
            return complain(fmt::format("the client sent \"{}\"", line));
        ++at_;
    }

    void perform(const AwaitReply&) {
        std::string bytes;
        while (here() != nullptr && here()->kind == test::StepKind::server)
            bytes += script_.steps[at_++].text;
        if (!bytes.empty())
            return give(bytes);
        if (at_fault())
            return lose();
        complain("the client waits for a reply");
    }

    void give(std::string_view bytes) {
        for (const auto piece : cutter_(bytes)) {
            if (auto status = session_.receive(piece); !status)
                return session_.connection_lost(std::move(status).error());
        }
    }

    void lose() {
        const bool timeout = here()->kind == test::StepKind::timeout;
        ++at_;
        session_.connection_lost(timeout ? Error{ErrorKind::timeout, "no answer in time"}
                                         : Error{ErrorKind::connection, "connection closed"});
    }

    void perform(const StartTls&) {
        const bool implicit = script_.options.tls == TlsUse::implicit; // a script begins behind the handshake
        if (!implicit && !take(test::StepKind::tls))
            return complain("the client starts TLS");
        if (auto status = session_.tls_started({"tls-exporter", "0123456789abcdef0123456789abcdef"}); !status)
            session_.connection_lost(std::move(status).error());
    }

    void perform(const SendBody& body) {
        if (body.size_bytes != script_.facts.size_bytes)
            return complain("the size of the body is wrong");
        if (take(test::StepKind::part))
            return perform(AwaitReply{}); // what comes while the message is being written
        if (!take(test::StepKind::body))
            return complain("the client sends the message");
        session_.body_sent();
    }

    void perform(const Reencode&) { session_.cannot_reencode({ErrorKind::data, "it cannot be re-encoded"}); }

    void perform(const SendChunk& chunk) {
        if (at_fault())
            return lose();
        if (chunk.size_bytes != script_.facts.size_bytes || !take(test::StepKind::chunk))
            return complain("the client sends the message as a chunk");
        session_.body_sent();
    }

    void perform(const SendDot&) {
        if (!take(test::StepKind::dot))
            return complain("the client sends a lone dot");
        session_.body_sent();
    }

    void perform(const Finished&) {}

    std::string at_end() {
        if (at_fault())
            ++at_;
        if (here() != nullptr) {
            complain("the client has finished");
            return problem_;
        }
        const auto& results = session_.results();
        if (results.size() != script_.results.size())
            return fmt::format("{} results, {} expected", results.size(), script_.results.size());
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (auto wrong = compare(results[i], script_.results[i], i); !wrong.empty())
                return wrong;
        }
        const auto wrong = test::differs(session_.answers(), script_);
        return wrong.empty() ? compare_warnings() : wrong;
    }

    std::string compare(const RecipientResult& result, const test::ExpectedResult& expected, std::size_t i) {
        if (result.reply.has_value() == result.error.has_value())
            return fmt::format("{}: not exactly one of reply and error", expected.recipient);
        const auto verdict = test::verdict_of(result);
        const auto text = result.reply ? result.reply->text() : result.error->message;
        std::string phase(info(result.phase).name);
        std::ranges::replace(phase, ' ', '_');
        const bool detail_fits =
            result.reply ? text.starts_with(expected.detail) : text.find(expected.detail) != std::string::npos;
        const bool fits = script_.envelope.recipients[i].text() == expected.recipient && verdict == expected.verdict &&
                          phase == expected.phase && detail_fits;
        return fits ? "" : fmt::format("{}: {} {} \"{}\"", expected.recipient, verdict, phase, printable(text));
    }

    std::string compare_warnings() {
        const auto& warnings = session_.warnings();
        if (warnings.size() != script_.warnings.size())
            return fmt::format("{} warnings, {} expected", warnings.size(), script_.warnings.size());
        for (std::size_t i = 0; i < warnings.size(); ++i) {
            if (warnings[i].find(script_.warnings[i]) == std::string::npos)
                return fmt::format("warning: {}", warnings[i]);
        }
        return {};
    }

    const test::Script& script_;
    Cutter cutter_;
    Session session_;
    std::size_t at_ = 0;
    std::string problem_;
};

} // namespace posthaste::smtp
