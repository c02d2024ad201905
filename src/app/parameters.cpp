// SPDX-License-Identifier: MIT
#include "parameters.hpp"

#include <posthaste/base/text.hpp>

#include <fmt/format.h>

namespace posthaste::app {

Status apply_parameters(const SubmitOptions& options, mail::Envelope& envelope, std::vector<std::string>& warnings) {
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
    if (!options.body_type)
        return {};
    envelope.declare_eight_bit = iequals(*options.body_type, "8BITMIME");
    if (!envelope.declare_eight_bit && !iequals(*options.body_type, "7BIT"))
        warnings.push_back(
            fmt::format("-B \"{}\" is left out: 7BIT and 8BITMIME are what can be declared", *options.body_type));
    return {};
}

} // namespace posthaste::app
