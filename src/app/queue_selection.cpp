// SPDX-License-Identifier: MIT
#include "queue_selection.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/send_time.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <ranges>

namespace posthaste::app {

namespace {

constexpr std::size_t least_of_an_id = 4;
constexpr std::size_t most_named = 5;

// '*' stands for anything. Goes back to the last star only: linear but for hostile patterns, which only harm their
// author.
bool matches(std::string_view pattern, std::string_view text) noexcept {
    std::size_t at = 0, in_pattern = 0, star = std::string_view::npos, from = 0;
    while (at < text.size()) {
        if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
            star = in_pattern++;
            from = at;
        } else if (in_pattern < pattern.size() && pattern[in_pattern] == text[at]) {
            ++in_pattern;
            ++at;
        } else if (star != std::string_view::npos) {
            in_pattern = star + 1;
            at = ++from;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

// As addresses are kept: the domain in A-labels. One with a star is taken as it is.
std::string normal_pattern(std::string_view text) {
    const auto at = text.rfind('@');
    const auto domain = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    if (domain.empty() || domain.find('*') != std::string_view::npos)
        return lower(text);
    const auto address = mail::Address::make("x", domain);
    return address ? lower(text.substr(0, at + 1)) + lower(address->domain()) : lower(text);
}

Result<std::optional<std::chrono::seconds>> read_age(const std::optional<std::string>& text) {
    if (!text)
        return std::nullopt;
    PH_ASSIGN(const auto age, mail::parse_duration(*text));
    return std::optional{age};
}

bool may_be_id(std::string_view text) {
    return text.size() >= least_of_an_id && text.find_first_not_of("234567abcdefghijklmnopqrstuvwxyz") == text.npos;
}

} // namespace

bool concerns(spool::Place place, const spool::RecipientState& recipient) noexcept {
    return recipient.fate == (place == spool::Place::failed ? spool::Fate::failed : spool::Fate::open);
}

Result<QueueSelection> QueueSelection::make(const QueueOptions& options, std::vector<spool::Name> names,
                                            spool::Time now) {
    QueueSelection selection;
    selection.now_ = now;
    PH_ASSIGN(selection.older_than_, read_age(options.older_than));
    PH_ASSIGN(selection.newer_than_, read_age(options.newer_than));
    for (const auto& pattern : options.recipients)
        selection.patterns_.push_back(normal_pattern(pattern));
    selection.by_id_ = !options.ids.empty();
    if (!selection.by_id_) {
        selection.names_ = std::move(names);
        return selection;
    }
    for (const auto& id : options.ids)
        PH_TRY(selection.take_id(id, names));
    std::ranges::sort(selection.names_);
    const auto twice = std::ranges::unique(selection.names_);
    selection.names_.erase(twice.begin(), twice.end());
    return selection;
}

// all is sorted by id, so that those with the same beginning stand together.
Status QueueSelection::take_id(const std::string& text, const std::vector<spool::Name>& all) {
    if (!may_be_id(text))
        return fail(ErrorKind::usage, fmt::format("\"{}\" is no id of a message: give one of posthaste queue list, or "
                                                  "its first {} characters or more",
                                                  text, least_of_an_id));
    const auto first = std::ranges::lower_bound(all, text, {}, &spool::Name::id);
    const auto last = std::find_if(first, all.end(), [&](const auto& name) { return !name.id.starts_with(text); });
    if (first == last)
        missing_.push_back(text);
    else if (last - first > 1)
        return fail(ErrorKind::usage,
                    fmt::format("{} is the beginning of {} ids: {}{}; give more of it", text, last - first,
                                fmt::join(std::ranges::subrange(first, last) | std::views::take(most_named) |
                                              std::views::transform(&spool::Name::id),
                                          ", "),
                                static_cast<std::size_t>(last - first) > most_named ? ", ..." : ""));
    else
        names_.push_back(*first);
    return {};
}

bool QueueSelection::fits(const spool::Entry& entry, const spool::State& state, spool::Place place) const {
    const auto age = now_ - entry.accepted;
    if ((older_than_ && age < *older_than_) || (newer_than_ && age > *newer_than_))
        return false;
    if (patterns_.empty())
        return true;
    const auto& recipients = entry.envelope.recipients;
    for (std::size_t i = 0; i < std::min(recipients.size(), state.recipients.size()); ++i) {
        if (!concerns(place, state.recipients[i]))
            continue;
        const auto text = lower(recipients[i].text());
        if (std::ranges::any_of(patterns_, [&](const auto& pattern) { return matches(pattern, text); }))
            return true;
    }
    return false;
}

Result<std::optional<Looked>> QueueWalk::next() {
    while (at_ < selection_.names().size()) {
        const auto& name = selection_.names()[at_++];
        auto seen = queue_.look(place_, name);
        if (!seen && seen.error().kind != ErrorKind::data)
            return std::unexpected(std::move(seen).error());
        if (!seen && !selection_.asks_content())
            return Looked{name, std::nullopt, std::move(seen).error().message};
        if (!seen)
            continue;
        std::optional<spool::Seen> found = *std::move(seen);
        if (found && selection_.fits(found->entry, found->state, place_))
            return Looked{name, std::move(found), {}};
    }
    return std::nullopt;
}

} // namespace posthaste::app
