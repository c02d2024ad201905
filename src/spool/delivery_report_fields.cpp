// SPDX-License-Identifier: MIT
#include "delivery_report_parts.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/field_folder.hpp>
#include <posthaste/mime/fields.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::spool {

namespace {

constexpr std::size_t max_subject_bytes = 400; // of the original's, as it is encoded
constexpr std::string_view ellipsis = "...";

// The body of the first field of that name in one line, without controls.
std::string value_of(const mail::HeaderBlock& header, std::string_view name) {
    const auto fields = header.all(name);
    if (fields.empty())
        return {};
    std::string text(fields.front()->body());
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    std::ranges::replace_if(text, is_control, ' ');
    return std::string(trim(text));
}

// In whole characters.
std::string_view front_of(std::string_view text, std::size_t max_bytes) {
    std::size_t taken = 0;
    while (taken < text.size()) {
        const auto character = codec::first_character(text.substr(taken)).size();
        if (taken + character > max_bytes)
            break;
        taken += character;
    }
    return text.substr(0, taken);
}

std::string shortened(std::string_view text) {
    const auto front = front_of(text, max_subject_bytes);
    return front == text ? std::string(text) : fmt::format("{}{}", front, ellipsis);
}

// Encoded-words stay what they are, word for word, and are decoded by who shows the report (RFC 2047 section 5): with
// one space between two of them, which means nothing.
std::string subject_of_words(std::string_view title, std::string_view text) {
    mail::FieldFolder folder("Subject");
    for (const auto word : split(title, ' '))
        folder.add(word);
    std::size_t room = max_subject_bytes;
    for (const auto word : split(text, ' ')) {
        if (word.size() > room) {
            folder.add(word.contains("=?") ? ellipsis : fmt::format("{}{}", word.substr(0, room), ellipsis));
            break;
        }
        if (!word.empty())
            folder.add(word);
        room -= word.size();
    }
    return folder.body();
}

} // namespace

mime::Field subject_field(ReportKind kind, const mail::HeaderBlock& original) {
    const std::string_view title = kind == ReportKind::failed ? "Undelivered mail" : "Delayed mail";
    const auto text = value_of(original, "Subject");
    if (text.empty())
        return {"Subject", std::string(title)};
    if (!is_ascii(text))
        return mime::text_field("Subject", fmt::format("{}: {}", title, shortened(text)));
    return {"Subject", subject_of_words(fmt::format("{}:", title), text)};
}

std::vector<mime::Field> thread_fields(const mail::HeaderBlock& original) {
    constexpr std::size_t max_id_bytes = 900; // it cannot be folded
    const auto id = value_of(original, "Message-ID");
    std::vector<mime::Field> fields;
    if (id.empty() || id.size() > max_id_bytes)
        return fields;
    for (const std::string_view name : {"In-Reply-To", "References"})
        if (auto field = mime::free_field(fmt::format("{}: {}", name, id)))
            fields.push_back(*std::move(field));
    return fields;
}

std::vector<std::string_view> lines_of(std::string_view words) {
    std::vector<std::string_view> lines;
    while (!words.empty()) {
        const auto end = std::min(words.find_first_of("\r\n"), words.size());
        if (const auto line = trim(words.substr(0, end)); !line.empty())
            lines.push_back(line);
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return lines;
}

bool needs_smtp_utf8(const DeliveryReport& report) noexcept {
    const auto& sender = report.original.envelope.sender;
    return sender && !sender->is_ascii();
}

} // namespace posthaste::spool
