// SPDX-License-Identifier: MIT
#include "send_options.hpp"

#include "option_parser.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace posthaste::cli {

namespace {

using app::AttachmentChoice;
using app::SendOptions;
using app::TextChoice;

using Texts = std::vector<std::string>;
using Text = std::optional<std::string>;

template <Text SendOptions::* member> Status set(SendOptions& options, std::string value) {
    options.*member = std::move(value);
    return {};
}

template <Texts SendOptions::* member> Status add(SendOptions& options, std::string value) {
    (options.*member).push_back(std::move(value));
    return {};
}

Status set_from(SendOptions& options, std::string value) {
    options.submit.from = std::move(value);
    return {};
}

// One text, from one place: the last is meant.
template <TextChoice SendOptions::* member, bool is_file> Status choose(SendOptions& options, std::string value) {
    options.*member = is_file ? TextChoice{std::nullopt, std::move(value)} : TextChoice{std::move(value), std::nullopt};
    return {};
}

template <bool inlined> Status attach(SendOptions& options, std::string value) {
    options.attachments.push_back({std::move(value), {}, {}, {}, inlined});
    return {};
}

std::unexpected<Error> belongs_to(std::string_view option, std::string_view value, std::string_view to) {
    return fail(ErrorKind::usage,
                fmt::format("{} {} stands behind no {}: give it after the file that it is for", option, value, to));
}

Status name_last(SendOptions& options, std::string value) {
    if (options.attachments.empty())
        return belongs_to("--attach-name", value, "--attach");
    options.attachments.back().name = std::move(value);
    return {};
}

Status type_last(SendOptions& options, std::string value) {
    if (options.attachments.empty())
        return belongs_to("--attach-type", value, "--attach");
    options.attachments.back().type = std::move(value);
    return {};
}

Status identify_last(SendOptions& options, std::string value) {
    if (options.attachments.empty() || !options.attachments.back().inlined)
        return belongs_to("--cid", value, "--inline");
    options.attachments.back().content_id = std::move(value);
    return {};
}

struct ValueOption {
    const char* name;  // "--subject,-s"
    const char* value; // what --help calls it
    Status (*take)(SendOptions&, std::string);
    const char* help;
};

// In the order of --help.
constexpr std::array value_options{
    ValueOption{"--to", "ADDRESS[,...]", add<&SendOptions::to>, "who gets it; as often as wanted, \"Name <a@b>\" too"},
    ValueOption{"--cc,-c", "ADDRESS[,...]", add<&SendOptions::cc>, "who gets a copy"},
    ValueOption{"--bcc,-b", "ADDRESS[,...]", add<&SendOptions::bcc>, "who gets one that nobody sees in the message"},
    ValueOption{"--reply-to", "ADDRESS[,...]", add<&SendOptions::reply_to>, "where answers go"},
    ValueOption{"--subject,-s", "TEXT", set<&SendOptions::subject>, "the subject"},
    ValueOption{"--body,-m", "TEXT", choose<&SendOptions::body, false>, "the text; else it is read from stdin"},
    ValueOption{"--body-file", "FILE", choose<&SendOptions::body, true>, "the same from a file; - is stdin"},
    ValueOption{"--html", "TEXT", choose<&SendOptions::html, false>, "the text as HTML"},
    ValueOption{"--html-file", "FILE", choose<&SendOptions::html, true>, "the same from a file"},
    ValueOption{"--charset", "NAME", set<&SendOptions::charset>,
                "what the text is written in; else UTF-8, or what it begins with says"},
    ValueOption{"--html-charset", "NAME", set<&SendOptions::html_charset>, "the same of the HTML"},
    ValueOption{"--attach,-a", "FILE", attach<false>, "attach a file; - is stdin"},
    ValueOption{"--attach-name", "NAME", name_last, "what the file before is called in the message"},
    ValueOption{"--attach-type", "TYPE", type_last, "and its type, as image/png"},
    ValueOption{"--inline", "FILE", attach<true>, "a file that the HTML shows"},
    ValueOption{"--cid", "ID", identify_last, "what the HTML calls the file before: <img src=\"cid:ID\">"},
    ValueOption{"--max-attachment", "BYTES", set<&SendOptions::max_attachment>,
                "how much is read of a file or pipe at most (1G); K, M and G may follow"},
    ValueOption{"--calendar", "FILE", set<&SendOptions::calendar>, "an invitation (iCalendar)"},
    ValueOption{"--forward", "FILE", add<&SendOptions::forward>, "attach that message"},
    ValueOption{"--answer", "FILE", set<&SendOptions::answer>,
                "answer that message: its thread, its subject, and its author where there is no --to"},
    ValueOption{"--header,-H", "'NAME: VALUE'", add<&SendOptions::headers>, "another header field"},
    ValueOption{"--priority", "high|normal|low", set<&SendOptions::priority>, "what readers mark it with"},
    ValueOption{"--list-unsubscribe", "URI", add<&SendOptions::list_unsubscribe>,
                "how to leave the list; with https: by one click (RFC 8058)"},
    ValueOption{"--date", "DATE", set<&SendOptions::date>, "2026-12-24T18:00:00+01:00, in place of now"},
    ValueOption{"--message-id", "ID", set<&SendOptions::message_id>, "<unique@domain>, in place of a random one"},
    ValueOption{"--smime-cert", "FILE", set<&SendOptions::smime_cert>, "sign by S/MIME with this certificate"},
    ValueOption{"--smime-key", "FILE", set<&SendOptions::smime_key>, "its key, if that is in another file"},
    ValueOption{"--smime-encrypt", "FILE", add<&SendOptions::smime_encrypt>,
                "encrypt by S/MIME for the holder of this certificate"},
    ValueOption{"--smime-cipher", "aes-256-gcm|aes-256-cbc", set<&SendOptions::smime_cipher>,
                "the first, or the second for older readers"},
    ValueOption{"--pgp-sign", "KEY", set<&SendOptions::pgp_sign>, "sign by gpg with this key"},
    ValueOption{"--pgp-encrypt", "KEY", add<&SendOptions::pgp_encrypt>, "encrypt by gpg to this key"},
    ValueOption{"-r", "ADDRESS", set_from, "the same as --from"},
};

struct Switch {
    const char* name;
    bool SendOptions::* member;
    const char* help;
};

constexpr std::array switches{
    Switch{"--auto", &SendOptions::automatic, "say that no person wrote it (Auto-Submitted, RFC 3834)"},
    Switch{"--flowed", &SendOptions::flowed, "let readers wrap the text anew (format=flowed, RFC 3676)"},
    Switch{"--no-text", &SendOptions::no_text, "no text made from the HTML beside it"},
    Switch{"--hide-subject", &SendOptions::hide_subject,
           "encrypt the subject, too (RFC 9788); readers that do not know that show [...]"},
    Switch{"--edit", &SendOptions::edit, "write the text in $VISUAL or $EDITOR"},
};

// Mostly a variable that is not set. A text may well be empty.
Status refuse_empty(const ValueOption& option, std::string_view value) {
    constexpr std::array<std::string_view, 3> texts{"--subject,-s", "--body,-m", "--html"};
    if (!value.empty() || std::ranges::find(texts, std::string_view(option.name)) != texts.end())
        return {};
    const std::string_view names = option.name;
    return fail(ErrorKind::usage, fmt::format("{} has an empty value", names.substr(0, names.find(','))));
}

struct Parser : OptionParser {
    explicit Parser(SendRequest& request, const Named& named)
        : OptionParser("Makes a message and sends it.", "posthaste send"), request_(request) {
        for (const auto& each : value_options)
            values_[app.add_option(each.name, strings_, each.help)->type_name(each.value)->allow_extra_args(false)] =
                &each;
        for (const auto& each : switches)
            app.add_flag(each.name, request.send.*each.member, each.help);
        app.add_flag("--check-content,!--no-check-content", check_content_,
                     "warn of what was probably forgotten; else at a terminal only");
        add_common(request.send.submit, Use::sending, named);
        app.get_option("--account")->description("the account to send by");
        app.get_option("--dry-run")->description("write the message to stdout and send nothing");
        app.add_flag("--help", request.help, "print this");
    }

