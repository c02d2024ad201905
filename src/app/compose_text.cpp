// SPDX-License-Identifier: MIT
#include "compose_text.hpp"

#include "compose.hpp"
#include "compose_attachments.hpp"
#include "content_checks.hpp"
#include "editor.hpp"
#include "input_file.hpp"

#include <posthaste/base/byte_source.hpp>
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/mime/html.hpp>
#include <posthaste/mime/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace posthaste::app {

namespace {

using mime::TextOptions;

// What a text is read from, with the file it may need.
class TextInput {
  public:
    static Result<TextInput> open(const TextChoice& choice, const SendOptions& options) {
        TextInput input;
        if (choice.text) {
            input.source_ = std::make_unique<MemorySource>(*choice.text);
            return input;
        }
        PH_ASSIGN(const auto limit_bytes, read_limit(options));
        PH_ASSIGN(input.file_, open_input(choice.file.value_or("-")));
        input.source_ = std::make_unique<LimitedSource>(input.file_.file.get(), input.file_.name, limit_bytes);
        return input;
    }
    [[nodiscard]] ByteSource& source() const noexcept { return *source_; }

  private:
    InputFile file_;
    std::unique_ptr<ByteSource> source_;
};

Status add_staged(ByteSource& source, const TextOptions& how, std::string_view subtype, std::optional<mime::Part>& part,
                  std::vector<std::string>& warnings, std::string_view parameters = {}) {
    PH_ASSIGN(auto staged, mime::stage_text(source, how));
    std::ranges::move(staged.warnings, std::back_inserter(warnings));
    part = mime::text_part(std::move(staged), subtype, parameters);
    return {};
}

void add_not_shown(const std::vector<std::string>& shown, const SendOptions& options,
                   std::vector<std::string>& warnings) {
    for (const auto& each : options.attachments)
        if (each.inlined && std::ranges::find(shown, content_id_of(each)) == shown.end())
            warnings.push_back(fmt::format("nothing in the HTML shows {} (cid:{})", each.file, content_id_of(each)));
}

Status check_references(const mime::HtmlFacts& facts, const SendOptions& options, std::vector<std::string>& warnings) {
    const auto is_inlined = [&options](const std::string& cid) {
        return std::ranges::any_of(options.attachments,
                                   [&cid](const auto& each) { return each.inlined && content_id_of(each) == cid; });
    };
    for (const auto& cid : facts.content_ids)
        if (!is_inlined(cid))
            return fail(ErrorKind::data,
                        fmt::format("the HTML shows cid:{}, which no part has: give --inline FILE --cid {}", cid, cid));
    add_not_shown(facts.content_ids, options, warnings);
    if (facts.remote_images && !facts.other_images && !facts.text && wants_content_checks(options))
        warnings.emplace_back("the HTML has nothing but images that readers fetch from elsewhere, which many do not");
    return {};
}

Status add_html(const SendOptions& options, mime::Pieces& pieces, std::vector<std::string>& warnings) {
    PH_ASSIGN(const auto input, TextInput::open(options.html, options));
    PH_ASSIGN(const auto html, mime::read_html(input.source(), {options.html_charset}));
    PH_TRY(check_references(mime::look_at_html(html), options, warnings));
    MemorySource source(html);
    PH_TRY(add_staged(source, {"utf-8"}, "html", pieces.html, warnings));
    if (options.body.given() || options.no_text)
        return {};
    const auto text = mime::html_to_text(html);
    MemorySource alternative(text);
    return add_staged(alternative, {"utf-8", options.flowed}, "plain", pieces.text, warnings);
}

// RFC 6047 section 2.4: the parameter says what the calendar's METHOD says.
std::string method_of(std::string_view calendar) {
    for (const auto line : split(calendar, '\n'))
        if (istarts_with(line, "METHOD:")) {
            const auto method = trim(line.substr(std::string_view("METHOD:").size()));
            const bool plain = !method.empty() && std::ranges::all_of(method, [](char c) {
                return (to_lower(c) >= 'a' && to_lower(c) <= 'z') || c == '-';
            });
            return plain ? fmt::format("; method={}", upper(method)) : std::string();
        }
    return {};
}

Status add_calendar(const SendOptions& options, mime::Pieces& pieces, std::vector<std::string>& warnings) {
    PH_ASSIGN(const auto input, TextInput::open({std::nullopt, options.calendar}, options));
    PH_ASSIGN(const auto calendar, mime::read_html(input.source(), {}));
    if (!istarts_with(trim(calendar), "BEGIN:VCALENDAR"))
        return fail(ErrorKind::data,
                    fmt::format("{} is no calendar: it does not begin with BEGIN:VCALENDAR", *options.calendar));
    MemorySource source(calendar);
    return add_staged(source, {"utf-8"}, "calendar", pieces.calendar, warnings, method_of(calendar));
}

Result<std::string> read_whole(ByteSource& source) {
    constexpr std::size_t block_bytes = 64UZ * 1024;
    std::string text;
    for (;;) {
        const auto end = text.size();
        text.resize(end + block_bytes);
        PH_ASSIGN(const auto count, source.read(std::span(text).subspan(end)));
        text.resize(end + count);
        if (count == 0)
            return text;
    }
}

// Nobody is asked to type the beginning of what they are to edit.
Result<std::string> text_to_edit(const SendOptions& options) {
    if (!options.body.given() && (!text_is_on_stdin(options) || ::isatty(STDIN_FILENO) == 1))
        return std::string();
    PH_ASSIGN(const auto input, TextInput::open(options.body, options));
    return read_whole(input.source());
}

Result<std::string> beginning_of(const mime::StagedText& staged) {
    constexpr std::size_t looked_at_bytes = 64UZ * 1024;
    std::string text(looked_at_bytes, '\0');
    PH_ASSIGN(const auto count, pread_some(staged.file.get(), text, 0));
    text.resize(count);
    return text;
}

Result<std::string> add_plain(ByteSource& source, const SendOptions& options, mime::Pieces& pieces,
                              std::vector<std::string>& warnings) {
    PH_ASSIGN(auto staged, mime::stage_text(source, {options.charset, options.flowed}));
    PH_ASSIGN(auto beginning, beginning_of(staged));
    std::ranges::move(staged.warnings, std::back_inserter(warnings));
    pieces.text = mime::text_part(std::move(staged), "plain");
    return beginning;
}

} // namespace

Result<std::string> add_texts(const SendOptions& options, mime::Pieces& pieces, std::vector<std::string>& warnings) {
    if (options.html.given())
        PH_TRY(add_html(options, pieces, warnings));
    else
        add_not_shown({}, options, warnings);
    if (options.calendar)
        PH_TRY(add_calendar(options, pieces, warnings));
    if (options.edit) {
        PH_ASSIGN(const auto before, text_to_edit(options));
        PH_ASSIGN(const auto text, edited(before));
        MemorySource source(text);
        return add_plain(source, options, pieces, warnings);
    }
    if (!options.body.given() && !text_is_on_stdin(options))
        return std::string();
    PH_ASSIGN(const auto input, TextInput::open(options.body, options));
    return add_plain(input.source(), options, pieces, warnings);
}

} // namespace posthaste::app
