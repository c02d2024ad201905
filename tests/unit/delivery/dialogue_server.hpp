// SPDX-License-Identifier: MIT
// A server that answers as a test says, and keeps what it was told, connection by connection.
#pragma once

#include "support/server/fake_server.hpp"

#include <posthaste/base/text.hpp>

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace posthaste::delivery {

// One line each, without CRLF; a message is "<body>" or "<chunk>", whatever the command was that came before it.
using Dialogue = std::vector<std::string>;

struct DialogueOptions {
    using Answer = std::function<std::string(std::size_t connection, const std::string& line)>;
    Answer answer = [](std::size_t, const std::string&) {
        return std::string{};
    }; // "": what is usual; or one of the two below
    // Once a line was answered; false: that was all.
    std::function<bool(test::Channel&, std::size_t connection, const std::string& line)> afterwards = {};
    std::vector<std::string> extensions = {};
    bool lmtp = false;
    bool byte_by_byte = false;
};

inline const std::string hang_up = "<hang up>";
inline const std::string fall_silent = "<fall silent>"; // for the rest of the connection

class DialogueServer {
  public:
    explicit DialogueServer(DialogueOptions options = {}, test::ListenAt where = test::ListenAt{""})
        : options_(std::move(options)), server_([this](test::Channel& channel) { serve(channel); }, std::move(where)) {}

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] std::vector<Dialogue> stop() { // what was said
        server_.stop();
        const std::lock_guard lock{mutex_};
        return dialogues_;
    }

  private:
    void serve(test::Channel& channel) {
        const std::size_t connection = begin();
        accepted_ = 0;
        silent_ = false;
        const auto greeting = options_.answer(connection, "<greeting>");
        silent_ = greeting == fall_silent;
        say(channel, "220 mx.test");
        for (auto line = channel.read_line(); line; line = channel.read_line()) {
            auto words = line->substr(0, line->find_first_of("\r\n"));
            if (!take(channel, connection, words) || words.starts_with("QUIT"))
                return;
            if (words.starts_with("BDAT") && channel.read(std::stoul(words.substr(5))) &&
                !take(channel, connection, "<chunk>"))
                return;
        }
    }

    bool take(test::Channel& channel, std::size_t connection, const std::string& line) {
        note(connection, line);
        auto answer = options_.answer(connection, line);
        if (answer == hang_up)
            return false;
        silent_ = silent_ || answer == fall_silent;
        if (answer.empty())
            answer = usual(line);
        if (!answer.empty())
            say(channel, answer);
        if (options_.afterwards && !options_.afterwards(channel, connection, line))
            return false;
        if (line.starts_with("MAIL"))
            accepted_ = 0;
        accepted_ += line.starts_with("RCPT") && answer.starts_with('2') ? 1 : 0;
        if (line == "DATA" && answer.starts_with('3'))
            return read_body(channel) && take(channel, connection, "<body>");
        return true;
    }

    std::string usual(const std::string& line) const {
        if (line.starts_with("EHLO") || line.starts_with("LHLO")) {
            std::string reply = "250-mx.test\r\n";
            for (const auto& extension : options_.extensions)
                reply += "250-" + extension + "\r\n";
            return reply + "250 HELP";
        }
        if (line == "DATA")
            return "354 go";
        if (line.starts_with("QUIT"))
            return "221 bye";
        if (line.starts_with("BDAT"))
            return {};
        std::string reply = "250 ok";
        for (int i = 1; line.starts_with('<') && options_.lmtp && i < accepted_; ++i)
            reply += "\r\n250 ok";
        return reply;
    }

    void say(test::Channel& channel, const std::string& answer) const {
        if (silent_)
            return;
        const auto bytes = answer + "\r\n";
        for (std::size_t at = 0; options_.byte_by_byte && at < bytes.size(); ++at)
            channel.write(bytes.substr(at, 1));
        if (!options_.byte_by_byte)
            channel.write(bytes);
    }

    static bool read_body(test::Channel& channel) {
        auto line = channel.read_line();
        while (line && *line != ".\r\n")
            line = channel.read_line();
        return line.has_value();
    }

    std::size_t begin() {
        const std::lock_guard lock{mutex_};
        dialogues_.emplace_back();
        return dialogues_.size() - 1;
    }
    void note(std::size_t connection, const std::string& line) {
        const std::lock_guard lock{mutex_};
        dialogues_[connection].push_back(line);
    }

    DialogueOptions options_;
    bool silent_ = false;
    int accepted_ = 0; // in the running transaction
    std::mutex mutex_; // guards dialogues_
    std::vector<Dialogue> dialogues_;
    test::FakeServer server_; // last: its thread uses the others
};

} // namespace posthaste::delivery
