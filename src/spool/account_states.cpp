// SPDX-License-Identifier: MIT
#include "frame.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/codec/percent.hpp>
#include <posthaste/spool/account_states.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

constexpr std::size_t limit_bytes = 64UZ * 1024;
constexpr std::size_t most_name_bytes = 200; // routes that differ only behind it share a file, which is one of them's

std::string payload_of(const AccountState& state) {
    FieldWriter fields;
    fields.add("route", state.route);
    fields.add("held", std::uint64_t{state.held});
    fields.add("since", static_cast<std::uint64_t>(state.since.time_since_epoch().count()));
    fields.add("not-before", static_cast<std::uint64_t>(state.not_before.time_since_epoch().count()));
    fields.add("failures", std::uint64_t{state.failures});
    fields.add("words", state.words);
    return fields.text();
}

Time time_of(std::uint64_t microseconds) {
    return Time{std::chrono::microseconds{static_cast<std::int64_t>(microseconds)}};
}

// Damage means that nothing is known, which only makes us try.
AccountState state_in(std::string_view text) {
    AccountState state;
    const auto frame = read_frame(account_magic, text);
    if (!frame)
        return state;
    FieldReader fields(frame->payload);
    while (const auto field = fields.next()) {
        const auto number = read_number(field->value).value_or(0);
        if (field->name == "route")
            state.route = field->value;
        else if (field->name == "words")
            state.words = field->value;
        else if (field->name == "held")
            state.held = number == 1;
        else if (field->name == "since")
            state.since = time_of(number);
        else if (field->name == "not-before")
            state.not_before = time_of(number);
        else if (field->name == "failures")
            state.failures = static_cast<std::uint32_t>(number);
    }
    return state;
}

} // namespace

std::string AccountStates::path(const std::string& route) const {
    return fmt::format("{}/accounts/{}", directory_, codec::percent_encode(route).substr(0, most_name_bytes));
}

AccountState AccountStates::read(const std::string& route) const {
    AccountState state;
    if (const auto text = read_file(path(route), limit_bytes))
        state = state_in(*text);
    if (state.route != route)
        state = {};
    state.route = route;
    return state;
}

Status AccountStates::write(const AccountState& state) {
    const auto text = make_frame(account_magic, payload_of(state));
    const auto temporary = fmt::format("{}/tmp/account.{}", directory_, ids_.unique_id());
    PH_ASSIGN(Fd file, files_.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    auto written = files_.write(file.get(), text);
    if (written)
        written = files_.close(std::move(file));
    if (written)
        written = files_.rename(temporary, path(state.route));
    if (!written)
        (void)files_.unlink(temporary);
    return written;
}

Status AccountStates::clear(const std::string& route) {
    auto gone = files_.unlink(path(route));
    return gone || gone.error().os_errno == ENOENT ? Status{} : gone;
}

std::vector<AccountState> AccountStates::all() const {
    std::vector<AccountState> found;
    const auto accounts = directory_ + "/accounts";
    for (const auto& name : files_.names(accounts).value_or(std::vector<std::string>{})) {
        const auto text = read_file(fmt::format("{}/{}", accounts, name), limit_bytes);
        auto state = text ? state_in(*text) : AccountState{};
        if (!state.well())
            found.push_back(std::move(state));
    }
    return found;
}

} // namespace posthaste::spool
