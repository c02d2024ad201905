// SPDX-License-Identifier: MIT
// Plays the client and the host of a script to a ServerSession. What the client sends in one piece is cut as the cutter
// says; the cut must change nothing but when replies are sent.
#pragma once

#include "server_script.hpp"

#include <posthaste/base/text.hpp>

#include <functional>
#include <string>
#include <support/splits.hpp>
#include <utility>
#include <variant>
#include <vector>

namespace posthaste::smtp {

class ServerPlayer {
  public:
    using Cutter = std::function<test::Pieces(std::string_view)>;

    ServerPlayer(const ServerScript& script, Cutter cutter)
        : script_(script), cutter_(std::move(cutter)), session_(script.settings) {}

    // Empty when all went as the script says, else what did not.
    std::string play() {
        const std::size_t most_steps = 1000 + 20 * script_.client_bytes();
        for (std::size_t steps = 0; problem_.empty() && !finished_; ++steps) {
            if (steps > most_steps)
                return "the session does not come to an end";
            std::visit([this](auto& what) { perform(what); }, held_ = session_.next());
        }
        if (problem_.empty() && !std::holds_alternative<server_step::Finished>(session_.next()))
            problem_ = "the session goes on after Finished";
        if (problem_.empty())
            check_block();
        if (problem_.empty() && at_ + 1 != script_.blocks.size())
            complain("the session has finished before the script");
        return problem_;
    }

  private:
    [[nodiscard]] const ServerBlock& block() const { return script_.blocks[at_]; }
    void complain(std::string_view what) {
        if (problem_.empty())
            problem_ = fmt::format("block of line {}: {}", block().line, what);
    }

    void perform(const server_step::Send& send) {
        if (send.bytes.empty())
            complain("nothing is sent");
        said_ += send.bytes;
    }

    void perform(const server_step::Receive&) {
        if (!pieces_.empty()) {
            const auto piece = pieces_.front();
            pieces_.erase(pieces_.begin());
            return session_.receive(piece);
        }
        if (block().end && !std::exchange(ended_, true))
            return session_.end();
        if (block().close && !std::exchange(ended_, true))
            return session_.close(*block().close);
        check_block();
        if (at_ + 1 == script_.blocks.size())
            return complain("the session waits for more");
        ++at_;
        ended_ = false;
        said_.clear();
        asked_ = 0;
        if (!block().client.empty())
            pieces_ = cutter_(block().client);
    }

    void check_block() {
        if (said_ != block().server)
            return complain(fmt::format("the server said\n{}", said_));
        if (asked_ < block().questions.size())
            complain(fmt::format("the host was not told: {}", block().questions[asked_].text));
    }

    // What the script answers.
    std::optional<ServerReply> told(std::string_view what) {
        if (asked_ == block().questions.size() || block().questions[asked_].text != what) {
            complain(fmt::format("the host is told: {}", printable(what)));
            return std::nullopt;
        }
        return block().questions[asked_++].reply;
    }

    void asked(std::string_view what) {
        if (const auto reply = told(what))
            session_.answer(*reply);
        else
            complain(fmt::format("there is no answer to: {}", printable(what)));
    }

    static std::string path(const std::optional<mail::Address>& address) {
        return address ? fmt::format("<{}>", address->text()) : "<>";
    }
    static std::string path(const ServerRecipient& recipient) {
        return fmt::format("<{}>{}{}", recipient.address.text(), recipient.notify.empty() ? "" : " ", recipient.notify);
    }

    void perform(const server_step::CheckSender& check) { asked("sender " + path(check.sender)); }
    void perform(const server_step::CheckRecipient& check) { asked("recipient " + path(check.recipient)); }
    void perform(const server_step::CheckLogin& check) {
        asked(fmt::format("login {} {}", check.user, check.password.reveal()));
    }

    void perform(const server_step::StartTls&) {
        told("tls");
        session_.tls_started();
    }

    void perform(const server_step::BeginMessage&) {
        const auto& transaction = session_.transaction();
        std::string what = "begin " + path(transaction.sender);
        for (const auto& recipient : transaction.recipients)
            what += " " + path(recipient);
        what += transaction.eight_bit ? " 8bit" : "";
        what += transaction.utf8 ? " utf8" : "";
        what += transaction.dsn_return == mail::DsnReturn::full      ? " full"
                : transaction.dsn_return == mail::DsnReturn::headers ? " hdrs"
                                                                     : "";
        what += transaction.envelope_id.empty() ? "" : " id=" + transaction.envelope_id;
        told(what);
        if (std::exchange(open_, true))
            complain("a message begins inside another");
        content_.clear();
    }

    void perform(const server_step::Content& content) {
        if (!open_ || content.bytes.empty())
            complain("content out of place");
        content_ += content.bytes;
    }

    void perform(const server_step::EndMessage&) {
        if (!std::exchange(open_, false))
            complain("no message ends");
        asked("message " + escaped(content_));
    }

    void perform(const server_step::DropMessage& drop) {
        if (!std::exchange(open_, false))
            complain("no message is dropped");
        told(drop.too_large ? "drop too_large" : "drop");
    }

    void perform(const server_step::Finished& end) {
        told(end.orderly ? "finished orderly" : "finished lost");
        if (open_)
            complain("a message is left open");
        finished_ = true;
    }

    static std::string escaped(std::string_view bytes) {
        std::string out;
        for (const char c : bytes) {
            const auto which = std::string_view{"\r\n\0\t\\", 5}.find(c);
            if (which != std::string_view::npos)
                out += {'\\', "rn0t\\"[which]};
            else if (c >= ' ' && c <= '~')
                out += c;
            else
                out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
        return out;
    }

    const ServerScript& script_;
    Cutter cutter_;
    ServerSession session_;
    ServerStep held_; // the last one
    std::size_t at_ = 0;
    std::size_t asked_ = 0; // questions of this block
    std::string said_;      // of this block
    test::Pieces pieces_;   // of this block, still to come
    bool ended_ = false;    // this block's end or close has been done
    bool open_ = false;     // a message
    bool finished_ = false;
    std::string content_;
    std::string problem_;
};

} // namespace posthaste::smtp
