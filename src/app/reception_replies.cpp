// SPDX-License-Identifier: MIT
#include "reception_replies.hpp"

#include "report.hpp"

#include <posthaste/app/exit_status.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

using delivery::RecipientOutcome;
using delivery::Verdict;
using smtp::ServerReply;

struct Trouble {
    ErrorKind kind;
    int code;
    std::string_view enhanced; // RFC 3463
    std::string_view words;    // empty: the error's own, which are about what the client sent
};

constexpr std::array troubles{
    Trouble{ErrorKind::data, 554, "5.6.0", ""},
    Trouble{ErrorKind::usage, 554, "5.5.4", ""},
    Trouble{ErrorKind::refused, 550, "5.7.0", ""},
    Trouble{ErrorKind::no_space, 452, "4.3.1", "there is no room; try again later"},
    Trouble{ErrorKind::config, 451, "4.3.5", "this server is not set up as it should be; its administrator is told"},
    Trouble{ErrorKind::auth, 451, "4.3.5", "this server is not set up as it should be; its administrator is told"},
};
constexpr Trouble any_other{ErrorKind::internal, 451, "4.3.0", "it does not work now; try again later"};

std::string one_line(std::string_view text) { return printable(trim(text)); }

} // namespace

ServerReply reply_for(const Error& error, bool detailed) {
    const auto* found = std::ranges::find(troubles, error.kind, &Trouble::kind);
    const auto& trouble = found == troubles.end() ? any_other : *found;
    const bool own_words = detailed || trouble.words.empty();
    return {trouble.code, std::string(trouble.enhanced),
            own_words ? one_line(error.message) : std::string(trouble.words)};
}

namespace {
ServerReply as_said(const RecipientOutcome& recipient, bool detailed) {
    const bool for_good = recipient.verdict == Verdict::rejected;
    const auto words = recipient.reply   ? recipient.reply->text()
                       : recipient.error ? reply_for(*recipient.error, detailed).text
                                         : std::string{};
    return {for_good ? 550 : 451, for_good ? "5.0.0" : "4.0.0",
            one_line(fmt::format("{}: {}", recipient.recipient.text(), words))};
}

} // namespace

ServerReply reply_for(const delivery::Outcome& outcome, OutcomeView view) {
    const auto left =
        std::ranges::find_if(outcome.recipients, [](const auto& each) { return each.verdict != Verdict::delivered; });
    if (left == outcome.recipients.end())
        return {250, "2.0.0", "delivered"};
    const auto refused = std::ranges::find(outcome.recipients, Verdict::rejected, &RecipientOutcome::verdict);
    auto reply = as_said(refused == outcome.recipients.end() ? *left : *refused, view.detailed);
    const bool somebody_has_it = view.others_have_it || std::ranges::any_of(outcome.recipients, [](const auto& each) {
                                     return each.verdict == Verdict::delivered;
                                 });
    if (somebody_has_it) {
        reply.code = 554;
        reply.enhanced = "5.0.0";
        reply.text = "others have it, but not " + reply.text;
    }
    return reply;
}

} // namespace posthaste::app
