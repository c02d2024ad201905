// SPDX-License-Identifier: MIT
#include "compose_attachments.hpp"

#include "forwarded.hpp"
#include "input_file.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/mime/attachment_type.hpp>
#include <posthaste/mime/parameters.hpp>

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

// What of a regular file can be looked at without reading it twice; of a pipe, nothing.
Result<std::string> beginning_of(const InputFile& input) {
    if (!input.size_bytes)
        return std::string();
    std::string octets(mime::sniffed_octets, '\0');
    auto count = pread_some(input.file.get(), octets, 0);
    if (!count)
        return with_context(input.name, {ErrorKind::no_input, count.error().message, count.error().os_errno});
    octets.resize(*count);
    return octets;
}

Result<std::string> type_of(const AttachmentChoice& choice, const InputFile& input, const std::string& name) {
    if (choice.type)
        return mime::check_content_type(*choice.type);
    PH_ASSIGN(const auto octets, beginning_of(input));
    const auto found = mime::attachment_type(name, octets, mime::mime_directories());
    return found.charset ? fmt::format("{}; charset={}", found.type, *found.charset) : found.type;
}

Result<mime::Part> octets_part(InputFile input, std::string_view type, const std::string& name,
                               const AttachmentChoice& choice, std::uint64_t limit_bytes) {
    if (input.size_bytes.value_or(0) > limit_bytes)
        return fail(ErrorKind::no_input, fmt::format("{} has {} octets, more than {} (--max-attachment)", input.name,
                                                     *input.size_bytes, limit_bytes));
    mime::Part part;
    part.fields = mime::file_fields(type, choice.inlined ? "inline" : "attachment", name);
    part.fields.push_back({"Content-Transfer-Encoding", "base64"});
    if (choice.inlined)
        part.fields.push_back({"Content-ID", fmt::format("<{}>", content_id_of(choice))});
    part.content.emplace_back(
        mime::FileOctets{std::move(input.file), input.name, mime::OctetForm::base64, input.size_bytes, limit_bytes});
    return part;
}

// A message may not be encoded as a whole (RFC 2046 section 5.2.1). What only has the name of one goes as octets, if it
// can be read twice.
Result<mime::Part> file_part(const AttachmentChoice& choice, const MessageNeeds& needs) {
    PH_ASSIGN(auto input, open_input(choice.file));
    PH_ASSIGN(const auto name, mime::file_name(choice.name.value_or(choice.file == "-" ? "attachment" : choice.file)));
    PH_ASSIGN(const auto type, type_of(choice, input, name));
    if (!istarts_with(type, "message/rfc822"))
        return octets_part(std::move(input), type, name, choice, needs.limit_bytes);
    const bool is_file = input.size_bytes && choice.file != "-";
    auto message = message_part(std::move(input), name, needs);
    if (message || choice.type || message.error().kind != ErrorKind::data)
        return message;
    if (!is_file) {
        message.error().message += "; --attach-type application/octet-stream sends it as it is";
        return message;
    }
    PH_ASSIGN(auto again, open_input(choice.file));
    return octets_part(std::move(again), "application/octet-stream", name, choice, needs.limit_bytes);
}

// RFC 2392 section 2: one part is what cid: shows.
Status check_content_id(const AttachmentChoice& choice, const SendOptions& options) {
    const auto id = content_id_of(choice);
    const bool plain =
        !id.empty() && is_ascii(id) && !has_control(id) && id.find_first_of(" <>\"\\") == std::string::npos;
    if (!plain)
        return fail(ErrorKind::usage,
                    fmt::format("--inline {}: \"{}\" cannot be a Content-ID: give another by --cid", choice.file, id));
    const auto is_same = [&id](const auto& each) { return each.inlined && content_id_of(each) == id; };
    if (std::ranges::count_if(options.attachments, is_same) > 1)
        return fail(ErrorKind::usage,
                    fmt::format("--inline {}: another file is cid:{}, too: give one of them another by --cid",
                                choice.file, id));
    return {};
}

} // namespace

std::string content_id_of(const AttachmentChoice& attachment) {
    const auto slash = attachment.file.rfind('/');
    return attachment.content_id.value_or(slash == std::string::npos ? attachment.file
                                                                     : attachment.file.substr(slash + 1));
}

Result<std::uint64_t> read_size(std::string_view option, std::string_view text) {
    auto size = parse_size(text);
    if (!size)
        size.error().message = fmt::format("{} {}", option, size.error().message);
    return size;
}

Result<std::uint64_t> read_limit(const SendOptions& options) {
    constexpr std::uint64_t default_bytes = 1UZ << 30U;
    return options.max_attachment ? read_size("--max-attachment", *options.max_attachment)
                                  : Result<std::uint64_t>(default_bytes);
}

Status add_attachments(const SendOptions& options, mime::Pieces& pieces) {
    PH_ASSIGN(const auto limit_bytes, read_limit(options));
    const MessageNeeds needs{limit_bytes, options.smime_cert || options.pgp_sign};
    for (const auto& choice : options.attachments) {
        if (choice.inlined)
            PH_TRY(check_content_id(choice, options));
        PH_ASSIGN(auto part, file_part(choice, needs));
        (choice.inlined ? pieces.inlined : pieces.attached).push_back(std::move(part));
    }
    for (const auto& path : options.forward) {
        PH_ASSIGN(auto input, open_input(path));
        PH_ASSIGN(const auto name, mime::file_name(path == "-" ? "message.eml" : path));
        PH_ASSIGN(auto part, message_part(std::move(input), name, needs));
        pieces.attached.push_back(std::move(part));
    }
    return {};
}

} // namespace posthaste::app
