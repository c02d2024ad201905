// SPDX-License-Identifier: MIT
// Who a message is from and for, as SMTP sees it, apart from what its header says.
#pragma once

#include <posthaste/mail/address.hpp>
#include <posthaste/mail/delivery_request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace posthaste::mail {

enum class DsnReturn : std::uint8_t { unset, headers, full }; // RET= of RFC 3461

struct Envelope {
    std::optional<Address> sender;   // nullopt is the null sender <>
    std::vector<Address> recipients; // no duplicates, in order
    std::string notify;              // NOTIFY= for each recipient: "NEVER" or "SUCCESS,FAILURE,DELAY"; empty: not asked
    DsnReturn dsn_return = DsnReturn::unset;
    std::string envelope_id;        // ENVID= before xtext; empty: not asked
    bool declare_eight_bit = false; // -B8BITMIME: BODY=8BITMIME even when the content is ASCII
    bool require_tls = false;       // REQUIRETLS of RFC 8689: verified TLS all the way, or no delivery
    std::optional<DeliverBy> deliver_by;
    std::optional<int> priority; // MT-PRIORITY of RFC 6710: -9 to 9
    std::optional<Hold> hold;    // FUTURERELEASE of RFC 4865: kept by the server, not by us

    void add_recipient(const Address& address);                 // unless it is there already
    void add_recipients(const std::vector<Address>& addresses); // the same for many, in linear time
};

// The values of -N and -R: ErrorKind::usage when RFC 3461 (4.1, 4.3) does not know them. "never" stands alone.
[[nodiscard]] Result<std::string> parse_notify(std::string_view text);
[[nodiscard]] Result<DsnReturn> parse_return(std::string_view text);
// The value of -V: printable ASCII, and at most 100 characters as xtext (RFC 3461 section 4.4).
[[nodiscard]] Result<std::string> parse_envelope_id(std::string_view text);

} // namespace posthaste::mail
