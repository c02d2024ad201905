// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/codec/xtext.hpp>
#include <posthaste/mail/envelope.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <unordered_set>

namespace posthaste::mail {

namespace {

// Equal for the same mailbox and only then: a local part holds no NUL.
std::string mailbox_key(const Address& address) {
    return fmt::format("{}{}{}", address.local(), '\0', lower(address.domain()));
}

} // namespace

void Envelope::add_recipient(const Address& address) {
    if (std::ranges::find(recipients, address) == recipients.end())
        recipients.push_back(address);
}

void Envelope::add_recipients(const std::vector<Address>& addresses) {
    std::unordered_set<std::string> known;
    for (const auto& recipient : recipients)
        known.insert(mailbox_key(recipient));
    for (const auto& address : addresses)
        if (known.insert(mailbox_key(address)).second)
            recipients.push_back(address);
}

Result<std::string> parse_notify(std::string_view text) {
    if (iequals(trim(text), "never"))
        return "NEVER";
    constexpr std::array<std::string_view, 3> conditions = {"SUCCESS", "FAILURE", "DELAY"};
    std::array<bool, conditions.size()> asked{};
    for (const auto word : split(text, ',')) {
        const auto found = std::ranges::find(conditions, upper(trim(word)));
        if (found == conditions.end())
            return fail(ErrorKind::usage,
                        fmt::format("\"{}\" is no delivery notification: use never, or a list of success, failure "
                                    "and delay with commas",
                                    text));
        asked[static_cast<std::size_t>(found - conditions.begin())] = true;
    }
    std::string notify;
    for (std::size_t i = 0; i < conditions.size(); ++i)
        if (asked[i])
            notify += fmt::format("{}{}", notify.empty() ? "" : ",", conditions[i]);
    return notify;
}

Result<DsnReturn> parse_return(std::string_view text) {
    if (iequals(trim(text), "full"))
        return DsnReturn::full;
    if (iequals(trim(text), "hdrs"))
        return DsnReturn::headers;
    return fail(ErrorKind::usage,
                fmt::format("\"{}\" is not what a delivery notification can return: use full or hdrs", text));
}

Result<std::string> parse_envelope_id(std::string_view text) {
    constexpr std::size_t max_xtext_bytes = 100;
    if (!is_ascii(text) || has_control(text))
        return fail(ErrorKind::usage, fmt::format("envelope id \"{}\" must be printable ASCII", text));
    if (codec::xtext_encode(text).size() > max_xtext_bytes)
        return fail(ErrorKind::usage,
                    fmt::format("envelope id \"{}\" is over {} characters long", text, max_xtext_bytes));
    return std::string(text);
}

} // namespace posthaste::mail
