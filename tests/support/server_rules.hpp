// SPDX-License-Identifier: MIT
// What holds of a ServerSession whatever a client sends. Used by the fuzz target and by random input in unit_smtp.
#pragma once

#include <posthaste/base/text.hpp>
#include <posthaste/smtp/server_session.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace posthaste::test {

// Letters: a AUTH, t STARTTLS, p private connection, q AUTH required, n no bare names, l small limits,
// s senders are refused, r every third recipient is, d the disk is full, x the host says 421 to messages.
inline smtp::ServerSettings server_settings(std::string_view letters) {
    const auto has = [&](char letter) { return letters.find(letter) != std::string_view::npos; };
    smtp::ServerSettings settings;
    settings.host = "mx.example";
    settings.auth = has('a');
    settings.starttls = has('t');
    settings.private_connection = has('p');
    settings.auth_required = has('q');
    settings.bare_names = !has('n');
    if (has('l')) {
        settings.max_message_bytes = 20;
        settings.max_recipients = 2;
        settings.max_errors = 4;
        settings.max_idle_commands = 4;
    }
    return settings;
}

class ServerRules {
  public:
    ServerRules(std::string_view letters, std::string_view input)
        : letters_(letters), input_(input), settings_(server_settings(letters)), session_(settings_) {}

    // Empty, or the rule that did not hold.
    std::string check_bytewise() {
        run(); // the greeting
        replies_ = 0;
        for (std::size_t at = 0; at < input_.size() && !finished_ && broken_.empty(); ++at) {
            session_.receive(input_.substr(at, 1));
            run();
            count_replies(input_[at]);
        }
        return end();
    }

    std::string check_whole() {
        run();
        if (!finished_ && !input_.empty()) {
            session_.receive(input_);
            run();
        }
        return end();
    }

    // All that was said, and all that the host was told, each in its order.
    [[nodiscard]] const std::string& said() const { return said_; }
    [[nodiscard]] const std::string& told() const { return told_; }

  private:
    [[nodiscard]] bool has(char letter) const { return letters_.find(letter) != std::string_view::npos; }
    void require(bool holds, std::string_view rule) {
        if (!holds && broken_.empty())
            broken_ = rule;
    }

    void run() {
        waiting_ = false;
        while (!waiting_ && !finished_ && broken_.empty()) {
            require(++steps_ < 200 + 8 * input_.size(), "it comes to an end");
            auto step = session_.next();
            std::visit([this](auto& what) { perform(what); }, step);
        }
    }

    std::string end() {
        if (!finished_ && broken_.empty()) {
            session_.end();
            run();
        }
        require(finished_, "it finishes when the client has gone");
        require(std::holds_alternative<smtp::server_step::Finished>(session_.next()), "Finished is the last");
        return broken_;
    }

    // One reply for each command, and none for anything else. What a line is: the content behind 354 and behind a BDAT
    // that was not answered ends with the reply to it.
    void count_replies(char byte) {
        const auto replies = std::exchange(replies_, 0U);
        require(replies <= 1, "an octet brings one reply at most");
        if (content_) {
            content_ = replies == 0;
            return;
        }
        line_ += byte;
        if (byte != '\n') {
            require(replies == 0, "no reply before the end of the line");
            return;
        }
        require(replies == 1 || istarts_with(line_, "BDAT"), "each command is answered");
        content_ = replies == 0 || code_ == "354";
        line_.clear();
    }

