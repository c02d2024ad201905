// SPDX-License-Identifier: MIT
// A dialogue with a ServerSession as a text file (tests/data/smtp_server/*.script). It is made of blocks: what the
// client sends, then all that comes of it. Empty lines and lines that begin with '#' are comments.
//
//   option NAME [VALUE]  of ServerSettings: max_message_bytes, max_recipients, max_errors, max_idle_commands N;
//                        qualified_only, starttls, auth, private_connection, auth_required
//
//   C: LINE              the client sends LINE CRLF. Lines that follow each other are sent in one piece.
//   C! bytes BYTES       the client sends these bytes; \r \n \0 \t \\ and \xNN stand for octets
//   C! repeat N BYTES    the same, N times
//   C! end               the client closes its side
//   C! close TEXT        the host ends it: close() with this reply
//   S: LINE              the server sends LINE CRLF
//   ? sender <ADDRESS> -> REPLY            the host is asked this and answers so. REPLY: CODE [ENHANCED] TEXT
//   ? recipient <ADDRESS> [NOTIFY] -> REPLY
//   ? login USER PASSWORD -> REPLY
//   ? tls                                  the host shakes hands
//   ? begin <SENDER> <RECIPIENT>... [8bit] [utf8] [full|hdrs] [id=ENVID]
//   ? message BYTES -> REPLY               the message has ended; BYTES: all of it, as above
//   ? drop                                 the message is to be forgotten; "? drop too_large"
//   ? finished orderly|lost
//
// Of a block S lines and ? lines are each compared in their order; how they lie between each other depends on how the
// input is cut, as replies gather.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/smtp/server_session.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <support/script.hpp>
#include <vector>

namespace posthaste::smtp {

struct ServerQuestion {
    std::string text;                 // without " -> REPLY"
    std::optional<ServerReply> reply; // nullopt: none is due
};

struct ServerBlock {
    std::size_t line = 0; // in the file, from 1
    std::string client;   // bytes
    bool end = false;     // then the client closes its side
    std::optional<ServerReply> close;
    std::string server;
    std::vector<ServerQuestion> questions;
    [[nodiscard]] bool answered() const { return !server.empty() || !questions.empty(); }
};

struct ServerScript {
    std::string name;
    ServerSettings settings;
    std::vector<ServerBlock> blocks{1}; // the first one has no client: the greeting
    [[nodiscard]] std::size_t client_bytes() const {
        std::size_t bytes = 0;
        for (const auto& block : blocks)
            bytes += block.client.size();
        return bytes;
    }
};

// Throws nothing: what is wrong is an Error with the number of the line.
class ServerScriptParser {
  public:
    Result<ServerScript> parse(std::string_view text) {
        script_.settings.host = "mx.example";
        for (const auto line : split(text, '\n')) {
            ++line_;
            if (auto status = take_line(line); !status)
                return with_context(fmt::format("line {}", line_), std::move(status).error());
        }
        return std::move(script_);
    }

    static std::string_view take_word(std::string_view& text) {
        const auto word = text.substr(0, text.find(' '));
        text = trim(text.substr(word.size()));
        return word;
    }

  private:
    static Result<std::size_t> number(std::string_view text) {
        std::size_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (text.empty() || error != std::errc{} || end != text.data() + text.size())
            return fail(ErrorKind::data, fmt::format("\"{}\" is not a number", text));
        return value;
    }

    static Result<ServerReply> reply(std::string_view text) {
        PH_ASSIGN(const auto code, number(take_word(text)));
        const bool enhanced = text.size() > 1 && is_digit(text[0]) && text[1] == '.';
        const auto status = enhanced ? take_word(text) : std::string_view{};
        return ServerReply{static_cast<int>(code), std::string(status), std::string(text)};
    }

