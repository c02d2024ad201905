// SPDX-License-Identifier: MIT
// What the alias files name besides people.
#include "local_target.hpp"

#include "local_child.hpp"
#include "local_command.hpp"
#include "mbox.hpp"

#include <posthaste/delivery/local.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::delivery {

namespace {

constexpr const char* unprivileged = "nobody";

} // namespace

bool is_target(const mail::Address& recipient) noexcept {
    return !recipient.qualified() && (recipient.local().front() == '|' || recipient.local().front() == '/');
}

std::string name_of_target(const std::string& text) {
    return text.front() == '|' ? "command " + text.substr(1) : "file " + text;
}

RecipientOutcome LocalTransport::deliver_to_target(const mail::Address& recipient,
                                                   const mail::PreparedMessage& message) const {
    RecipientOutcome outcome{recipient, Verdict::rejected, smtp::Phase::rcpt, std::nullopt, std::nullopt, {}};
    outcome.remote = name_of_target(recipient.local());
    const auto target = std::ranges::find(settings_.targets, recipient.local(), &LocalTarget::text);
    if (target == settings_.targets.end()) {
        outcome.error = Error{ErrorKind::refused, "the alias files do not name it, or may not (alias_commands)", 0};
        return outcome;
    }
    auto done = hand_to_target(*target, message);
    outcome.phase = done ? smtp::Phase::end_of_data : smtp::Phase::body;
    outcome.verdict = done                                      ? Verdict::delivered
                      : done.error().kind == ErrorKind::refused ? Verdict::rejected
                                                                : Verdict::deferred;
    if (!done)
        outcome.error = std::move(done).error();
    return outcome;
}

Status LocalTransport::hand_to_target(const LocalTarget& target, const mail::PreparedMessage& message) const {
    const auto hand_over = [&](const std::string& user, const std::string& home) {
        if (target.text.front() == '|')
            return run_local_command({target.text.substr(1), target.alias, user, home}, message);
        return deliver_to_mbox(files_, {target.text, ::geteuid(), settings_.lock_wait, true}, clock_.now(), message);
    };
    if (::geteuid() != 0)
        return hand_over(settings_.user, settings_.home);
    PH_ASSIGN(const auto nobody, users_.find(unprivileged));
    if (!nobody || nobody->uid == 0)
        return fail(ErrorKind::io, fmt::format("root runs no command of the aliases and writes to none of their files, "
                                               "and there is no user \"{}\" to do it",
                                               unprivileged));
    return run_as_user({nobody->uid, nobody->gid, std::nullopt}, [&] { return hand_over(nobody->name, "/"); });
}

} // namespace posthaste::delivery
