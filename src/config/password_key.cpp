// SPDX-License-Identifier: MIT
#include "password_key.hpp"

#include "key_table.hpp"

#include <array>

namespace posthaste::config {

namespace {

constexpr std::string_view sources = "command, file, env, netrc or credential";

template <std::string SecretSource::* member> KeyStatus set_text(SecretSource& source, const TomlValue& value) {
    source.*member = value.text;
    return {};
}

KeyStatus set_environment(SecretSource& source, const TomlValue& value) {
    if (value.text.find('=') != std::string::npos)
        return fail_at(value.at, fmt::format("env = \"{}\": not the name of a variable", value.text));
    source.environment = value.text;
    return {};
}

// A name, not a path (systemd.exec(5)): the file is looked for in $CREDENTIALS_DIRECTORY only.
KeyStatus set_credential(SecretSource& source, const TomlValue& value) {
    if (value.text.find('/') != std::string::npos || value.text == "." || value.text == "..")
        return fail_at(value.at, fmt::format("credential = \"{}\": must be a name without \"/\"", value.text));
    source.credential = value.text;
    return {};
}

KeyStatus set_netrc(SecretSource& source, const TomlValue& value) {
    if (!value.flag)
        return fail_at(value.at, "netrc = false: leave the key out, or set it to true");
    source.netrc = true;
    return {};
}

constexpr std::array<Key<SecretSource>, 5> keys{{
    {"command", TomlKind::string, set_text<&SecretSource::command>},
    {"file", TomlKind::string, set_text<&SecretSource::file>},
    {"env", TomlKind::string, set_environment},
    {"netrc", TomlKind::boolean, set_netrc},
    {"credential", TomlKind::string, set_credential},
}};

} // namespace

std::vector<std::string> password_key_names() { return key_names(std::span<const Key<SecretSource>>(keys)); }

KeyStatus apply_password(SecretSource& source, const TomlValue& value) {
    if (value.kind == TomlKind::string) {
        source.literal = value.text;
        return {};
    }
    if (value.kind != TomlKind::table) {
        return fail_at(value.at, fmt::format("\"password\" must be a string or a table with one of {}, not {}", sources,
                                             describe(value.kind)));
    }
    if (auto applied = apply_table(source, value, std::span<const Key<SecretSource>>(keys)); !applied)
        return applied;
    if (value.children.size() != 1) {
        return fail_at(value.at,
                       fmt::format("\"password\" must have exactly one of {}, not {}", sources, value.children.size()));
    }
    return {};
}

} // namespace posthaste::config
