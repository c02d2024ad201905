// SPDX-License-Identifier: MIT
// Address fields and single addresses out of any bytes: a refusal that says data, or addresses that are safe in a
// command and are read back as themselves.
#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/address_list.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace posthaste;

void require(bool holds) {
    if (!holds)
        std::abort();
}

void check(const mail::Address& address) {
    const std::string text = address.text();
    require(!text.empty() && !has_control(text) && codec::is_utf8(text) && is_ascii(address.domain()));
    const auto again = mail::Address::parse(text);
    require(again.has_value() && *again == address && again->text() == text);
    // In RCPT TO:<...> nothing of it may end the path (RFC 5321 section 4.1.2).
    const auto bracketed = mail::parse_address_list("<" + text + ">");
    require(bracketed.has_value() && bracketed->size() == 1 && bracketed->front().address == address);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const auto single = mail::Address::parse(text);
    if (single)
        check(*single);
    require(single || single.error().kind == ErrorKind::data);

    const auto list = mail::parse_address_list(text);
    if (!list) {
        require(list.error().kind == ErrorKind::data && !single);
        return 0;
    }
    for (const auto& mailbox : *list) {
        require(!has_control(mailbox.display_name));
        check(mailbox.address);
    }
    require(!single || (list->size() == 1 && list->front().address == *single));
    return 0;
}
