// SPDX-License-Identifier: MIT
#include "known_types.hpp"
#include "shared_mime_info.hpp"
#include "token.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mime/attachment_type.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace posthaste::mime {

namespace {

constexpr std::string_view unknown = "application/octet-stream";

std::string_view last_component(std::string_view path) noexcept { return path.substr(path.rfind('/') + 1); }

// ".profile" has none.
std::string extension_of(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? "" : lower(name.substr(dot + 1));
}

// A beginning that is cut may end inside a character.
bool begins_as_utf8(std::string_view beginning) {
    const std::size_t most = beginning.size() >= sniffed_octets ? 3 : 0;
    for (std::size_t cut = 0; cut <= most; ++cut)
        if (codec::is_utf8(beginning.substr(0, beginning.size() - cut)))
            return true;
    return false;
}

// What terminals and printers are told in texts, and nothing else below the space.
bool is_text_char(char c) noexcept { return !is_control(c) || std::string_view("\t\n\v\f\r\b\x1B").contains(c); }

bool is_text(std::string_view beginning) {
    return !beginning.empty() && std::ranges::all_of(beginning, is_text_char) && begins_as_utf8(beginning);
}

// What can stand in Content-Type and be attached (the database has "inode/directory" and multiparts, too).
bool can_be_attached(std::string_view type) {
    constexpr std::array<std::string_view, 7> top_levels{"application", "audio", "font", "image",
                                                         "model",       "text",  "video"};
    const auto slash = type.find('/');
    if (slash == std::string_view::npos || !is_token(type.substr(slash + 1)))
        return false;
    return type == "message/rfc822" || std::ranges::find(top_levels, type.substr(0, slash)) != top_levels.end();
}

std::string by_database(std::string_view name, std::string_view beginning,
                        const std::vector<std::string>& directories) {
    auto types = types_by_name(directories, name);
    std::erase_if(types, [](const auto& type) { return !can_be_attached(type); });
    if (types.size() == 1)
        return types.front();
    auto content = type_by_content(directories, beginning);
    if (types.empty()) // a text that begins like a header is not therefore a message
        return can_be_attached(content) && content != "message/rfc822" ? content : "";
    // An extension that several share: the content decides, or whether it is text.
    if (std::ranges::find(types, content) != types.end())
        return content;
    const bool text = is_text(beginning);
    const auto likely = std::ranges::find(types, text, [](const auto& type) { return type.starts_with("text/"); });
    return likely == types.end() ? types.front() : *likely;
}

std::string type_of(std::string_view name, std::string_view beginning, const std::vector<std::string>& directories) {
    if (const auto known = type_of_extension(extension_of(name)); !known.empty())
        return std::string(known);
    if (auto found = by_database(name, beginning, directories); !found.empty())
        return lower(found);
    if (const auto known = type_of_beginning(beginning); !known.empty())
        return std::string(known);
    return std::string(is_text(beginning) ? "text/plain" : unknown);
}

void add_directory(std::vector<std::string>& out, std::string_view directory) {
    if (directory.starts_with('/')) // others are to be passed over, says the specification of base directories
        out.push_back(std::string(directory) + "/mime");
}

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : value;
}

} // namespace

std::optional<std::string> text_charset(std::string_view beginning) {
    return begins_as_utf8(beginning) ? std::optional<std::string>("utf-8") : std::nullopt;
}

AttachmentType attachment_type(std::string_view file_name, std::string_view beginning,
                               const std::vector<std::string>& directories) {
    auto type = type_of(last_component(file_name), beginning, directories);
    if (!type.starts_with("text/"))
        return {std::move(type), std::nullopt};
    // No charset of a text type has NUL: UTF-16 is none (RFC 2781 section 4), and the rest is no text.
    if (beginning.contains('\0'))
        return {std::string(unknown), std::nullopt};
    return {std::move(type), text_charset(beginning)};
}

std::vector<std::string> mime_directories() {
    std::vector<std::string> directories;
    if (const auto own = variable("XDG_DATA_HOME"); !own.empty())
        add_directory(directories, own);
    else if (const auto home = variable("HOME"); !home.empty())
        add_directory(directories, std::string(home) + "/.local/share");
    const auto shared = variable("XDG_DATA_DIRS");
    for (const auto directory : split(shared.empty() ? "/usr/local/share:/usr/share" : shared, ':'))
        add_directory(directories, directory);
    return directories;
}

} // namespace posthaste::mime
