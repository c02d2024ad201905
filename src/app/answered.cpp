// SPDX-License-Identifier: MIT
#include "answered.hpp"

#include "input_file.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/address_list.hpp>
#include <posthaste/mail/intake.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

// "<a@b>" each, whatever stands between them; but for those that fit no line (RFC 5322 section 2.1.1).
std::vector<std::string> message_ids(std::string_view body) {
    constexpr std::size_t max_bytes = 900; // with a name before it
    std::vector<std::string> ids;
    for (std::size_t open = body.find('<'); open != std::string_view::npos; open = body.find('<', open + 1)) {
        const auto close = body.find('>', open);
        if (close == std::string_view::npos)
            break;
        const auto id = body.substr(open, close - open + 1);
        const auto is_part = [](char c) { return !is_control(c) && c != ' '; };
        if (id.size() <= max_bytes && std::ranges::all_of(id, is_part) && is_ascii(id))
            ids.emplace_back(id);
    }
    return ids;
}

std::string first_body(const mail::HeaderBlock& header, std::string_view name) {
    const auto fields = header.all(name);
    return fields.empty() ? std::string() : std::string(trim(fields.front()->body()));
}

// References: those of the message, else its In-Reply-To if that is one, and then its own. The first and the last are
// what a thread is built by; the middle of one that has grown too long is left out.
std::vector<std::string> references(const mail::HeaderBlock& header, const std::string& own) {
    constexpr std::size_t most = 100;
    auto ids = message_ids(first_body(header, "References"));
    if (ids.empty())
        ids = message_ids(first_body(header, "In-Reply-To"));
    if (ids.size() > most)
        ids.erase(ids.begin() + 1, ids.end() - most);
    ids.push_back(own);
    return ids;
}

std::string folded(const std::vector<std::string>& ids) {
    std::string text;
    for (const auto& id : ids)
        text += (text.empty() ? "" : "\r\n ") + id;
    return text;
}

} // namespace

Result<Answered> read_answered(const std::string& path) {
    PH_ASSIGN(auto input, open_input(path));
    FdSource source(input.file.get(), input.name);
    mail::Intake intake(source, mail::LoneDot::is_text);
    auto header = intake.read_header();
    if (!header)
        return with_context(fmt::format("--answer {}", input.name), std::move(header).error());
    Answered answered;
    if (const auto ids = message_ids(first_body(*header, "Message-ID")); !ids.empty())
        answered.thread = {{"In-Reply-To", ids.front()}, {"References", folded(references(*header, ids.front()))}};
    const auto subject = first_body(*header, "Subject");
    if (!subject.empty())
        answered.subject = istarts_with(subject, "re:") ? subject : fmt::format("Re: {}", subject);
    for (const auto* name : {"Reply-To", "From"})
        if (answered.authors.empty())
            if (auto authors = mail::parse_address_list(first_body(*header, name)))
                answered.authors = *std::move(authors);
    for (auto& author : answered.authors)
        if (author.display_name.find("=?") != std::string::npos)
            author.display_name.clear(); // encoded words are nobody's name, and would be encoded once more
    return answered;
}

} // namespace posthaste::app
