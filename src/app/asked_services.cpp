// SPDX-License-Identifier: MIT
#include "asked_services.hpp"

#include <posthaste/mail/date.hpp>

#include <chrono>
#include <fmt/format.h>

namespace posthaste::app {

std::vector<std::pair<std::string_view, ServiceValue>> asked_services(const mail::Envelope& envelope) {
    std::vector<std::pair<std::string_view, ServiceValue>> asked;
    if (!envelope.notify.empty())
        asked.emplace_back("notify", envelope.notify);
    if (envelope.dsn_return != mail::DsnReturn::unset)
        asked.emplace_back("return", std::string(envelope.dsn_return == mail::DsnReturn::full ? "full" : "hdrs"));
    if (!envelope.envelope_id.empty())
        asked.emplace_back("envid", envelope.envelope_id);
    if (envelope.require_tls)
        asked.emplace_back("require-tls", true);
    if (const auto& by = envelope.deliver_by)
        asked.emplace_back("deliver-by",
                           fmt::format("{};{}{}", by->within.count(), by->returns ? 'R' : 'N', by->traced ? "T" : ""));
    if (envelope.priority)
        asked.emplace_back("mt-priority", std::int64_t{*envelope.priority});
    if (envelope.hold) {
        if (const auto* seconds = std::get_if<std::chrono::seconds>(&*envelope.hold))
            asked.emplace_back("hold-for", std::int64_t{seconds->count()});
        else
            asked.emplace_back("hold-until",
                               mail::format_date_time(std::get<std::chrono::sys_seconds>(*envelope.hold)));
    }
    return asked;
}

} // namespace posthaste::app
