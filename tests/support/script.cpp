// SPDX-License-Identifier: MIT
#include "script.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>

namespace posthaste::test {

namespace {

constexpr std::size_t max_script_bytes = 1U << 20U;

std::string_view take_word(std::string_view& text) {
    text = trim(text);
    const std::size_t end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text = trim(text.substr(end));
    return word;
}

Result<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return fail(ErrorKind::data, fmt::format("\"{}\" is not a number", text));
    return value;
}

Result<char> hex_octet(std::string_view digits) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2)
        return fail(ErrorKind::data, fmt::format("\"\\x{}\" is not an octet", digits));
    return static_cast<char>(value);
}

class ScriptParser {
  public:
    Result<Script> parse(std::string_view text);

  private:
    Status take_line(std::string_view line);
    Status take_server_fault(std::string_view rest);
    void take_client(std::string_view rest);
    Status take_result(std::string_view rest);
    Status take_setting(std::string_view line);
    Status take_option(std::string_view rest);
    Status take_tls(std::string_view value);
    Status take_message(std::string_view rest);
    Status take_message_word(std::string_view word, std::string_view& rest);
    Status take_dsn(std::string_view rest);
    Status take_request(std::string_view rest);
    void add(StepKind kind, std::string text = {}) { script_.steps.push_back({kind, std::move(text), line_}); }

    Script script_;
    std::size_t line_ = 0;
    bool sender_given_ = false;
    bool nobody_ = false;
};

Result<Script> ScriptParser::parse(std::string_view text) {
    script_.options.client_name = "client.example";
    script_.options.tls = smtp::TlsUse::none;
    script_.facts.size_bytes = 120;
    for (const auto line : split(text, '\n')) {
        ++line_;
        if (auto status = take_line(line); !status)
            return with_context(fmt::format("line {}", line_), std::move(status).error());
    }
    if (!sender_given_) {
        PH_ASSIGN(script_.envelope.sender, mail::Address::make("a", "example.org"));
    }
    if (script_.envelope.recipients.empty() && !nobody_) {
        PH_ASSIGN(const auto recipient, mail::Address::make("ok", "example.net"));
        script_.envelope.add_recipient(recipient);
    }
    return std::move(script_);
}

Status ScriptParser::take_line(std::string_view line) {
    if (trim(line).empty() || line.starts_with('#'))
        return {};
    if (line.starts_with("S:")) {
        add(StepKind::server, fmt::format("{}\r\n", line.substr(std::min<std::size_t>(3, line.size()))));
        return {};
    }
    if (line.starts_with("S! "))
        return take_server_fault(line.substr(3));
    if (line.starts_with("C: ")) {
        take_client(line.substr(3));
        return {};
    }
    if (line.starts_with("= "))
        return take_result(line.substr(2));
    if (line.starts_with("% ")) {
        script_.answers.emplace_back(trim(line.substr(2)));
        return {};
    }
    if (line.starts_with("~ ")) {
        script_.warnings.emplace_back(trim(line.substr(2)));
        return {};
    }
    return take_setting(line);
}

Status ScriptParser::take_server_fault(std::string_view rest) {
    const auto word = rest.substr(0, rest.find(' '));
    if (word == "close")
        add(StepKind::close);
    else if (word == "reset")
        add(StepKind::reset);
    else if (word == "timeout")
        add(StepKind::timeout);
    else if (word == "bytes" || word == "garbage" || word == "early") {
        PH_ASSIGN(auto bytes, unescape(rest.substr(std::min(word.size() + 1, rest.size()))));
        add(StepKind::server, std::move(bytes));
    } else
        return fail(ErrorKind::data, fmt::format("unknown fault \"{}\"", word));
    return {};
}

void ScriptParser::take_client(std::string_view rest) {
    struct Special {
        std::string_view name;
        StepKind kind;
    };
    constexpr std::array<Special, 5> specials{{{"<body>", StepKind::body},
                                               {"<part>", StepKind::part},
                                               {"<chunk>", StepKind::chunk},
                                               {"<dot>", StepKind::dot},
                                               {"<tls>", StepKind::tls}}};
    for (const auto& special : specials) {
        if (rest == special.name) {
            add(special.kind);
            return;
        }
    }
    add(StepKind::client, rest == "<empty>" ? "" : std::string(rest));
}

