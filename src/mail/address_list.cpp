// SPDX-License-Identifier: MIT
#include "address_parser.hpp"

#include <posthaste/mail/address_list.hpp>

namespace posthaste::mail {

Result<std::vector<Mailbox>> parse_address_list(std::string_view body) { return AddressParser(body).list(); }

Result<std::vector<std::size_t>> bare_name_ends(std::string_view body, std::size_t most) {
    return AddressParser(body).bare_ends(most);
}

} // namespace posthaste::mail
