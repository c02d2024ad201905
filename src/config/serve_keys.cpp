// SPDX-License-Identifier: MIT
#include "serve_keys.hpp"

#include "key_table.hpp"

#include <array>

namespace posthaste::config {

namespace {

struct Rule {
    std::string_view name;
    SenderRule rule;
};
constexpr std::array rules{Rule{"any", SenderRule::any}, Rule{"own", SenderRule::own},
                           Rule{"rewrite", SenderRule::rewrite}};

KeyStatus set_sender(ServeSettings& serve, const TomlValue& value) {
    const auto* found = std::ranges::find(rules, std::string_view(value.text), &Rule::name);
    if (found == rules.end())
        return fail_at(value.at, fmt::format("sender = \"{}\": must be any, own or rewrite", value.text));
    serve.sender = found->rule;
    return {};
}

std::expected<std::vector<std::string>, KeyError> texts_of(const TomlValue& value) {
    std::vector<std::string> texts;
    for (const auto& child : value.children) {
        if (child.kind != TomlKind::string)
            return fail_at(child.at, fmt::format("\"{}\" must be a list of strings, and {} is in it", value.key,
                                                 describe(child.kind)));
        if (auto checked = check_text(child); !checked)
            return std::unexpected(std::move(checked).error());
        texts.push_back(child.text);
    }
    return texts;
}

KeyStatus set_trusted(ServeSettings& serve, const TomlValue& value) {
    auto texts = texts_of(value);
    if (!texts)
        return std::unexpected(std::move(texts).error());
    serve.trusted = *std::move(texts);
    return {};
}

KeyStatus set_senders(ServeSettings& serve, const TomlValue& value) {
    for (const auto& child : value.children) {
        if (child.kind != TomlKind::array)
            return fail_at(
                child.at,
                fmt::format("who {0} may be besides must be a list, as in {0} = [\"{0}@example.org\"]", child.key));
        auto patterns = texts_of(child);
        if (!patterns)
            return std::unexpected(std::move(patterns).error());
        serve.senders.push_back({child.key, *std::move(patterns)});
    }
    return {};
}

KeyStatus set_received(ServeSettings& serve, const TomlValue& value) {
    serve.received = value.flag;
    return {};
}

KeyStatus set_max_message(ServeSettings& serve, const TomlValue& value) {
    const auto bytes = parse_size(value.text);
    if (!bytes)
        return fail_at(value.at, fmt::format("max_message = {}", bytes.error().message));
    serve.max_message_bytes = *bytes;
    return {};
}

template <std::size_t ServeSettings::* member, std::int64_t least, std::int64_t most>
KeyStatus set_count(ServeSettings& serve, const TomlValue& value) {
    if (value.number < least || value.number > most)
        return fail_at(value.at,
                       fmt::format("{} = {}: must be between {} and {}", value.key, value.number, least, most));
    serve.*member = static_cast<std::size_t>(value.number);
    return {};
}

std::vector<std::string> users() { return {"USER"}; }

// RFC 5321 4.5.3.1.8: a server takes at least a hundred recipients.
constexpr std::array<Key<ServeSettings>, 7> serve_keys{{
    {"sender", TomlKind::string, set_sender},
    {"trusted", TomlKind::array, set_trusted},
    {"senders", TomlKind::table, set_senders, users},
    {"received", TomlKind::boolean, set_received},
    {"max_message", TomlKind::string, set_max_message},
    {"max_recipients", TomlKind::integer, set_count<&ServeSettings::max_recipients, 100, 100000>},
    {"max_connections", TomlKind::integer, set_count<&ServeSettings::max_connections, 1, 10000>},
}};

} // namespace

std::vector<std::string> serve_key_names() { return key_names(std::span<const Key<ServeSettings>>(serve_keys)); }

KeyStatus apply_serve(ServeSettings& serve, const TomlValue& value) {
    return apply_table(serve, value, std::span<const Key<ServeSettings>>(serve_keys));
}

} // namespace posthaste::config