Status ScriptParser::take_result(std::string_view rest) {
    constexpr std::array<std::string_view, 6> verdicts{"delivered", "accepted", "deferred",
                                                       "rejected",  "unknown",  "failed"};
    ExpectedResult result;
    result.recipient = take_word(rest);
    result.verdict = take_word(rest);
    result.phase = take_word(rest);
    result.detail = rest;
    if (std::ranges::find(verdicts, result.verdict) == verdicts.end())
        return fail(ErrorKind::data, fmt::format("unknown verdict \"{}\"", result.verdict));
    script_.results.push_back(std::move(result));
    return {};
}

Status ScriptParser::take_setting(std::string_view line) {
    const auto word = take_word(line);
    if (word == "option")
        return take_option(line);
    if (word == "message")
        return take_message(line);
    if (word == "dsn")
        return take_dsn(line);
    if (word == "ask")
        return take_request(line);
    if (word == "declare" && line == "eight_bit") {
        script_.envelope.declare_eight_bit = true;
        return {};
    }
    if (word == "to") {
        PH_ASSIGN(const auto address, mail::Address::parse(line));
        script_.envelope.add_recipient(address);
        return {};
    }
    if (word == "from") {
        sender_given_ = true;
        if (line == "<>")
            return {};
        PH_ASSIGN(script_.envelope.sender, mail::Address::parse(line));
        return {};
    }
    return fail(ErrorKind::data, fmt::format("unknown word \"{}\"", word));
}

Status ScriptParser::take_option(std::string_view rest) {
    const auto word = take_word(rest);
    if (word == "tls")
        return take_tls(rest);
    if (word == "client")
        script_.options.client_name = rest;
    else if (word == "plain_secrets")
        script_.options.plain_secrets_allowed = true;
    else if (word == "lmtp")
        script_.options.lmtp = true;
    else if (word == "no_pipelining")
        script_.options.pipelining = false;
    else if (word == "nonce")
        script_.nonce = rest;
    else if (word == "session_only")
        script_.session_only = true;
    else if (word == "probe") {
        script_.probe = true;
        nobody_ = !rest.empty();
    } else if (word == "auth") {
        ScriptAuth auth;
        auth.user = take_word(rest);
        auth.password = take_word(rest);
        if (!rest.empty())
            auth.mechanism = rest;
        script_.auth = std::move(auth);
    } else
        return fail(ErrorKind::data, fmt::format("unknown option \"{}\"", word));
    return {};
}

Status ScriptParser::take_tls(std::string_view value) {
    if (value == "none")
        script_.options.tls = smtp::TlsUse::none;
    else if (value == "starttls")
        script_.options.tls = smtp::TlsUse::starttls_required;
    else if (value == "implicit")
        script_.options.tls = smtp::TlsUse::implicit;
    else
        return fail(ErrorKind::data, fmt::format("unknown tls \"{}\"", value));
    return {};
}

Status ScriptParser::take_message(std::string_view rest) {
    while (!rest.empty()) {
        const auto word = take_word(rest);
        PH_TRY(take_message_word(word, rest));
    }
    return {};
}

Status ScriptParser::take_message_word(std::string_view word, std::string_view& rest) {
    mail::MessageFacts& facts = script_.facts;
    if (word == "eight_bit")
        facts.body_eight_bit = true;
    else if (word == "header_eight_bit")
        facts.header_eight_bit = true;
    else if (word == "header_latin1") {
        facts.header_eight_bit = true;
        facts.header_is_utf8 = false;
    } else if (word == "nul")
        facts.has_nul = true;
    else if (word == "harmless_ahead")
        facts.harmless_ahead = true;
    else if (word == "size") {
        PH_ASSIGN(facts.size_bytes, number(take_word(rest)));
    } else if (word == "longest") {
        PH_ASSIGN(const auto longest, number(take_word(rest)));
        facts.longest_line_bytes = static_cast<std::size_t>(longest);
    } else
        return fail(ErrorKind::data, fmt::format("unknown word \"{}\" about the message", word));
    return {};
}

