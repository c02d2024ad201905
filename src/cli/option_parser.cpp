// SPDX-License-Identifier: MIT
#include "option_parser.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace posthaste::cli {

namespace {

using app::SubmitOptions;

struct TextOption {
    Use use;
    const char* name;
    std::optional<std::string> SubmitOptions::* member;
    const char* value; // what --help calls it
    const char* help;
};

constexpr std::array text_options{
    TextOption{Use::everywhere, "--account", &SubmitOptions::account, "ACCOUNT", "the account to send by (also -a)"},
    TextOption{Use::everywhere, "--config", &SubmitOptions::config, "FILE", "the configuration"},
    TextOption{Use::everywhere, "--server", &SubmitOptions::server, "URL",
               "smtps://USER@HOST, smtp:// or lmtp://HOST:PORT, lmtp:///SOCKET, unix:/SOCKET, srv:DOMAIN;"
               " in place of an account"},
    TextOption{Use::everywhere, "--tls", &SubmitOptions::tls, "none|starttls|implicit",
               "else by the URL (none for sockets and lmtp://localhost)"},
    TextOption{Use::everywhere, "--tls-ca", &SubmitOptions::tls_ca, "FILE",
               "the only authorities to trust: a file or directory"},
    TextOption{Use::everywhere, "--tls-pin", &SubmitOptions::tls_pin, "PIN",
               "the server's key, sha256:HEX, or its certificate, cert-sha256:HEX"},
    TextOption{Use::everywhere, "--user", &SubmitOptions::user, "NAME", "who logs in"},
    TextOption{Use::everywhere, "--auth", &SubmitOptions::auth, "MECHANISM",
               "scram-sha-256, plain, xoauth2 ...; else the best offered"},
    TextOption{Use::everywhere, "--password-command", &SubmitOptions::password_command, "COMMAND",
               "prints the password"},
    TextOption{Use::everywhere, "--password-file", &SubmitOptions::password_file, "FILE", "holds the password"},
    TextOption{Use::everywhere, "--from", &SubmitOptions::from, "ADDRESS",
               "the sender, and the author where From is missing"},
    TextOption{Use::everywhere, "--timeout", &SubmitOptions::timeout, "SECONDS", "for each phase of the conversation"},
    TextOption{Use::everywhere, "--source-address", &SubmitOptions::source_address, "ADDRESS", "ours to connect from"},
    TextOption{Use::everywhere, "--proxy", &SubmitOptions::proxy, "URL",
               "socks5://HOST:PORT or http://HOST:PORT to connect by"},
    TextOption{Use::sending, "--notify", &SubmitOptions::notify, "never|success,failure,delay", "the same as -N"},
    TextOption{Use::sending, "--return", &SubmitOptions::dsn_return, "full|hdrs", "the same as -R"},
    TextOption{Use::sending, "--envid", &SubmitOptions::envelope_id, "ID", "the same as -V"},
    TextOption{Use::sending, "--deliver-by", &SubmitOptions::deliver_by, "SECONDS[;R|;N]",
               "return the message (R, the default) or notify (N) if it takes longer; a T after it traces"},
    TextOption{Use::sending, "--mt-priority", &SubmitOptions::mt_priority, "NUMBER", "-9 (can wait) to 9 (urgent)"},
    TextOption{Use::sending, "--hold-for", &SubmitOptions::hold_for, "SECONDS",
               "the server is to keep the message that long"},
    TextOption{Use::sending, "--hold-until", &SubmitOptions::hold_until, "DATE", "or until 2026-12-24T18:00:00+01:00"},
    TextOption{Use::sending, "--at", &SubmitOptions::at, "TIME",
               "keep it in the queue until then: 18:00, \"tomorrow 8:00\", \"2026-12-24 18:00\""},
    TextOption{Use::sending, "--in", &SubmitOptions::in, "SPAN", "or for that long: 90m, 2h, 3d"},
};

struct SwitchOption {
    Use use;
    const char* name;
    bool SubmitOptions::* member;
    const char* help;
};

constexpr std::array switch_options{
    SwitchOption{Use::sending, "--require-tls", &SubmitOptions::require_tls,
                 "demand TLS of every server on the way (REQUIRETLS); not sent where that is not offered"},
    SwitchOption{Use::sending, "--no-queue", &SubmitOptions::no_queue,
                 "fail when it cannot be sent now, rather than keep it in the queue"},
    SwitchOption{Use::sending, "--dry-run", &SubmitOptions::dry_run,
                 "show the envelope and the message; connect to nobody, fetch no password"},
    SwitchOption{Use::everywhere, "--json", &SubmitOptions::json, "print the result on stdout, as JSON"},
    SwitchOption{Use::everywhere, "--quiet", &SubmitOptions::quiet, "no warnings"},
};

constexpr const char* trace_name = "--trace"; // a switch that may have a value, glued on

} // namespace

