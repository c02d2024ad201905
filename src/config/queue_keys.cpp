// SPDX-License-Identifier: MIT
#include "queue_keys.hpp"

#include "key_table.hpp"

#include <posthaste/mail/send_time.hpp>

#include <array>

namespace posthaste::config {

namespace {

constexpr std::int64_t a_minute = 60;

std::expected<std::chrono::seconds, KeyError> duration_of(const TomlValue& value, std::int64_t least) {
    const auto duration = mail::parse_duration(value.text);
    if (!duration)
        return fail_at(value.at, fmt::format("{} = {}", value.key, duration.error().message));
    if (duration->count() < least)
        return fail_at(value.at, fmt::format("{} = \"{}\": must be {} or longer", value.key, value.text,
                                             least == a_minute ? "a minute" : "a second"));
    return *duration;
}

template <std::chrono::seconds QueueSettings::* member, std::int64_t least>
KeyStatus set_duration(QueueSettings& queue, const TomlValue& value) {
    const auto duration = duration_of(value, least);
    if (!duration)
        return std::unexpected(duration.error());
    queue.*member = *duration;
    return {};
}

KeyStatus set_delay_notice(QueueSettings& queue, const TomlValue& value) {
    queue.delay_notice.reset();
    if (value.text == "never")
        return {};
    const auto duration = duration_of(value, a_minute);
    if (!duration)
        return fail_at(duration.error().at, duration.error().message + ", or \"never\"");
    queue.delay_notice = *duration;
    return {};
}

KeyStatus set_jobs(QueueSettings& queue, const TomlValue& value) {
    constexpr std::int64_t most = 64;
    if (value.number < 1 || value.number > most)
        return fail_at(value.at, fmt::format("jobs = {}: must be between 1 and {}", value.number, most));
    queue.jobs = static_cast<int>(value.number);
    return {};
}

constexpr std::array<Key<QueueSettings>, 5> queue_keys{{
    {"first_retry", TomlKind::string, set_duration<&QueueSettings::first_retry, 1>},
    {"max_retry", TomlKind::string, set_duration<&QueueSettings::max_retry, 1>},
    {"expire", TomlKind::string, set_duration<&QueueSettings::expire, a_minute>},
    {"delay_notice", TomlKind::string, set_delay_notice},
    {"jobs", TomlKind::integer, set_jobs},
}};

// After all keys are read, since they stand in any order and each has a default.
KeyStatus check_order(const QueueSettings& queue, const TomlValue& table) {
    if (queue.max_retry < queue.first_retry) {
        const auto* max_retry = table.find("max_retry");
        const auto& wrong = max_retry != nullptr ? *max_retry : *table.find("first_retry");
        return fail_at(wrong.at,
                       fmt::format("{} = \"{}\": max_retry ({} seconds) must not be less than first_retry ({} seconds)",
                                   wrong.key, wrong.text, queue.max_retry.count(), queue.first_retry.count()));
    }
    if (queue.delay_notice && *queue.delay_notice >= queue.expire) {
        const auto& wrong = *table.find("delay_notice");
        return fail_at(wrong.at,
                       fmt::format("delay_notice = \"{}\": must be less than expire ({} seconds), or \"never\"",
                                   wrong.text, queue.expire.count()));
    }
    return {};
}

} // namespace

std::vector<std::string> queue_key_names() { return key_names(std::span<const Key<QueueSettings>>(queue_keys)); }

KeyStatus apply_queue(QueueSettings& queue, const TomlValue& value) {
    if (auto applied = apply_table(queue, value, std::span<const Key<QueueSettings>>(queue_keys)); !applied)
        return applied;
    return check_order(queue, value);
}

} // namespace posthaste::config
