// SPDX-License-Identifier: MIT
#include "forwarded.hpp"

#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mail/intake.hpp>
#include <posthaste/mail/reencode.hpp>
#include <posthaste/mime/parameters.hpp>

namespace posthaste::app {

namespace {

struct Stored {
    Fd file;
    mail::MessageFacts facts;
};

Result<Stored> store(const InputFile& input, std::uint64_t limit_bytes) {
    LimitedSource source(input.file.get(), input.name, limit_bytes);
    mail::Intake intake(source, mail::LoneDot::is_text);
    PH_ASSIGN(const auto header, intake.read_header());
    if (header.fields().empty()) // a picture, a text: labels would be added to it, and its octets changed
        return fail(ErrorKind::data, "no message: it does not begin with a header");
    Stored stored;
    PH_ASSIGN(stored.file, open_unnamed_file(temporary_directories()));
    FdSink sink(stored.file.get(), "cannot keep the message to forward");
    PH_ASSIGN(const auto taken, intake.write(header, sink));
    stored.facts = taken.facts;
    return stored;
}

// Lines over 998 octets and NUL pass nowhere; 8-bit text passes by 8BITMIME, and is encoded on the way where that is
// not offered.
Result<Stored> fit_for_the_wire(Stored stored, bool seven_bit) {
    const mail::ReencodeNeeds needs{seven_bit, seven_bit};
    if (!mail::needs_reencoding(stored.facts, needs))
        return stored;
    Stored encoded;
    PH_ASSIGN(encoded.file, open_unnamed_file(temporary_directories()));
    FdSink sink(encoded.file.get(), "cannot re-encode the message to forward");
    PH_ASSIGN(encoded.facts, mail::reencode(stored.file.get(), stored.facts, needs, sink));
    return encoded;
}

} // namespace

Result<mime::Part> message_part(InputFile input, const std::string& name, const MessageNeeds& needs) {
    auto stored = store(input, needs.limit_bytes);
    if (stored)
        stored = fit_for_the_wire(*std::move(stored), needs.seven_bit);
    if (!stored && stored.error().kind == ErrorKind::data) // else it has the name already
        return with_context(input.name, std::move(stored).error());
    if (!stored)
        return std::unexpected(std::move(stored).error());
    const auto& facts = stored->facts;
    mime::Part part;
    part.fields = mime::file_fields("message/rfc822", "attachment", name);
    part.fields.push_back(
        {"Content-Transfer-Encoding", facts.body_eight_bit || facts.header_eight_bit ? "8bit" : "7bit"});
    part.content.emplace_back(
        mime::FileOctets{std::move(stored->file), input.name, mime::OctetForm::as_is, facts.size_bytes});
    return part;
}

} // namespace posthaste::app
