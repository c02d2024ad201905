// SPDX-License-Identifier: MIT
#include "sendmail_flags.hpp"

#include "long_options.hpp"
#include "sendmail_options.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::cli {

namespace {

enum class Value : std::uint8_t {
    none,
    required, // the rest of the word, or the next one
    glued,    // the rest of the word, if any; the next word is never taken: a bare -q must not swallow a recipient
};

using Set = void (*)(Request& request, const std::string& value);

struct Flag {
    char letter;
    Value value;
    Set set;                     // null: taken and of no effect, as its meaning has none here
    std::string_view value_name; // for --help
    std::string_view help;       // empty: not worth telling
};

template <std::optional<std::string> app::SubmitOptions::* member>
void set_text(Request& request, const std::string& v) {
    request.submit.*member = v;
}
template <bool app::SubmitOptions::* member> void set_true(Request& request, const std::string& /*value*/) {
    request.submit.*member = true;
}

void warn_of_log(Request& request, const std::string& /*value*/) {
    request.submit.warnings.emplace_back("-X is left out: --trace shows the conversation on stderr, and no file is "
                                         "written that an address from the web might name");
}

// sendmail(8): -q30m is how often, -qI, -qR and -qS are which. All runs are in the foreground, as -qf asks, but for
// those that do not end. With -bd it is a daemon's.
void run_queue(Request& request, const std::string& value) {
    if (request.mode == Mode::unavailable || request.mode == Mode::verify || request.mode == Mode::aliases)
        return;
    request.mode = Mode::run_queue;
    auto& run = request.queue_run;
    const char letter = value.empty() ? 'f' : value.front();
    const auto rest = value.substr(std::min<std::size_t>(value.size(), 1));
    if (letter == 'I')
        run.id = rest;
    else if (letter == 'R')
        run.recipient = rest;
    else if (letter == 'S')
        run.sender = rest;
    else if (letter != 'f')
        run.interval = value;
}

// sendmail(8), and what Postfix, Exim and their like add to it. Those without effect are about daemons and
// rights that this program does not have.
constexpr std::array flags{
    Flag{'t', Value::none, set_true<&app::SubmitOptions::read_recipients>, "",
         "recipients from To, Cc and Bcc as well"},
    Flag{'i', Value::none, set_true<&app::SubmitOptions::ignore_dots>, "", "a line with a lone dot is text (also -oi)"},
    Flag{'f', Value::required, set_text<&app::SubmitOptions::sender>, "ADDRESS", "the envelope sender; '' is <>"},
    Flag{'r', Value::required, set_text<&app::SubmitOptions::sender>, "ADDRESS", "the same"},
    Flag{'F', Value::required, set_text<&app::SubmitOptions::full_name>, "NAME", "the full name in an added From"},
    Flag{'B', Value::required, set_text<&app::SubmitOptions::body_type>, "7bit|8bitmime", "what the body is"},
    Flag{'N', Value::required, set_text<&app::SubmitOptions::notify>, "never|success,failure,delay",
         "when to notify the sender (DSN)"},
    Flag{'R', Value::required, set_text<&app::SubmitOptions::dsn_return>, "full|hdrs", "what a DSN returns"},
    Flag{'V', Value::required, set_text<&app::SubmitOptions::envelope_id>, "ENVID", "the envelope id in a DSN"},
    Flag{'v', Value::none, set_true<&app::SubmitOptions::trace>, "", "the same as --trace"},
    Flag{'C', Value::required, set_text<&app::SubmitOptions::config>, "FILE", "the same as --config"},
    Flag{'b', Value::required, set_mode, "MODE",
         "-bm sends (the default), -bs takes mail by SMTP on stdin, -bp lists the queue, -bi checks the aliases, -bv "
         "explains addresses"},
    Flag{'o', Value::required, set_letter_option, "OPTION",
         "-oi as -i, -odb sends in the background, -odq only queues"},
    Flag{'O', Value::required, set_named_option, "NAME=VALUE", "IgnoreDots as -i, DeliveryMode as -od"},
    Flag{'q', Value::glued, run_queue, "[INTERVAL]",
         "try all that waits in the queue; with -q30m again and again, behind your back"},
    Flag{'X', Value::required, warn_of_log, "FILE", ""},
    Flag{'A', Value::required, nullptr, "", ""},
    Flag{'D', Value::required, nullptr, "", ""},
    Flag{'G', Value::none, nullptr, "", ""},
    Flag{'L', Value::required, nullptr, "", ""},
    Flag{'U', Value::none, nullptr, "", ""},
    Flag{'d', Value::glued, nullptr, "", ""},
    Flag{'e', Value::required, nullptr, "", ""},
    Flag{'h', Value::required, nullptr, "", ""},
    Flag{'m', Value::none, nullptr, "", ""},
    Flag{'n', Value::none, nullptr, "", ""},
    Flag{'p', Value::required, nullptr, "", ""},
    Flag{'x', Value::none, nullptr, "", ""},
};
constexpr Flag account_flag{'a', Value::required, set_text<&app::SubmitOptions::account>, "ACCOUNT",
                            "the same as --account"};

const Flag* find_flag(char letter, Program program) {
    if (letter == account_flag.letter && program == Program::posthaste)
        return &account_flag;
    const auto* flag = std::ranges::find(flags, letter, &Flag::letter);
    return flag == flags.end() ? nullptr : flag;
}

class Words { // of one command line, front to back
  public:
    Words(std::span<const std::string> arguments, Program program, Request& request)
        : rest_(arguments), program_(program), request_(request) {}