    Status take_line(std::string_view line) {
        if (trim(line).empty() || line.starts_with('#'))
            return {};
        const auto rest = line.substr(std::min<std::size_t>(3, line.size()));
        if (line.starts_with("S:")) {
            script_.blocks.back().server += fmt::format("{}\r\n", rest);
            return {};
        }
        if (line.starts_with("C:")) {
            client() += fmt::format("{}\r\n", rest);
            return {};
        }
        if (line.starts_with("C! "))
            return take_client(rest);
        if (line.starts_with("? "))
            return take_question(line.substr(2));
        if (line.starts_with("option "))
            return take_option(line.substr(7));
        return fail(ErrorKind::data, fmt::format("\"{}\" is not understood", line));
    }

    // Of the block that is begun; a new one, when the last has had its answers.
    std::string& client() {
        const auto& last = script_.blocks.back();
        if (script_.blocks.size() == 1 || last.answered() || last.end || last.close)
            script_.blocks.emplace_back().line = line_;
        return script_.blocks.back().client;
    }

    Status take_client(std::string_view rest) {
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size())); // spaces may be meant
        auto& bytes = client();
        if (word == "bytes") {
            PH_ASSIGN(const auto more, test::unescape(rest));
            bytes += more;
        } else if (word == "repeat") {
            PH_ASSIGN(const auto times, number(take_word(rest)));
            PH_ASSIGN(const auto more, test::unescape(rest));
            for (std::size_t i = 0; i < times; ++i)
                bytes += more;
        } else if (word == "end")
            script_.blocks.back().end = true;
        else if (word == "close") {
            PH_ASSIGN(script_.blocks.back().close, reply(rest));
        } else
            return fail(ErrorKind::data, fmt::format("\"{}\" is nothing that a client does", word));
        return {};
    }

    Status take_question(std::string_view text) {
        constexpr std::string_view arrow = " -> ";
        const auto at = text.find(arrow);
        ServerQuestion question{std::string(text.substr(0, at)), std::nullopt};
        if (at != std::string_view::npos) {
            PH_ASSIGN(question.reply, reply(text.substr(at + arrow.size())));
        }
        script_.blocks.back().questions.push_back(std::move(question));
        return {};
    }

    Status take_option(std::string_view rest) {
        struct Flag {
            std::string_view name;
            bool ServerSettings::* member;
            bool value;
        };
        constexpr Flag flags[] = {{"qualified_only", &ServerSettings::bare_names, false},
                                  {"starttls", &ServerSettings::starttls, true},
                                  {"auth", &ServerSettings::auth, true},
                                  {"private_connection", &ServerSettings::private_connection, true},
                                  {"auth_required", &ServerSettings::auth_required, true}};
        const auto name = take_word(rest);
        for (const auto& flag : flags) {
            if (name == flag.name) {
                script_.settings.*flag.member = flag.value;
                return {};
            }
        }
        return take_number(name, rest);
    }

    Status take_number(std::string_view name, std::string_view rest) {
        PH_ASSIGN(const auto value, number(rest));
        if (name == "max_message_bytes")
            script_.settings.max_message_bytes = value;
        else if (name == "max_recipients")
            script_.settings.max_recipients = value;
        else if (name == "max_errors")
            script_.settings.max_errors = static_cast<unsigned>(value);
        else if (name == "max_idle_commands")
            script_.settings.max_idle_commands = static_cast<unsigned>(value);
        else
            return fail(ErrorKind::data, fmt::format("unknown option \"{}\"", name));
        return {};
    }

    ServerScript script_;
    std::size_t line_ = 0;
};

// Every *.script in a directory, sorted by name.
[[nodiscard]] inline Result<std::vector<ServerScript>> load_server_scripts(const std::string& directory) {
    constexpr std::size_t max_script_bytes = 1U << 20U;
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        paths.push_back(entry.path());
    std::ranges::sort(paths);
    std::vector<ServerScript> scripts;
    for (const auto& path : paths) {
        PH_ASSIGN(const std::string text, read_file(path.string(), max_script_bytes));
        auto script = ServerScriptParser().parse(text);
        if (!script)
            return with_context(path.string(), std::move(script).error());
        script->name = path.stem().string();
        scripts.push_back(*std::move(script));
    }
    return scripts;
}

} // namespace posthaste::smtp