    // The values in the order of the command line.
    Status take_values() {
        std::map<const CLI::Option*, std::size_t> taken;
        for (const auto* option : app.parse_order())
            if (const auto found = values_.find(option); found != values_.end()) {
                const auto& value = option->results().at(taken[option]++);
                PH_TRY(refuse_empty(*found->second, value));
                PH_TRY(found->second->take(request_.send, value));
            }
        if (app.count("--check-content") > 0)
            request_.send.check_content = check_content_;
        return {};
    }

  private:
    SendRequest& request_;
    Texts strings_;
    std::map<const CLI::Option*, const ValueOption*> values_;
    bool check_content_ = false;
};

// "-s", "--subject": the next word is its value, whatever that looks like.
bool takes_next_word(std::string_view word) noexcept {
    return takes_common_value(word) || std::ranges::any_of(value_options, [word](const auto& option) {
               const std::string_view names = option.name;
               const auto comma = names.find(',');
               return word == names.substr(0, comma) ||
                      (comma != std::string_view::npos && word == names.substr(comma + 1));
           });
}

struct Words {
    std::vector<std::string> options, recipients; // recipients: what stands behind "--"
};

// "--subject=" is an empty subject; CLI11 would take the next word for its value. A value is nothing else: a text may
// be "--cc=somebody", and name nobody.
Words apart(const std::vector<std::string>& given) {
    Words words;
    for (auto word = given.begin(); word != given.end(); ++word) {
        if (*word == "--") {
            words.recipients.assign(word + 1, given.end());
            break;
        }
        const auto equals = word->find('=');
        if (word->starts_with("--") && equals != std::string::npos && takes_next_word(word->substr(0, equals))) {
            words.options.push_back(word->substr(0, equals));
            words.options.push_back(word->substr(equals + 1));
            continue;
        }
        words.options.push_back(*word);
        if (takes_next_word(*word) && word + 1 != given.end())
            words.options.push_back(*++word);
    }
    return words;
}

} // namespace

Status take_send_options(const std::vector<std::string>& words, SendRequest& request) {
    auto [options, recipients] = apart(words);
    PH_TRY(refuse_empty_values(options, takes_next_word));
    request.send.submit.message_alone = true;
    Parser parser(request, Named::all());
    PH_TRY(parser.parse(std::move(options)));
    PH_TRY(parser.take_trace(request.send.submit));
    PH_TRY(parser.take_values());
    for (auto& word : parser.app.remaining()) {
        if (word.starts_with("-"))
            return parser.unknown(word);
        request.send.to.push_back(std::move(word));
    }
    request.send.to.insert(request.send.to.end(), recipients.begin(), recipients.end());
    return {};
}

std::string send_help_text() {
    SendRequest request;
    const Parser parser(request, Named::all());
    return fmt::format("usage: posthaste send [OPTION]... [--] [RECIPIENT]... [< TEXT]\n\n{}\n\n{}",
                       parser.app.get_description(), parser.options_help());
}

ListedCommand send_listing() {
    SendRequest request;
    const Parser parser(request, Named::all());
    return {"send", parser.app.get_description(), listed_operand("[RECIPIENT]..."), parser.listed_options(), {}};
}

} // namespace posthaste::cli