    Result<Remaining> take() {
        Remaining remaining;
        while (!rest_.empty()) {
            const std::string& word = next();
            if (word == "--") {
                remaining.recipients.assign(rest_.begin(), rest_.end());
                break;
            }
            if (word == "-")
                return fail(ErrorKind::usage, "\"-\" is no recipient; the message is read from stdin anyway");
            if (word.starts_with('-') && !word.starts_with("--"))
                PH_TRY(take_cluster(std::string_view(word).substr(1)));
            else
                keep(word, remaining.words);
        }
        return remaining;
    }

  private:
    const std::string& next() {
        const std::string& word = rest_.front();
        rest_ = rest_.subspan(1);
        return word;
    }

    // A recipient, or a long option and its value, whatever that looks like: a file may be called -x.
    void keep(const std::string& word, std::vector<std::string>& words) {
        words.push_back(word);
        if (takes_value(word) && !rest_.empty())
            words.push_back(next());
    }

    Status take_cluster(std::string_view letters) {
        while (!letters.empty()) {
            const char letter = letters.front();
            letters.remove_prefix(1);
            const Flag* flag = find_flag(letter, program_);
            if (flag == nullptr) {
                // What follows may be its value: taken for flags it could set a sender.
                request_.submit.warnings.push_back(fmt::format("unknown flag -{}{} is left out", letter, letters));
                return {};
            }
            if (flag->value != Value::none)
                return take_value(*flag, letters);
            set(*flag, {});
        }
        return {};
    }

    Status take_value(const Flag& flag, std::string_view glued) {
        if (glued.empty() && flag.value == Value::required) {
            if (rest_.empty())
                return fail(ErrorKind::usage, fmt::format("-{} needs a value", flag.letter));
            set(flag, next());
            return {};
        }
        set(flag, std::string(glued));
        return {};
    }

    void set(const Flag& flag, const std::string& value) {
        if (flag.set != nullptr)
            flag.set(request_, value);
    }

    std::span<const std::string> rest_;
    Program program_;
    Request& request_;
};

} // namespace

Result<Remaining> take_sendmail_flags(std::span<const std::string> arguments, Program program, Request& request) {
    return Words(arguments, program, request).take();
}

std::string sendmail_flags_help() {
    std::string text = "sendmail's flags, alone or glued together:\n";
    for (const auto& flag : flags) {
        if (!flag.help.empty())
            text += fmt::format("  -{} {}{}{}\n", flag.letter, flag.value_name, flag.value_name.empty() ? " " : ": ",
                                flag.help);
    }
    return text;
}

std::vector<ListedOption> sendmail_flags_listing() {
    std::vector<ListedOption> listed;
    const auto add = [&listed](const Flag& flag) {
        const auto name = flag.value_name.empty() && flag.value != Value::none ? "VALUE" : flag.value_name;
        listed.push_back({{std::string{'-', flag.letter}}, listed_value(name), std::string(flag.help)});
        listed.back().value.glued = flag.value == Value::glued;
    };
    std::ranges::for_each(flags, add);
    add(account_flag);
    return listed;
}

} // namespace posthaste::cli
