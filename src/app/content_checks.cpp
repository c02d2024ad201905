// SPDX-License-Identifier: MIT
#include "content_checks.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

constexpr std::size_t many = 50;

// Whole words or their beginnings, of the languages that have been asked for.
constexpr std::array<std::string_view, 12> attachment_words{"attached",     "attachment", "attaching", "enclosed",
                                                            "anbei",        "angehängt",  "anhang",    "ci-joint",
                                                            "pièce jointe", "adjunto",    "allegato",  "bijlage"};

bool is_word_char(char c) noexcept {
    return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || static_cast<unsigned char>(c) > 127;
}

bool begins_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if (at == 0 || !is_word_char(text[at - 1]))
            return true;
    return false;
}

void add_repeated(const AddressFields& addresses, std::vector<std::string>& warnings) {
    std::vector<mail::Address> seen, told;
    for (const auto* list : {&addresses.to, &addresses.cc, &addresses.bcc})
        for (const auto& mailbox : *list) {
            const bool again = std::ranges::find(seen, mailbox.address) != seen.end();
            if (again && std::ranges::find(told, mailbox.address) == told.end()) {
                told.push_back(mailbox.address);
                warnings.push_back(fmt::format("{} is named twice, and gets one copy", mailbox.address.text()));
            }
            seen.push_back(mailbox.address);
        }
}

} // namespace

bool mentions_attachment(std::string_view text) {
    return std::ranges::any_of(split(text, '\n'), [](std::string_view line) {
        if (line.starts_with('>'))
            return false;
        const auto words = lower(line);
        return std::ranges::any_of(attachment_words, [&words](auto word) { return begins_word(words, word); });
    });
}

std::vector<std::string> check_content(const SendOptions& options, const AddressFields& addresses,
                                       std::string_view text) {
    std::vector<std::string> warnings;
    // A picture of the HTML is none.
    const bool attached = !std::ranges::all_of(options.attachments, &AttachmentChoice::inlined);
    if (!attached && options.forward.empty() && mentions_attachment(text))
        warnings.emplace_back("the text speaks of an attachment, and there is none: --attach FILE");
    if (!options.answer && trim(options.subject.value_or("")).empty())
        warnings.emplace_back("there is no subject: --subject TEXT");
    const auto one_click = [](std::string_view uri) { return istarts_with(uri, "https:"); };
    if (options.submit.dkim.empty() && std::ranges::any_of(options.list_unsubscribe, one_click))
        warnings.emplace_back(
            "unsubscribing by one click counts in a message signed by DKIM only (RFC 8058): --dkim, or "
            "a server that signs");
    add_repeated(addresses, warnings);
    const auto shown = addresses.to.size() + addresses.cc.size();
    if (shown > many && !addresses.bcc.empty())
        warnings.push_back(
            fmt::format("{} recipients in To and Cc see each other's addresses: --bcc hides them", shown));
    return warnings;
}

bool wants_content_checks(const SendOptions& options) noexcept {
    return options.check_content.value_or(::isatty(STDERR_FILENO) == 1);
}

} // namespace posthaste::app
