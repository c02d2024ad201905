// SPDX-License-Identifier: MIT
#include "text_input.hpp"
#include "text_meter.hpp"

#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/codec/flowed.hpp>
#include <posthaste/mail/canonicalizer.hpp>
#include <posthaste/mime/text.hpp>

#include <cerrno>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::mime {

namespace {

constexpr const char* cannot_keep = "cannot keep a text (TMPDIR, /var/tmp or /tmp)";
constexpr const char* text_name = "the text"; // for errors of reading a file of our own

// A file that is being written.
struct Stage {
    Fd file;
    TextMeter meter;

    static Result<Stage> open() {
        Stage stage;
        PH_ASSIGN(stage.file, open_unnamed_file(temporary_directories()));
        return stage;
    }
    Status write(std::string_view piece) const { return FdSink(file.get(), cannot_keep).write(piece); }
    // In CRLF lines.
    Status write_text(std::string_view piece) {
        meter.feed(piece);
        return write(piece);
    }
};

Result<FdSource> from_beginning(const Stage& stage) {
    if (::lseek(stage.file.get(), 0, SEEK_SET) != 0)
        return fail_errno(ErrorKind::io, cannot_keep, errno);
    return FdSource(stage.file.get(), text_name);
}

StagedText finished(Stage stage, std::string charset) {
    StagedText text;
    stage.meter.finish();
    text.file = std::move(stage.file);
    text.size_bytes = stage.meter.size_bytes();
    text.charset = stage.meter.ascii() && charset == "utf-8" ? "us-ascii" : std::move(charset);
    text.encoding = stage.meter.smallest_encoding();
    return text;
}

std::string undecodable(std::string_view charset) {
    return fmt::format("a text is not {}: its octets are sent as they are, labelled unknown-8bit; say which character "
                       "set it has",
                       charset);
}

// The octets as they are, in CRLF lines or, of a character set that has other line ends, untouched.
Result<StagedText> stage_octets(std::string_view beginning, ByteSource& source, bool in_lines) {
    PH_ASSIGN(auto stage, Stage::open());
    mail::Canonicalizer canonicalizer(false);
    BlockReader reader(source);
    std::string text;
    for (auto piece = beginning;;) {
        text.clear();
        if (in_lines)
            canonicalizer.feed(piece, text);
        PH_TRY(stage.write_text(in_lines ? std::string_view(text) : piece));
        PH_ASSIGN(piece, reader.next());
        if (piece.empty())
            break;
    }
    auto staged = finished(std::move(stage), "unknown-8bit");
    if (!in_lines)
        staged.encoding = TextEncoding::base64;
    return staged;
}

// One text on its way through a decoder into its file.
struct Decoding {
    TextDecoder decoder;
    Stage text, octets; // octets: what came in, for the case that it does not decode
    mail::Canonicalizer canonicalizer{false};
    bool valid = true;

    Status take(std::string_view piece) {
        if (!decoder.is_identity())
            PH_TRY(octets.write(piece));
        std::string decoded;
        valid = valid && decoder.feed(piece, decoded);
        return valid ? keep(decoded) : Status{};
    }
    Status finish() {
        std::string decoded;
        valid = valid && decoder.finish(decoded);
        return valid ? keep(decoded) : Status{};
    }

