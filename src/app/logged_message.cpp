// SPDX-License-Identifier: MIT
#include "logged_message.hpp"

#include "relay.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/mail/header_block.hpp>

#include <algorithm>
#include <span>

namespace posthaste::app {

namespace {

std::string sender_text(const mail::Envelope& envelope) { return envelope.sender ? envelope.sender->text() : "<>"; }

// An account without a name goes by its server; who logs in there is nobody's business.
std::string account_of(const spool::Entry& entry) {
    const bool named = std::ranges::find(entry.settings, "account", &spool::Setting::name) != entry.settings.end();
    const auto login_end = named ? std::string::npos : entry.route.rfind('@');
    return login_end == std::string::npos ? entry.route : entry.route.substr(login_end + 1);
}

std::string account_of(const config::Account& account) {
    if (!account.name.empty() || !account.server)
        return account.name;
    return endpoint_of(*account.server).text();
}

std::string read_header(int content, std::uint64_t size_bytes) {
    std::string header(static_cast<std::size_t>(size_bytes), '\0');
    for (std::size_t done = 0; done < header.size();) {
        const auto count = pread_some(content, std::span(header).subspan(done), done);
        if (!count || *count == 0)
            return {};
        done += *count;
    }
    return header;
}

} // namespace

std::string message_id_in(int content, const mail::MessageFacts& facts) {
    constexpr std::uint64_t blank_line_bytes = 2;
    if (facts.header_bytes <= blank_line_bytes)
        return {};
    const auto header = mail::HeaderBlock::parse(read_header(content, facts.header_bytes - blank_line_bytes));
    if (!header)
        return {};
    const auto fields = header->all("Message-ID");
    return fields.empty() ? std::string{} : std::string(trim(fields.front()->body()));
}

LoggedMessage logged(const Draft& draft, std::optional<uid_t> submitter,
                     std::chrono::system_clock::time_point accepted) {
    const auto& message = draft.message;
    return {.queue_id = {},
            .message_id = message_id_in(message.content.get(), message.facts),
            .account = draft.account ? account_of(*draft.account) : std::string{},
            .sender = sender_text(message.envelope),
            .size_bytes = message.facts.size_bytes,
            .uid = submitter,
            .accepted = accepted};
}

LoggedMessage logged(const spool::Claim& claim) {
    return {.queue_id = claim.name.id,
            .message_id = message_id_in(claim.file(), claim.entry.facts),
            .account = account_of(claim.entry),
            .sender = sender_text(claim.entry.envelope),
            .size_bytes = claim.entry.facts.size_bytes,
            .uid = std::nullopt,
            .accepted = claim.entry.accepted};
}

} // namespace posthaste::app
