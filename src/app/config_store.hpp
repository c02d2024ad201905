// SPDX-License-Identifier: MIT
// The configuration as a file that is changed: read whole, replaced whole, so that a reader sees the old or the new.
#pragma once

#include <posthaste/base/error.hpp>
#include <posthaste/base/file_ops.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace posthaste::app {

struct StoredText {
    std::string path;                  // as it is called
    std::string target;                // what a link leads to: those who keep their dotfiles elsewhere link the file
    std::string text;                  // empty when it is not there
    std::optional<struct stat> status; // of what is there
};

// ErrorKind::config when it is there and cannot be read, or is a link that leads nowhere.
[[nodiscard]] Result<StoredText> read_stored(const std::string& path);

enum class Visibility : std::uint8_t { usual, owner_only };

// By a file beside it that is renamed, synced before and after. Mode and owner of an old one stay, but for rights of
// others that owner_only takes. Directories that are missing are made for the owner alone.
// ErrorKind::cannot_create, no_space, io.
[[nodiscard]] Status replace_stored(FileOps& files, const StoredText& stored, std::string_view text,
                                    Visibility visibility);

// Beside the configuration: "secrets/NAME", with what may not stand in a file's name as %XX.
[[nodiscard]] std::string secret_path(const std::string& config_path, std::string_view account);
// In a directory and a file of the owner's alone.
[[nodiscard]] Status write_secret(FileOps& files, const std::string& path, std::string_view secret);

} // namespace posthaste::app