  private:
    Status keep(std::string_view decoded) {
        std::string lines;
        canonicalizer.feed(decoded, lines);
        return text.write_text(lines);
    }
};

// UTF-8 that turns out not to be any is in its file already, but for the mark.
Result<StagedText> stage_undecodable(Decoding decoding, std::string_view mark) {
    const bool identity = decoding.decoder.is_identity();
    if (identity && mark.empty())
        return finished(std::move(decoding.text), "unknown-8bit");
    PH_ASSIGN(auto source, from_beginning(identity ? decoding.text : decoding.octets));
    return stage_octets(mark, source, decoding.decoder.keeps_line_ends());
}

Result<StagedText> stage_input(ByteSource& source, const TextOptions& options) {
    BlockReader reader(source);
    PH_ASSIGN(auto piece, reader.next());
    const auto charset = charset_of_input(piece, options.charset);
    PH_ASSIGN(auto decoder, TextDecoder::open(charset.name));
    Decoding decoding{std::move(decoder), {}, {}};
    PH_ASSIGN(decoding.text, Stage::open());
    if (!decoding.decoder.is_identity()) {
        PH_ASSIGN(decoding.octets, Stage::open());
    }
    const std::string mark(piece.substr(0, charset.mark_bytes));
    piece.remove_prefix(charset.mark_bytes);
    while (!piece.empty()) {
        PH_TRY(decoding.take(piece));
        PH_ASSIGN(piece, reader.next());
    }
    PH_TRY(decoding.finish());
    StagedText staged;
    if (decoding.valid) {
        const bool has_nul = decoding.decoder.is_identity() && decoding.text.meter.has_nul();
        staged = finished(std::move(decoding.text), "utf-8");
        if (has_nul)
            staged.warnings.emplace_back("a text holds NUL: if it is UTF-16 without a byte order mark, say so");
    } else {
        PH_ASSIGN(staged, stage_undecodable(std::move(decoding), mark));
        staged.warnings.push_back(undecodable(charset.name));
    }
    if (!charset.warning.empty())
        staged.warnings.push_back(charset.warning);
    return staged;
}

// Calls take(block) for each block of the file.
template <typename Take> Status for_each_block(const Fd& file, Take take) {
    if (::lseek(file.get(), 0, SEEK_SET) != 0)
        return fail_errno(ErrorKind::io, cannot_keep, errno);
    FdSource source(file.get(), text_name);
    BlockReader reader(source);
    for (;;) {
        PH_ASSIGN(const auto piece, reader.next());
        if (piece.empty())
            return {};
        PH_TRY(take(piece));
    }
}

// Whether delsp is needed stands in a header before the text: it is read twice.
Result<StagedText> flow(StagedText text) {
    if (text.charset == "unknown-8bit")
        return text;
    codec::FlowedScan scan;
    PH_TRY(for_each_block(text.file, [&](std::string_view piece) -> Status {
        scan.feed(piece);
        return {};
    }));
    scan.finish();
    if (!scan.possible()) {
        text.warnings.push_back(fmt::format("a line of {} octets is too long to be flowed (at most {}): the text is "
                                            "sent with its lines as they are",
                                            scan.longest_line_bytes(), codec::max_flowed_line_bytes));
        return text;
    }
    codec::FlowedEncoder encoder(scan.needs_delsp());
    PH_ASSIGN(auto stage, Stage::open());
    std::string lines;
    PH_TRY(for_each_block(text.file, [&](std::string_view piece) -> Status {
        lines.clear();
        encoder.feed(piece, lines);
        return stage.write_text(lines);
    }));
    lines.clear();
    encoder.finish(lines);
    PH_TRY(stage.write_text(lines));
    auto flowed = finished(std::move(stage), "utf-8");
    flowed.flowed = true;
    flowed.delsp = scan.needs_delsp();
    flowed.warnings = std::move(text.warnings);
    return flowed;
}

} // namespace

Result<StagedText> stage_text(ByteSource& source, const TextOptions& options) {
    PH_ASSIGN(auto text, stage_input(source, options));
    return options.flowed ? flow(std::move(text)) : Result<StagedText>(std::move(text));
}

Part text_part(StagedText text, std::string_view subtype, std::string_view parameters) {
    struct Form {
        std::string_view name;
        OctetForm form;
    };
    constexpr Form forms[] = {
        {"7bit", OctetForm::as_is}, {"quoted-printable", OctetForm::quoted_printable}, {"base64", OctetForm::base64}};
    const auto& form = forms[static_cast<std::size_t>(text.encoding)];
    Part part;
    part.fields.push_back({"Content-Type", fmt::format("text/{}; charset={}{}{}{}", subtype, text.charset,
                                                       text.flowed ? ";\r\n format=flowed" : "",
                                                       text.delsp ? "; delsp=yes" : "", parameters)});
    part.fields.push_back({"Content-Transfer-Encoding", std::string(form.name)});
    FileOctets octets{std::move(text.file), text_name, form.form, text.size_bytes};
    part.content.emplace_back(std::move(octets));
    return part;
}

} // namespace posthaste::mime
