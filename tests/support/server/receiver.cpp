// SPDX-License-Identifier: MIT
#include "receiver.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>

#include <charconv>
#include <utility>

namespace posthaste::test {

namespace {
std::string_view address_of(std::string_view argument) {
    const std::size_t open = argument.find('<');
    const std::size_t close = argument.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos)
        return argument;
    return argument.substr(open + 1, close - open - 1);
}

std::pair<std::string, std::string_view> split_command(std::string_view line) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos)
        return {upper(line), {}};
    return {upper(line.substr(0, space)), line.substr(space + 1)};
}
} // namespace

Receiver::Receiver(Channel& channel, const ServerOptions& options, const CertificateFiles& files, OnMessage on_message)
    : channel_(channel), options_(options), files_(files), on_message_(std::move(on_message)) {}

void Receiver::run() {
    if (options_.tls == ServerTls::implicit && !channel_.start_tls(files_))
        return;
    reply("greeting", options_.lmtp ? "220 localhost LMTP sink" : "220 localhost ESMTP sink");
    while (const auto line = channel_.read_line()) {
        if (!handle(*line))
            break;
    }
    channel_.end();
}

bool Receiver::handle(const std::string& line) {
    if (!line.ends_with("\r\n") || line.size() > 1000) { // RFC 5321 4.5.3.1.4, with room for extensions
        channel_.write("500 5.5.2 line ends are CRLF, lines are short\r\n");
        return true;
    }
    const auto [verb, argument] = split_command(std::string_view{line}.substr(0, line.size() - 2));
    if (verb == "DATA")
        return take_data();
    if (verb == "BDAT")
        return take_chunk(argument);
    if (verb == "QUIT")
        return say_goodbye();
    if (options_.lmtp ? verb == "LHLO" : verb == "EHLO" || verb == "HELO")
        greet_back();
    else if (verb == "STARTTLS")
        start_tls();
    else if (verb == "AUTH")
        authenticate(argument);
    else if (verb == "MAIL")
        begin(argument);
    else if (verb == "RCPT")
        add_recipient(argument);
    else if (verb == "RSET")
        forget();
    else if (verb == "NOOP")
        reply(verb, "250 2.0.0 ok");
    else
        reply(verb, "502 5.5.1 command not known");
    return true;
}

void Receiver::forget() {
    in_transaction_ = false;
    message_.recipients.clear();
    message_.data.clear();
    reply("RSET", "250 2.0.0 ok");
}

bool Receiver::say_goodbye() {
    reply("QUIT", "221 2.0.0 bye");
    return false;
}

void Receiver::greet_back() {
    in_transaction_ = false;
    std::vector<std::string> lines{"localhost",
                                   "PIPELINING",
                                   "8BITMIME",
                                   "SMTPUTF8",
                                   "SIZE 52428800",
                                   "CHUNKING",
                                   "DSN",
                                   "ENHANCEDSTATUSCODES",
                                   "DELIVERBY 60",
                                   "MT-PRIORITY",
                                   "FUTURERELEASE 86400 2027-01-01T00:00:00Z"};
    if (options_.tls == ServerTls::starttls && !channel_.secure())
        lines.emplace_back("STARTTLS");
    if (channel_.secure()) // RFC 8689 section 2
        lines.emplace_back("REQUIRETLS");
    if (!options_.user.empty())
        lines.emplace_back("AUTH PLAIN LOGIN");
    std::erase_if(lines, [this](const std::string& line) { return !offers(line.substr(0, line.find(' '))); });
    std::string text;
    for (const std::string& line : lines)
        text += (&line == &lines.back() ? "250 " : "250-") + line + "\r\n";
    text.erase(text.size() - 2);
    reply("EHLO", text);
}

void Receiver::start_tls() {
    if (options_.tls != ServerTls::starttls || channel_.secure() || !channel_.surplus().empty()) {
        reply("", "503 5.5.1 not now");
        return;
    }
    reply("STARTTLS", "220 2.0.0 go ahead");
    if (!refused("STARTTLS"))
        channel_.start_tls(files_);
    in_transaction_ = false;
}

void Receiver::authenticate(std::string_view argument) {
    if (options_.user.empty() || refused("AUTH")) {
        reply("AUTH", "502 5.5.1 not offered");
        return;
    }
    const auto [mechanism, initial] = split_command(argument);
    if (!credentials_are_good(mechanism, initial)) {
        channel_.write("535 5.7.8 authentication credentials invalid\r\n");
        return;
    }
    message_.login = options_.user;
    channel_.write("235 2.7.0 welcome\r\n");
}

