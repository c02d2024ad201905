// SPDX-License-Identifier: MIT
#include "compose.hpp"

#include "compose_attachments.hpp"
#include "compose_fields.hpp"
#include "compose_text.hpp"
#include "content_checks.hpp"
#include "protection.hpp"

#include <posthaste/mime/arrange.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::app {

namespace {

bool takes_stdin(const SendOptions& options) {
    const auto is_stdin = [](const std::optional<std::string>& file) { return file == "-"; };
    return is_stdin(options.html.file) || is_stdin(options.calendar) || is_stdin(options.answer) ||
           std::ranges::find(options.forward, "-") != options.forward.end() ||
           std::ranges::find(options.attachments, "-", &AttachmentChoice::file) != options.attachments.end();
}

// It is read once.
Status refuse_two_from_stdin(const SendOptions& options) {
    const auto attached = std::ranges::count(options.attachments, "-", &AttachmentChoice::file);
    const auto forwarded = std::ranges::count(options.forward, "-");
    const auto others = static_cast<long>(options.body.file == "-") + static_cast<long>(options.html.file == "-") +
                        static_cast<long>(options.calendar == "-") + static_cast<long>(options.answer == "-");
    if (attached + forwarded + others > 1)
        return fail(ErrorKind::usage, "stdin (-) is named for more than one thing: it can be read only once");
    return {};
}

// Told before anything is read or a person has typed a text.
Status check_anybody(const AddressFields& addresses) {
    if (addresses.to.empty() && addresses.cc.empty() && addresses.bcc.empty())
        return fail(ErrorKind::usage, "no recipient: name one, or give --to, --cc or --bcc");
    return {};
}

} // namespace

bool text_is_on_stdin(const SendOptions& options) noexcept {
    return options.body.file == "-" || (!options.body.given() && !options.html.given() && !takes_stdin(options));
}

Result<Composed> compose(const SendOptions& options, IdSource& ids) {
    PH_TRY(refuse_two_from_stdin(options));
    PH_TRY(check_protection(options));
    Composed composed;
    std::optional<Answered> answered;
    if (options.answer) {
        PH_ASSIGN(answered, read_answered(*options.answer));
    }
    PH_ASSIGN(composed.addresses, read_address_fields(options, answered));
    PH_TRY(check_anybody(composed.addresses));
    PH_ASSIGN(composed.fields, make_fields(options, answered));
    mime::Pieces pieces;
    PH_TRY(add_attachments(options, pieces)); // before a person has typed a text
    PH_ASSIGN(const auto beginning, add_texts(options, pieces, composed.warnings));
    if (wants_content_checks(options))
        std::ranges::move(check_content(options, composed.addresses, beginning), std::back_inserter(composed.warnings));
    composed.content = mime::arrange(std::move(pieces), ids);
    return composed;
}

} // namespace posthaste::app