    void perform(const smtp::server_step::Send& send) {
        require(send.bytes.ends_with("\r\n"), "replies are whole lines");
        require(send.bytes.size() < 64UZ * 1024, "few replies are held");
        said_ += send.bytes;
        const std::string_view lines = send.bytes;
        for (auto line : split(lines.substr(0, lines.size() - 2), '\n')) {
            line.remove_suffix(line.ends_with('\r') ? 1 : 0);
            require(line.size() <= 510, "a reply line has 512 octets at most");
            require(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }), "replies are printable");
            require(line.size() >= 4 && std::ranges::all_of(line.substr(0, 3), is_digit) && line[0] >= '2' &&
                        line[0] <= '5' && (line[3] == ' ' || line[3] == '-'),
                    "a reply begins with its code");
            code_ = line.substr(0, 3);
            replies_ += line.size() > 3 && line[3] == ' ' ? 1 : 0;
        }
    }

    void perform(const smtp::server_step::Receive&) { waiting_ = true; }
    void perform(const smtp::server_step::StartTls&) {
        require(settings_.starttls && !std::exchange(secure_, true), "TLS starts once, where it is offered");
        told_ += "tls\n";
        session_.tls_started();
        require(session_.login().empty() && session_.client_name().empty(), "TLS makes it forget");
    }

    void perform(const smtp::server_step::CheckLogin& check) {
        require(settings_.auth && (secure_ || settings_.private_connection), "no password goes in the clear");
        require(!check.user.empty() && !open_ && session_.login().empty(), "a login has a name and its place");
        told_ += "login " + check.user + "\n";
        const bool good = check.user.size() % 2 == 1;
        session_.answer({good ? 235 : 535, good ? "2.7.0" : "5.7.8", "login"});
        require(session_.login() == (good ? check.user : ""), "only who was let in is in");
    }

    void perform(const smtp::server_step::CheckSender& check) {
        require(!open_ && !session_.client_name().empty(), "a sender comes after EHLO and outside a message");
        require(!settings_.auth_required || !session_.login().empty(), "a login comes first");
        check_address(check.sender);
        session_.answer({has('s') ? 550 : 250, "", "sender"});
    }

    void perform(const smtp::server_step::CheckRecipient& check) {
        require(!open_, "no recipient inside a message");
        check_address(check.recipient.address);
        const bool good = !has('r') || ++recipients_ % 3 != 0;
        const auto before = session_.transaction().recipients.size();
        session_.answer({good ? 250 : 550, good ? "2.1.5" : "5.1.1", "recipient"});
        require(session_.transaction().recipients.size() == before + (good ? 1 : 0), "who is accepted is kept");
    }

    void check_address(const std::optional<mail::Address>& address) {
        const auto text = address ? address->text() : "";
        require(!has_control(text), "no control character in an address");
        require(!address || address->qualified() || settings_.bare_names || iequals(text, "postmaster"),
                "bare names only where they are welcome");
        require(!address || address->is_ascii() || session_.transaction().utf8, "UTF-8 only by SMTPUTF8");
        told_ += "<" + text + ">\n";
    }

    void perform(const smtp::server_step::BeginMessage&) {
        const auto& recipients = session_.transaction().recipients;
        require(!std::exchange(open_, true), "no message inside another");
        require(!recipients.empty() && recipients.size() <= settings_.max_recipients, "a message has recipients");
        size_ = 0;
        told_ += "begin\n";
    }

    void perform(const smtp::server_step::Content& content) {
        require(open_ && !content.bytes.empty(), "content is part of a message");
        size_ += content.bytes.size();
        require(size_ <= settings_.max_message_bytes, "no more content than allowed");
        pending_ += content.bytes;
    }

    void perform(const smtp::server_step::EndMessage&) {
        require(std::exchange(open_, false), "a message that ends has begun");
        told_ += std::exchange(pending_, {}) + "\nend\n";
        session_.answer({has('x') ? 421 : has('d') ? 452 : 250, "", "message"});
        require(session_.transaction().recipients.empty(), "the envelope is forgotten");
    }

    void perform(const smtp::server_step::DropMessage& drop) {
        require(std::exchange(open_, false), "a message that is dropped has begun");
        pending_.clear(); // how much of it came depends on how the input is cut
        told_ += drop.too_large ? "too large\n" : "drop\n";
    }

    void perform(const smtp::server_step::Finished& end) {
        require(!open_, "no message is left open");
        told_ += end.orderly ? "finished\n" : "lost\n";
        finished_ = true;
    }

    std::string_view letters_;
    std::string_view input_;
    smtp::ServerSettings settings_;
    smtp::ServerSession session_;
    std::string said_, told_, pending_, line_, code_, broken_;
    std::size_t steps_ = 0, size_ = 0;
    unsigned replies_ = 0, recipients_ = 0;
    bool waiting_ = false, finished_ = false, open_ = false, content_ = false, secure_ = false;
};

// All of it; in the end the cut makes no difference but behind STARTTLS, where what has come already ends the session.
inline std::string broken_server_rule(std::string_view letters, std::string_view input) {
    ServerRules bytewise(letters, input);
    if (auto broken = bytewise.check_bytewise(); !broken.empty())
        return broken;
    ServerRules whole(letters, input);
    if (auto broken = whole.check_whole(); !broken.empty())
        return broken;
    if (letters.find('t') != std::string_view::npos)
        return {};
    return whole.said() == bytewise.said() && whole.told() == bytewise.told() ? "" : "the cut makes no difference";
}

} // namespace posthaste::test