bool Receiver::credentials_are_good(std::string_view mechanism, std::string_view initial) {
    if (mechanism == "PLAIN") {
        const std::string given = initial.empty() ? prompt("") : codec::base64_decode(initial).value_or("");
        return given.ends_with(std::string{'\0'} + options_.user + '\0' + options_.password);
    }
    if (mechanism != "LOGIN")
        return false;
    const std::string user = initial.empty() ? prompt("VXNlcm5hbWU6") : codec::base64_decode(initial).value_or("");
    const std::string password = prompt("UGFzc3dvcmQ6");
    return user == options_.user && password == options_.password;
}

std::string Receiver::prompt(std::string_view base64_question) {
    channel_.write("334 " + std::string{base64_question} + "\r\n");
    const std::string answer = channel_.read_line().value_or("");
    return codec::base64_decode(trim(answer)).value_or("");
}

void Receiver::begin(std::string_view argument) {
    if (in_transaction_ || !istarts_with(argument, "FROM:<")) {
        channel_.write("503 5.5.1 MAIL FROM:<address> once\r\n");
        return;
    }
    if (!options_.user.empty() && message_.login.empty()) {
        channel_.write("530 5.7.0 authentication required\r\n");
        return;
    }
    in_transaction_ = !refused("MAIL");
    message_.sender = argument.substr(5);
    message_.recipients.clear();
    message_.data.clear();
    reply("MAIL", "250 2.1.0 ok");
}

void Receiver::add_recipient(std::string_view argument) {
    if (!in_transaction_ || !istarts_with(argument, "TO:<")) {
        channel_.write("503 5.5.1 RCPT TO:<address> after MAIL\r\n");
        return;
    }
    const auto refusal = options_.refusals.find(std::string{address_of(argument)});
    if (refusal != options_.refusals.end()) {
        channel_.write(refusal->second + "\r\n");
        return;
    }
    if (!refused("RCPT"))
        message_.recipients.emplace_back(argument.substr(3));
    reply("RCPT", "250 2.1.5 ok");
}

bool Receiver::take_data() {
    if (!in_transaction_ || message_.recipients.empty() || refused("DATA")) {
        reply("DATA", options_.lmtp ? "503 5.5.1 no valid recipients" : "554 5.5.1 no valid recipients");
        return true;
    }
    channel_.write("354 go ahead\r\n");
    for (;;) {
        const auto line = channel_.read_line();
        if (!line)
            return false; // the message is not ended, so it never was
        if (*line == ".\r\n")
            break;
        message_.data += line->starts_with('.') ? line->substr(1) : *line;
    }
    finish_message();
    return true;
}

bool Receiver::take_chunk(std::string_view argument) {
    const auto [size_text, last] = split_command(argument);
    std::size_t size = 0;
    const auto parsed = std::from_chars(size_text.data(), size_text.data() + size_text.size(), size);
    if (parsed.ec != std::errc{} || !offers("CHUNKING")) {
        reply("", "501 5.5.4 BDAT size [LAST]");
        return true;
    }
    const auto chunk = channel_.read(size); // RFC 3030 2: taken even when it is to be refused
    if (!chunk)
        return false;
    if (!in_transaction_ || message_.recipients.empty()) {
        channel_.write("503 5.5.1 no valid recipients\r\n");
        return true;
    }
    message_.data += *chunk;
    if (iequals(last, "LAST"))
        finish_message();
    else
        channel_.write("250 2.0.0 ok\r\n");
    return true;
}

void Receiver::finish_message() {
    in_transaction_ = false;
    message_.secure = channel_.secure();
    if (options_.lmtp)
        return hand_over();
    if (!refused("end"))
        on_message_(message_); // before the reply: who reads the reply can look for the message
    reply("end", "250 2.0.0 taken");
}

// RFC 2033 4.2: a reply for each recipient.
void Receiver::hand_over() {
    std::string replies;
    const auto has_it = [&](const std::string& recipient) {
        const auto other = options_.ends.find(std::string{address_of(recipient)});
        replies += (other == options_.ends.end() ? "250 2.1.5 taken" : other->second) + "\r\n";
        return other == options_.ends.end() || other->second.starts_with('2');
    };
    std::erase_if(message_.recipients, [&](const auto& recipient) { return !has_it(recipient); });
    if (!message_.recipients.empty())
        on_message_(message_);
    channel_.write(replies);
}

void Receiver::reply(std::string_view key, std::string_view good) {
    const auto other = options_.replies.find(std::string{key});
    channel_.write((other == options_.replies.end() ? std::string{good} : other->second) + "\r\n");
}

bool Receiver::refused(std::string_view key) const {
    const auto other = options_.replies.find(std::string{key});
    return other != options_.replies.end() && !other->second.starts_with('2');
}

} // namespace posthaste::test
