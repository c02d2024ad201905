// SPDX-License-Identifier: MIT
#include "frame.hpp"
#include "times.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/codec/percent.hpp>
#include <posthaste/spool/account_states.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <span>
#include <utility>

namespace posthaste::spool {

namespace {

constexpr std::size_t limit_bytes = 64UZ * 1024;
constexpr std::size_t most_name_bytes = 200; // routes that differ only behind it share a file, which is one of them's
constexpr std::size_t most_words = 4096;     // so that the whole can be read again

std::uint32_t count_of(std::uint64_t number) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, std::numeric_limits<std::uint32_t>::max()));
}

std::string payload_of(const AccountState& state) {
    FieldWriter fields;
    fields.add("route", state.route);
    fields.add("held", std::uint64_t{state.held});
    fields.add("since", time_text(state.since));
    fields.add("not-before", time_text(state.not_before));
    fields.add("failures", std::uint64_t{state.failures});
    fields.add("unreached", std::uint64_t{state.unreached});
    fields.add("words", std::string_view(state.words).substr(0, most_words));
    return fields.text();
}

// Neither a link of somebody's nor a FIFO is to be followed or waited for.
Result<std::string> text_of(FileOps& files, const std::string& path) {
    PH_ASSIGN(const Fd file, files.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0));
    PH_ASSIGN(const auto info, files.status(file.get()));
    if (!S_ISREG(info.st_mode) || std::cmp_greater(info.st_size, limit_bytes))
        return fail(ErrorKind::data, fmt::format("{} is no account's state", path));
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    PH_ASSIGN(const auto count, pread_some(file.get(), text, 0));
    text.resize(count);
    return text;
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
            state.since = read_time(field->value).value_or(Time{});
        else if (field->name == "not-before")
            state.not_before = read_time(field->value).value_or(Time{});
        else if (field->name == "failures")
            state.failures = count_of(number);
        else if (field->name == "unreached")
            state.unreached = count_of(number);
    }
    return state;
}

} // namespace

std::string AccountStates::path(const std::string& route) const {
    // With an end, so that neither an empty route nor ".." leads elsewhere.
    return fmt::format("{}/accounts/{}.state", directory_, codec::percent_encode(route).substr(0, most_name_bytes));
}

AccountState AccountStates::read(const std::string& route) const {
    AccountState state;
    if (const auto text = text_of(files_, path(route)))
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
        const auto text = text_of(files_, fmt::format("{}/{}", accounts, name));
        auto state = text ? state_in(*text) : AccountState{};
        if (!state.well())
            found.push_back(std::move(state));
    }
    return found;
}

} // namespace posthaste::spool
