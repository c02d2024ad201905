// SPDX-License-Identifier: MIT
#include "serve_options.hpp"

#include "option_parser.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::cli {

namespace {

using app::ServeOptions;

struct ValueOption {
    const char* name;
    std::optional<std::string> ServeOptions::* member;
    const char* value; // what --help calls it
    const char* help;
};

constexpr std::array value_options{
    ValueOption{"--deliver", &ServeOptions::deliver, "maildir:DIR",
                "keep everything there, whoever it is for, and send nothing: an inbox for tests"},
    ValueOption{"--socket-mode", &ServeOptions::socket_mode, "MODE",
                "the rights of a unix socket: 0600 (the default) for us alone, 0666 for every user"},
    ValueOption{"--tls-cert", &ServeOptions::tls_cert, "FILE", "offer STARTTLS with this certificate, PEM"},
    ValueOption{"--tls-key", &ServeOptions::tls_key, "FILE", "its key; else in the same file"},
    ValueOption{"--users", &ServeOptions::users, "FILE", "who may log in: NAME:PASSWORD on each line"},
    ValueOption{"--max-message", &ServeOptions::max_message, "SIZE", "octets of a message, as 20M (100M)"},
    ValueOption{"--max-connections", &ServeOptions::max_connections, "NUMBER", "at a time (64)"},
};

constexpr const char* listen_name = "--listen";
constexpr std::array<const char*, 2> without_meaning{"--from", "--json"};

struct Parser : OptionParser {
    explicit Parser(ServeRequest& request)
        : OptionParser("Takes mail by SMTP and sends it on, as an account would be used. Without --listen: on the "
                       "sockets of systemd, or on stdin and stdout.",
                       "posthaste serve") {
        app.add_option(listen_name, request.serve.listen,
                       "unix:/PATH, or 127.0.0.1:PORT (0: any that is free); again for another")
            ->type_name("WHERE")
            ->allow_extra_args(false);
        for (const auto& each : value_options)
            app.add_option(each.name, request.serve.*each.member, each.help)->type_name(each.value)->take_last();
        app.add_flag("--allow-remote", request.serve.allow_remote,
                     "listen where other machines can call, too; they must log in, in TLS");
        add_common(request.serve.submit, Use::everywhere, Named::all());
        for (const auto* name : without_meaning)
            app.remove_option(app.get_option(name));
        app.add_flag("--help", request.help, "print this");
    }
};

bool takes_next_word(std::string_view word) noexcept {
    return word == listen_name || takes_common_value(word) ||
           std::ranges::any_of(value_options, [word](const auto& option) { return word == option.name; });
}

} // namespace

Status take_serve_options(const std::vector<std::string>& words, ServeRequest& request) {
    PH_TRY(refuse_any_empty_value(words, takes_next_word));
    Parser parser(request);
    PH_TRY(parser.parse(words));
    PH_TRY(parser.take_trace(request.serve.submit));
    for (const auto& word : parser.app.remaining()) {
        if (word.starts_with('-'))
            return parser.unknown(word);
        return fail(ErrorKind::usage, fmt::format("serve takes no \"{}\"; see posthaste serve --help", word));
    }
    return {};
}

std::string serve_help_text() {
    ServeRequest request;
    const Parser parser(request);
    return fmt::format("usage: posthaste serve [OPTION]...\n\n{}\n\n{}", parser.app.get_description(),
                       parser.options_help());
}

ListedCommand serve_listing() {
    ServeRequest request;
    const Parser parser(request);
    return {"serve", parser.app.get_description(), {}, parser.listed_options(), {}};
}

} // namespace posthaste::cli
