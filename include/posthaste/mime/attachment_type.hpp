// SPDX-License-Identifier: MIT
// What a file is that is attached, for its Content-Type: by its name, else by how it begins. Common names are known
// here; for the others the shared MIME database (freedesktop.org) is asked where it is installed, and not read before.
#pragma once

#include <posthaste/base/error.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

// What is wanted of a file's beginning. A beginning of this size is taken for one that may be cut.
constexpr std::size_t sniffed_octets = 64UZ * 1024;

struct AttachmentType {
    std::string type; // "application/octet-stream" when nothing better is known; never multipart
    std::optional<std::string> charset;
};

// file_name: with directories or without. directories: where there may be a database.
// QUIRK: message/rfc822 comes of "x.eml", and what has that type must not be base64 (RFC 2046 section 5.2.1).
[[nodiscard]] AttachmentType attachment_type(std::string_view file_name, std::string_view beginning,
                                             const std::vector<std::string>& directories);
// "utf-8" where a text begins so, and where it is ASCII; a text that is something else says it itself, or nobody knows.
[[nodiscard]] std::optional<std::string> text_charset(std::string_view beginning);
// The user's directory and those of the system ($XDG_DATA_HOME, $XDG_DATA_DIRS), the first ones going first.
[[nodiscard]] std::vector<std::string> mime_directories();

// A type as a person gives it, "type/subtype; name=value": in lower case but for the values, folded as the body of
// Content-Type. ErrorKind::usage: it is none, or multipart or message other than message/rfc822, which have parts of
// their own and are not for attachments, or names the file, for which there is another option.
[[nodiscard]] Result<std::string> check_content_type(std::string_view given);

} // namespace posthaste::mime
