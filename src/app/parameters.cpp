// SPDX-License-Identifier: MIT
#include "parameters.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

// RFC 4865: the one or the other.
Status apply_hold(const SubmitOptions& options, std::chrono::system_clock::time_point now, mail::Envelope& envelope) {
    if (options.hold_for && options.hold_until)
        return fail(ErrorKind::usage, "--hold-for and --hold-until cannot both be kept: use one of them");
    if (options.hold_for) {
        PH_ASSIGN(envelope.hold, mail::parse_hold_for(*options.hold_for));
    }
    if (options.hold_until) {
        PH_ASSIGN(envelope.hold, mail::parse_hold_until(*options.hold_until, now));
    }
    return {};
}

} // namespace

Status apply_parameters(const SubmitOptions& options, std::chrono::system_clock::time_point now,
                        mail::Envelope& envelope, std::vector<std::string>& warnings) {
    envelope.require_tls = options.require_tls;
    if (options.notify) {
        PH_ASSIGN(envelope.notify, mail::parse_notify(*options.notify));
    }
    if (options.dsn_return) {
        PH_ASSIGN(envelope.dsn_return, mail::parse_return(*options.dsn_return));
    }
    if (options.envelope_id) {
        PH_ASSIGN(envelope.envelope_id, mail::parse_envelope_id(*options.envelope_id));
    }
    if (options.deliver_by) {
        PH_ASSIGN(envelope.deliver_by, mail::parse_deliver_by(*options.deliver_by));
    }
    if (options.mt_priority) {
        PH_ASSIGN(envelope.priority, mail::parse_priority(*options.mt_priority));
    }
    PH_TRY(apply_hold(options, now, envelope));
    if (!options.body_type)
        return {};
    envelope.declare_eight_bit = iequals(*options.body_type, "8BITMIME");
    if (!envelope.declare_eight_bit && !iequals(*options.body_type, "7BIT"))
        warnings.push_back(
            fmt::format("-B \"{}\" is left out: 7BIT and 8BITMIME are what can be declared", *options.body_type));
    return {};
}

} // namespace posthaste::app
