// SPDX-License-Identifier: MIT
#include "address_parser.hpp"

#include <posthaste/mail/address_list.hpp>

namespace posthaste::mail {

Result<std::vector<Mailbox>> parse_address_list(std::string_view body) { return AddressParser(body).list(); }

} // namespace posthaste::mail
