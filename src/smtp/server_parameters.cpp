// SPDX-License-Identifier: MIT
#include "server_parameters.hpp"

#include "server_reply.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/codec/xtext.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::smtp {

namespace {

using Refusal = std::optional<ServerReply>;

Refusal bad_value(const ServerParameter& parameter) {
    const auto text = parameter.value ? fmt::format("{}={}", parameter.keyword, *parameter.value)
                                      : fmt::format("{} without a value", parameter.keyword);
    return ServerReply{501, "5.5.4", fmt::format("{} is not understood", echoed(text))};
}

std::string_view value_of(const ServerParameter& parameter) { return parameter.value.value_or(std::string_view{}); }

// RFC 1870 section 5: up to twenty digits; one that does not fit 64 bits is too large as well.
Refusal take_size(const ServerParameter& parameter, const ServerSettings& settings, ServerTransaction&) {
    constexpr std::size_t max_digits = 20;
    const auto digits = value_of(parameter);
    if (digits.empty() || digits.size() > max_digits || !std::ranges::all_of(digits, is_digit))
        return bad_value(parameter);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (settings.max_message_bytes != 0 && (error != std::errc{} || size > settings.max_message_bytes))
        return ServerReply{552, "5.3.4", fmt::format("a message may have {} octets", settings.max_message_bytes)};
    return std::nullopt;
}

Refusal take_body(const ServerParameter& parameter, const ServerSettings&, ServerTransaction& transaction) {
    transaction.eight_bit = iequals(value_of(parameter), "8BITMIME");
    return transaction.eight_bit || iequals(value_of(parameter), "7BIT") ? std::nullopt : bad_value(parameter);
}

Refusal take_utf8(const ServerParameter& parameter, const ServerSettings&, ServerTransaction& transaction) {
    transaction.utf8 = true;
    return parameter.value ? bad_value(parameter) : std::nullopt;
}

Refusal take_return(const ServerParameter& parameter, const ServerSettings&, ServerTransaction& transaction) {
    const auto asked = mail::parse_return(value_of(parameter));
    transaction.dsn_return = asked.value_or(mail::DsnReturn::unset);
    return asked ? std::nullopt : bad_value(parameter);
}

Refusal take_envelope_id(const ServerParameter& parameter, const ServerSettings&, ServerTransaction& transaction) {
    const auto decoded = codec::xtext_decode(value_of(parameter));
    if (!decoded || decoded->empty() || !mail::parse_envelope_id(*decoded))
        return bad_value(parameter);
    transaction.envelope_id = *decoded;
    return std::nullopt;
}

// RFC 4954 section 5: who is said to have submitted it. Nobody here is trusted to say so: as AUTH=<>.
Refusal take_submitter(const ServerParameter& parameter, const ServerSettings&, ServerTransaction&) {
    const auto decoded = codec::xtext_decode(value_of(parameter));
    return decoded && (decoded == "<>" || mail::Address::parse(*decoded)) ? std::nullopt : bad_value(parameter);
}

Refusal take_notify(const ServerParameter& parameter, ServerRecipient& recipient) {
    auto asked = mail::parse_notify(value_of(parameter));
    if (!asked)
        return bad_value(parameter);
    recipient.notify = *std::move(asked);
    return std::nullopt;
}

// RFC 3461 section 4.2: "rfc822;" and xtext; RFC 6533 section 3 lets UTF-8 stand. Reports name the address of RCPT.
Refusal take_original(const ServerParameter& parameter, ServerRecipient&) {
    constexpr std::size_t max_bytes = 500;
    const auto value = value_of(parameter);
    const auto semicolon = value.find(';');
    if (semicolon == 0 || semicolon >= value.size() - 1 || value.size() > max_bytes)
        return bad_value(parameter);
    const auto address = value.substr(semicolon + 1);
    const bool good = iequals(value.substr(0, semicolon), "utf-8") ? codec::is_utf8(address)
                                                                   : codec::xtext_decode(address).has_value();
    return good ? std::nullopt : bad_value(parameter);
}

template <typename Table, typename... Into>
Refusal take_all(const std::vector<ServerParameter>& parameters, const Table& table, Into&... into) {
    for (const auto& parameter : parameters) {
        const auto known =
            std::ranges::find_if(table, [&](const auto& each) { return iequals(each.keyword, parameter.keyword); });
        if (known == table.end())
            return ServerReply{555, "5.5.4", fmt::format("{} is not offered", echoed(parameter.keyword))};
        if (auto refusal = known->take(parameter, into...))
            return refusal;
    }
    return std::nullopt;
}

} // namespace

Refusal take_mail_parameters(const std::vector<ServerParameter>& parameters, const ServerSettings& settings,
                             ServerTransaction& transaction) {
    struct Known {
        std::string_view keyword;
        Refusal (*take)(const ServerParameter&, const ServerSettings&, ServerTransaction&);
    };
    static constexpr std::array<Known, 6> table{{{"SIZE", take_size},
                                                 {"BODY", take_body},
                                                 {"SMTPUTF8", take_utf8},
                                                 {"RET", take_return},
                                                 {"ENVID", take_envelope_id},
                                                 {"AUTH", take_submitter}}};
    return take_all(parameters, table, settings, transaction);
}

Refusal take_rcpt_parameters(const std::vector<ServerParameter>& parameters, ServerRecipient& recipient) {
    struct Known {
        std::string_view keyword;
        Refusal (*take)(const ServerParameter&, ServerRecipient&);
    };
    static constexpr std::array<Known, 2> table{{{"NOTIFY", take_notify}, {"ORCPT", take_original}}};
    return take_all(parameters, table, recipient);
}

} // namespace posthaste::smtp
