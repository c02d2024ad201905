// SPDX-License-Identifier: MIT
// The bytes of an alias file or a list, and what is known of who could have written them.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace posthaste::config {

struct AliasText {
    std::string text;
    uid_t owner;
    bool others_may_write; // the group, or everybody
};

enum class Links : std::uint8_t { followed, refused };

// A regular file of at most 4 MiB; nothing else is waited for. refused: no link anywhere in the path, since whoever
// owns a directory on the way could lead it to a file that he may not read. ErrorKind::config, with errno when the
// system said no.
[[nodiscard]] Result<AliasText> read_alias_text(const std::string& path, Links links);

} // namespace posthaste::config