Status ScriptParser::take_dsn(std::string_view rest) {
    const auto word = take_word(rest);
    if (word == "notify") {
        PH_ASSIGN(script_.envelope.notify, mail::parse_notify(rest));
    } else if (word == "return") {
        PH_ASSIGN(script_.envelope.dsn_return, mail::parse_return(rest));
    } else if (word == "envid")
        script_.envelope.envelope_id = rest;
    else
        return fail(ErrorKind::data, fmt::format("unknown word \"{}\" about dsn", word));
    return {};
}

Status ScriptParser::take_request(std::string_view rest) {
    const auto word = take_word(rest);
    if (word == "require_tls")
        script_.envelope.require_tls = true;
    else if (word == "deliver_by") {
        PH_ASSIGN(script_.envelope.deliver_by, mail::parse_deliver_by(rest));
    } else if (word == "priority") {
        PH_ASSIGN(script_.envelope.priority, mail::parse_priority(rest));
    } else if (word == "hold_for") {
        PH_ASSIGN(script_.envelope.hold, mail::parse_hold_for(rest));
    } else if (word == "hold_until") {
        PH_ASSIGN(script_.envelope.hold, mail::parse_hold_until(rest, {}));
    } else
        return fail(ErrorKind::data, fmt::format("\"{}\" is nothing to ask for", word));
    return {};
}

} // namespace

Result<std::string> unescape(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 == text.size()) {
            out += text[at];
            continue;
        }
        ++at;
        constexpr std::string_view names = "rn0t\\";
        constexpr std::string_view octets{"\r\n\0\t\\", 5};
        if (const auto which = names.find(text[at]); which != std::string_view::npos) {
            out += octets[which];
            continue;
        }
        PH_ASSIGN(const char octet, hex_octet(text.substr(std::min(at + 1, text.size()), 2)));
        out += octet;
        at += 2;
    }
    return out;
}

Result<Script> parse_script(std::string_view text) { return ScriptParser().parse(text); }

Result<Script> load_script(const std::string& path) {
    PH_ASSIGN(const std::string text, read_file(path, max_script_bytes));
    auto script = parse_script(text);
    if (!script)
        return with_context(path, std::move(script).error());
    script->name = std::filesystem::path(path).stem().string();
    return script;
}

Result<std::vector<Script>> load_scripts(const std::string& directory) {
    std::vector<std::string> paths;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
        if (entry.path().extension() == ".script")
            paths.push_back(entry.path().string());
    }
    if (error)
        return fail(ErrorKind::no_input, fmt::format("cannot list {}: {}", directory, error.message()));
    std::ranges::sort(paths);
    std::vector<Script> scripts;
    for (const auto& path : paths) {
        PH_ASSIGN(auto script, load_script(path));
        scripts.push_back(std::move(script));
    }
    return scripts;
}

std::string_view verdict_of(const smtp::RecipientResult& result) noexcept {
    if (result.reply) {
        const bool delivered = result.phase == smtp::Phase::end_of_data && result.reply->positive();
        if (delivered)
            return "delivered";
        if (result.phase == smtp::Phase::rcpt && result.reply->positive())
            return "accepted";
        return result.reply->transient() ? "deferred" : "rejected";
    }
    const bool lost = result.error && (result.error->kind == ErrorKind::connection ||
                                       result.error->kind == ErrorKind::timeout || result.error->kind == ErrorKind::io);
    return lost && result.phase == smtp::Phase::end_of_data ? "unknown" : "failed";
}

std::string differs(const std::vector<smtp::Answer>& answers, const Script& script) {
    if (!script.probe)
        return answers.empty() ? "" : "answers without a probe";
    std::string got;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        std::string phase(smtp::info(answers[i].phase).name);
        std::ranges::replace(phase, ' ', '_');
        const auto& [at, reply, error, recipient] = answers[i];
        const auto text = reply ? reply->text() : error ? error->message : "ok";
        got += fmt::format("{} {}\n", phase, text);
        if (i == script.answers.size())
            return fmt::format("{} is one too many", got);
        const std::string_view expected = script.answers[i];
        const auto words = expected.substr(std::min(expected.find(' ') + 1, expected.size()));
        const bool fits = reply ? text.starts_with(words) : text.find(words) != std::string::npos;
        if (expected.substr(0, expected.find(' ')) != phase || !fits)
            return fmt::format("{} should be: {}", got, expected);
    }
    return answers.size() == script.answers.size() ? "" : fmt::format("{} of {} answers", got, script.answers.size());
}

} // namespace posthaste::test
