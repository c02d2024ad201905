// SPDX-License-Identifier: MIT
// Fetching a password. No message ever holds it; a command's stderr goes through to the user.
#pragma once

#include <posthaste/base/secret.hpp>
#include <posthaste/config/config.hpp>

namespace posthaste::config {

// ErrorKind::config when there is nothing to be had: the command's exit status, the file's trouble (missing, readable
// by others), the variable's name, no netrc entry for host and user. A trailing line end is cut; an embedded NUL, CR or
// LF and an empty password are refused. home: where ~/.netrc is looked for.
[[nodiscard]] Result<Secret> fetch_secret(const SecretSource& source, const std::string& host, const std::string& user,
                                          const std::string& home);

// A file with the passwords of several. ErrorKind::config when it cannot be read, or others may read it.
[[nodiscard]] Result<Secret> read_password_file(const std::string& path);

// A private key in a file: PEM. ErrorKind::no_input naming the file when it cannot be read, ErrorKind::config when
// others may read it.
[[nodiscard]] Result<Secret> read_key_file(const std::string& path);

} // namespace posthaste::config
