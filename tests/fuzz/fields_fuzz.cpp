// SPDX-License-Identifier: MIT
// Text, names and whole --header lines out of any bytes: a refusal that says usage, or a field that keeps every rule
// about lines and words and is read back as it was given.
#include "support/field_reader.hpp"

#include <posthaste/mail/address_list.hpp>
#include <posthaste/mime/fields.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace {

using namespace posthaste;

void require(bool holds, std::string_view what) {
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", printable(what).c_str());
    std::abort();
}

void check_text_field(std::string_view name, const std::string& text) {
    if (!mime::check_text("text", text) || text.empty())
        return;
    const auto field = mime::text_field(name, text);
    require(is_ascii(field.body), field.body);
    const auto problem = test::problem_of(field.name, field.body);
    require(problem.empty(), problem);
    require(test::read_text(field.body) == text, field.body);
}

void check_address_field(const std::string& name, std::size_t count) {
    if (has_control(name))
        return;
    std::vector<mail::Mailbox> mailboxes(count, {name, *mail::Address::make("local part", "example.org")});
    const auto field = mime::address_field("Disposition-Notification-To", mailboxes);
    const auto problem = test::problem_of(field.name, field.body);
    require(problem.empty(), problem);
    const auto again = mail::parse_address_list(field.body);
    require(again && again->size() == count, field.body);
    for (const auto& mailbox : *again) {
        const bool encoded = mailbox.display_name.starts_with("=?");
        require((encoded ? test::read_text(mailbox.display_name) : mailbox.display_name) == name, field.body);
    }
}

void check_free_field(const std::string& line) {
    const auto field = mime::free_field(line);
    if (!field) {
        require(field.error().kind == ErrorKind::usage && !field.error().message.empty(), line);
        return;
    }
    require(!field->body.empty() && line.starts_with(field->name + ":"), line);
    const std::string wire = field->name + ": " + field->body;
    for (std::size_t begin = 0; begin < wire.size();) {
        const auto end = std::min(wire.find("\r\n", begin), wire.size());
        const std::string_view text = std::string_view(wire).substr(begin, end - begin);
        require(text.size() <= 998 && !trim(text).empty() && !is_space(text.back()), text);
        require(begin == 0 || is_space(text.front()), text);
        require(std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\t'; }), text);
        begin = end + 2;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    check_free_field(text);
    for (const std::string_view name :
         {"X-Any: ", "References: ", "List-Unsubscribe: ", "List-Id: ", "Keywords: ", "Sender: ", "Autocrypt: "})
        check_free_field(std::string(name) + text);
    check_text_field("Subject", text);
    check_text_field("A-field-with-a-name-of-45-octets-for-its-line", text);
    check_address_field(text, 1);
    check_address_field(text, 3);
    return 0;
}