bool Named::operator()(std::string_view name) const {
    return words_ == nullptr || std::ranges::any_of(*words_, [name](std::string_view word) {
               return word.starts_with(name) && (word.size() == name.size() || word[name.size()] == '=');
           });
}

void OptionParser::add_common(SubmitOptions& options, Use least, const Named& named) {
    app.set_help_flag();
    app.allow_extras();
    for (const auto& each : text_options)
        if (each.use >= least && named(each.name))
            app.add_option(each.name, options.*each.member, each.help)->type_name(each.value)->take_last();
    if (least == Use::sending && named("--dkim"))
        app.add_option("--dkim", options.dkim, "sign with that key by DKIM; again for another key")
            ->type_name("DOMAIN:SELECTOR:KEYFILE")
            ->allow_extra_args(false);
    for (const auto& each : switch_options)
        if (each.use >= least && named(each.name))
            app.add_flag(each.name, options.*each.member, each.help);
    app.add_flag(trace_name, trace,
                 "show the conversation on stderr, without secrets; --trace=tls: the server's "
                 "certificates, too")
        ->type_name("[=tls]");
}

Status OptionParser::parse(std::vector<std::string> words) {
    std::ranges::reverse(words); // CLI11 takes them from the back
    try {
        app.parse(std::move(words));
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string_view what = error.what();
        return fail(ErrorKind::usage, fmt::format("{} needs a value", what.substr(0, what.find(':'))));
    } catch (const CLI::Error& error) {
        std::string message = error.what();
        std::ranges::transform(message, message.begin(), [](char c) { return c == '\n' ? ' ' : c; });
        return fail(ErrorKind::usage, std::string(trim(message)));
    }
    return {};
}

Status OptionParser::take_trace(SubmitOptions& options) const {
    if (app.count(trace_name) == 0)
        return {};
    if (trace != "true" && trace != "tls")
        return fail(ErrorKind::usage,
                    fmt::format("{0}={1}: must be {0}, which shows the conversation, or {0}=tls, which "
                                "shows the server's certificates, too",
                                trace_name, trace));
    options.trace = true;
    options.trace_tls = trace == "tls";
    return {};
}

std::unexpected<Error> OptionParser::unknown(std::string_view word) const {
    const auto name = word.substr(0, word.find('='));
    std::vector<std::string> names;
    for (const auto* option : app.get_options())
        names.push_back(option->get_name());
    const std::vector<std::string_view> known(names.begin(), names.end());
    const auto near = nearest(name, known);
    const auto hint = near.empty() ? "see --help" : fmt::format("did you mean {}?", near);
    return fail(ErrorKind::usage, fmt::format("unknown option {}; {}", name, hint));
}

std::string OptionParser::options_help() const {
    CLI::Formatter formatter;
    formatter.column_width(36);
    return formatter.make_groups(&app, CLI::AppFormatMode::Normal);
}

std::vector<ListedOption> OptionParser::listed_options() const {
    std::vector<ListedOption> listed;
    for (const auto* option : app.get_options()) {
        ListedOption each{{}, listed_value(option->get_type_name()), option->get_description()};
        for (const auto& name : option->get_lnames())
            each.names.push_back("--" + name);
        for (const auto& name : option->get_snames())
            each.names.push_back("-" + name);
        listed.push_back(std::move(each));
    }
    return listed;
}

Status refuse_empty_values(const std::vector<std::string>& words, TakesValue takes_value) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        const auto name = word.substr(0, word.find('='));
        const bool has_value = takes_value(word) && i + 1 < words.size();
        const bool is_empty = has_value ? words[i + 1].empty() : name.size() + 1 == word.size();
        if (is_empty && (takes_common_value(name) || name == trace_name))
            return fail(ErrorKind::usage, fmt::format("{} has an empty value", name));
        i += has_value ? 1 : 0;
    }
    return {};
}

Status refuse_any_empty_value(const std::vector<std::string>& words, TakesValue takes_value) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        const auto name = word.substr(0, word.find('='));
        if (!takes_value(name))
            continue;
        const bool glued = name.size() < word.size();
        if (glued ? name.size() + 1 == word.size() : i + 1 < words.size() && words[i + 1].empty())
            return fail(ErrorKind::usage, fmt::format("{} has an empty value", name));
        i += glued ? 0 : 1;
    }
    return {};
}

bool takes_common_value(std::string_view word) noexcept {
    return word == "--to" || word == "--dkim" ||
           std::ranges::any_of(text_options, [word](const auto& option) { return word == option.name; });
}

} // namespace posthaste::cli
