// SPDX-License-Identifier: MIT
// One mailbox address, taken apart and validated: never a control character, never an unquoted special. It is written
// out anew from its parts, never edited as text. Not a resolver: an unqualified name stays without a domain.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mail {

class Address {
  public:
    // An addr-spec, optionally in angle brackets, with a source route (dropped, RFC 5321 4.1.1.3) or a display name;
    // a bare local part is allowed. The domain is turned into A-labels. ErrorKind::data names what is wrong.
    static Result<Address> parse(std::string_view text);
    // From parts known to be good already: local is unquoted text, domain may be empty.
    static Result<Address> make(std::string local, std::string_view domain);

    [[nodiscard]] const std::string& local() const noexcept { return local_; }   // without quotes
    [[nodiscard]] const std::string& domain() const noexcept { return domain_; } // ASCII; empty when unqualified
    [[nodiscard]] bool qualified() const noexcept { return !domain_.empty(); }
    [[nodiscard]] bool is_ascii() const noexcept; // the domain always is; SMTPUTF8 is for the local part
    // local@domain, quoted where RFC 5321 demands, without angle brackets.
    [[nodiscard]] std::string text() const;
    // The same local part at that domain; unchanged when qualified already.
    [[nodiscard]] Address qualified_with(std::string_view domain) const;
    // Same mailbox: domains without case, local parts exactly.
    friend bool operator==(const Address& a, const Address& b) noexcept;

  private:
    Address(std::string local, std::string domain) : local_(std::move(local)), domain_(std::move(domain)) {}
    std::string local_;
    std::string domain_;
};

struct Mailbox {
    std::string display_name; // decoded from quoting, not from RFC 2047
    Address address;
};

} // namespace posthaste::mail
