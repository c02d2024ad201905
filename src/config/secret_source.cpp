// SPDX-License-Identifier: MIT
#include "file_text.hpp"
#include "netrc.hpp"
#include "secret_command.hpp"

#include <posthaste/config/secret_source.hpp>

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace posthaste::config {

namespace {

constexpr std::size_t max_file_bytes = 1024UL * 1024;

void cut_line_end(std::string& text) {
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
}

void keep_first_line(std::string& text) {
    if (const auto end = text.find('\n'); end != std::string::npos) {
        std::fill(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), '\0');
        text.resize(end);
    }
    cut_line_end(text);
}

// origin: what the message calls the place. The value itself is never shown.
Result<Secret> checked(std::string value, std::string_view origin) {
    Secret secret(std::move(value));
    wipe(value);
    if (secret.empty())
        return fail(ErrorKind::config, fmt::format("the password from {} is empty", origin));
    if (secret.reveal().find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos)
        return fail(ErrorKind::config, fmt::format("the password from {} holds a line end or a NUL", origin));
    return secret;
}

Status refuse_if_open(const FileText& file, const std::string& path, std::string_view held = "a password") {
    if (!file.open_to_others())
        return {};
    return fail(ErrorKind::config,
                fmt::format("{} holds {} and others may read it: run \"chmod 600 {}\"", path, held, path));
}

Result<Secret> from_command(const std::string& command) {
    PH_ASSIGN(std::string output, run_secret_command(command));
    keep_first_line(output);
    return checked(std::move(output), fmt::format("the command \"{}\"", command));
}

Result<Secret> from_file(const std::string& path) {
    PH_ASSIGN(FileText file, read_file_text(path, max_file_bytes));
    PH_TRY(refuse_if_open(file, path));
    keep_first_line(file.text);
    return checked(std::move(file.text), path);
}

Result<Secret> from_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr)
        return fail(ErrorKind::config, fmt::format("the variable {} for the password is not set", name));
    std::string text = value;
    cut_line_end(text);
    return checked(std::move(text), fmt::format("the variable {}", name));
}

// systemd.exec(5), LoadCredential=: the directory is private to the service, and files in it have modes of systemd's
// choosing (0440 with an ACL), so the mode is not judged.
Result<Secret> from_credential(const std::string& name) {
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory == nullptr || *directory == '\0') {
        return fail(ErrorKind::config, fmt::format("no credential \"{}\": CREDENTIALS_DIRECTORY is not set, which "
                                                   "systemd does for services with LoadCredential=",
                                                   name));
    }
    const auto path = fmt::format("{}/{}", directory, name);
    PH_ASSIGN(FileText file, read_file_text(path, max_file_bytes));
    keep_first_line(file.text);
    return checked(std::move(file.text), path);
}

Result<Secret> from_netrc(const std::string& host, const std::string& user, const std::string& home) {
    const auto path = home + "/.netrc";
    PH_ASSIGN(FileText file, read_file_text(path, max_file_bytes));
    auto entries = parse_netrc(file.text);
    wipe(file.text);
    if (!entries)
        return with_context(path, std::move(entries).error());
    if (std::ranges::any_of(*entries, [](const NetrcEntry& entry) { return !entry.password.empty(); }))
        PH_TRY(refuse_if_open(file, path));
    const auto* entry = find_netrc(*entries, host, user);
    if (entry == nullptr) {
        return fail(ErrorKind::config, fmt::format("{} has no password for host \"{}\"{}", path, host,
                                                   user.empty() ? "" : fmt::format(" and user \"{}\"", user)));
    }
    return checked(std::string(entry->password.reveal()), path);
}

} // namespace

Result<Secret> fetch_secret(const SecretSource& source, const std::string& host, const std::string& user,
                            const std::string& home) {
    if (!source.command.empty())
        return from_command(source.command);
    if (!source.file.empty())
        return from_file(source.file);
    if (!source.environment.empty())
        return from_environment(source.environment);
    if (!source.credential.empty())
        return from_credential(source.credential);
    if (source.netrc)
        return from_netrc(host, user, home);
    if (source.literal.empty())
        return fail(ErrorKind::config, fmt::format("no password is configured for host \"{}\"", host));
    std::string literal = source.literal;
    cut_line_end(literal);
    return checked(std::move(literal), "the configuration");
}

Result<Secret> read_password_file(const std::string& path) {
    PH_ASSIGN(FileText file, read_file_text(path, max_file_bytes));
    Secret text(file.text);
    wipe(file.text);
    PH_TRY(refuse_if_open(file, path, "passwords"));
    return text;
}

Result<Secret> read_key_file(const std::string& path) {
    constexpr std::size_t max_key_bytes = 256UZ * 1024; // with the certificates that may stand beside it
    auto file = read_file_text(path, max_key_bytes);
    if (!file) {
        file.error().kind = ErrorKind::no_input;
        return std::unexpected(std::move(file).error());
    }
    Secret key(file->text);
    wipe(file->text);
    PH_TRY(refuse_if_open(*file, path, "a private key"));
    return key;
}

} // namespace posthaste::config
