// SPDX-License-Identifier: MIT
#include "long_options.hpp"

#include "option_parser.hpp"
#include "sendmail_flags.hpp"

#include <fmt/format.h>

namespace posthaste::cli {

namespace {

// CLI11 sees options only: recipients are none of its business, since it reads more into values than they say.
struct Parser : OptionParser {
    Parser(Request& request, const Named& named) : OptionParser("Sends the message on stdin.", "posthaste") {
        add_common(request.submit, Use::sending, named);
        app.add_flag("--version", version, "print the version");
        app.add_flag("--help", help, "print this");
    }

    explicit Parser(CheckRequest& request)
        : OptionParser("Tries an account or a server without sending, and explains. Without one: the account mail goes "
                       "by.",
                       "posthaste check") {
        add_common(request.check.submit, Use::everywhere, Named::all());
        app.get_option("--account")->description("the account to check");
        app.get_option("--from")->description("the sender to ask for, with --to");
        app.get_option("--quiet")->description("show what failed, and nothing when all is well");
        app.add_option("--to", request.check.to, "recipients to ask for, after the sender; no message is sent")
            ->type_name("ADDRESS[,...]")
            ->join(',');
        app.add_flag("--help", request.help, "print this");
    }

    bool help = false;
    bool version = false;
};

} // namespace

Status take_long_options(const std::vector<std::string>& words, Request& request) {
    PH_TRY(refuse_empty_values(words));
    Parser parser(request, Named(words));
    PH_TRY(parser.parse(words));
    PH_TRY(parser.take_trace(request.submit));
    for (auto& word : parser.app.remaining()) {
        if (word.starts_with("--"))
            return Parser(request, Named::all()).unknown(word);
        request.submit.recipients.push_back(std::move(word));
    }
    if (parser.version)
        request.mode = Mode::version;
    if (parser.help)
        request.mode = Mode::help;
    return {};
}

Status take_check_options(const std::vector<std::string>& words, CheckRequest& request) {
    PH_TRY(refuse_empty_values(words));
    Parser parser(request);
    PH_TRY(parser.parse(words));
    PH_TRY(parser.take_trace(request.check.submit));
    for (auto& word : parser.app.remaining()) {
        if (word.starts_with("-"))
            return parser.unknown(word);
        if (request.check.target)
            return fail(ErrorKind::usage, fmt::format("\"{}\" and \"{}\": one account or server is checked at a time",
                                                      *request.check.target, word));
        request.check.target = std::move(word);
    }
    return {};
}

bool takes_value(std::string_view word) noexcept { return takes_common_value(word); }

std::string help_text() {
    Request request;
    return fmt::format(
        "usage: posthaste [OPTION]... [--] RECIPIENT... < MESSAGE\n"
        "       posthaste -t [OPTION]... < MESSAGE\n"
        "       posthaste send [OPTION]... RECIPIENT... < TEXT     (see posthaste send --help)\n"
        "       posthaste check [OPTION]... [ACCOUNT|URL]          (see posthaste check --help)\n"
        "       posthaste queue [COMMAND] [OPTION]... [ID]...      (see posthaste queue --help)\n"
        "       posthaste serve [OPTION]...                        (see posthaste serve --help)\n"
        "       posthaste account COMMAND [OPTION]...              (see posthaste account --help)\n{}\n{}",
        Parser(request, Named::all()).options_help(), sendmail_flags_help());
}

std::string check_help_text() {
    CheckRequest request;
    const Parser parser(request);
    return fmt::format("usage: posthaste check [OPTION]... [ACCOUNT|URL]\n\n{}\n\n{}", parser.app.get_description(),
                       parser.options_help());
}

ListedCommand root_listing() {
    Request request;
    const Parser parser(request, Named::all());
    return {"", parser.app.get_description(), listed_operand("RECIPIENT..."), parser.listed_options(), {}};
}

ListedCommand check_listing() {
    CheckRequest request;
    const Parser parser(request);
    return {"check", parser.app.get_description(), listed_operand("[ACCOUNT|URL]"), parser.listed_options(), {}};
}

} // namespace posthaste::cli
