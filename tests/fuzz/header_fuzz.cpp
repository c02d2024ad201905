// SPDX-License-Identifier: MIT
// Messages out of any bytes. The first byte of the input says what is asked for (below), the rest is the message. It is
// refused as data, or comes out the same however it was cut, with what was learnt about it being true, and a message
// that came out once comes out again as it is.
#include "unit/mail/mail_fakes.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/address_list.hpp>
#include <posthaste/mail/intake.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace posthaste;

void require(bool holds) {
    if (!holds)
        std::abort();
}

struct Wanted { // 1 a lone dot ends, 2 -t, 4 From is replaced, 8 no domain is known, 16 bare names get one, 32
                // answers go to the author that is replaced
    unsigned bits = 0;

    [[nodiscard]] bool dot_ends() const { return (bits & 1U) != 0; }
    [[nodiscard]] bool recipients() const { return (bits & 2U) != 0; }
    [[nodiscard]] bool qualifies() const { return (bits & 16U) != 0; }
    [[nodiscard]] mail::HeaderPolicy policy() const {
        mail::HeaderPolicy policy;
        policy.force_from = (bits & 4U) != 0;
        if (policy.force_from)
            policy.from = mail::Mailbox{"J\xC3\xBCrgen \"J.\"", mail::Address::parse("j@x.test").value()};
        if ((bits & 8U) == 0)
            policy.domain = "example.org";
        if (qualifies())
            policy.bare_domain = "a.test";
        policy.reply_to_original = (bits & 32U) != 0;
        return policy;
    }
};

struct Message {
    std::vector<mail::Address> recipients;
    mail::Taken taken;
    std::string text;
};

Result<Message> take(std::string_view input, std::size_t step, Wanted wanted) {
    MemorySource source(input, step);
    mail::Intake intake(source, wanted.dot_ends() ? mail::LoneDot::ends_message : mail::LoneDot::is_text);
    PH_ASSIGN(auto header, intake.read_header());
    Message message;
    if (wanted.recipients()) {
        PH_ASSIGN(message.recipients, mail::read_recipients(header));
    }
    mail::CountingIds ids;
    mail::prepare_header(header, wanted.policy(), mail::FixedClock{}, ids);
    StringSink sink;
    PH_ASSIGN(message.taken, intake.write(header, sink));
    message.text = std::move(sink.text);
    return message;
}

bool same(const mail::MessageFacts& a, const mail::MessageFacts& b) {
    return a.size_bytes == b.size_bytes && a.header_bytes == b.header_bytes &&
           a.longest_line_bytes == b.longest_line_bytes && a.header_eight_bit == b.header_eight_bit &&
           a.header_is_utf8 == b.header_is_utf8 && a.body_eight_bit == b.body_eight_bit && a.has_nul == b.has_nul &&
           a.had_bare_cr == b.had_bare_cr && a.text_after_dot == b.text_after_dot;
}

bool same(const Result<Message>& a, const Result<Message>& b) {
    if (!a || !b)
        return !a && !b && a.error().kind == b.error().kind && a.error().message == b.error().message;
    return a->text == b->text && a->recipients == b->recipients && same(a->taken.facts, b->taken.facts) &&
           a->taken.warnings == b->taken.warnings;
}

// The length of the longest line of text; every line ends in CRLF, and CR and LF stand nowhere else.
std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const auto end = text.find_first_of("\r\n");
        require(end != std::string_view::npos && text.substr(end).starts_with("\r\n"));
        longest = std::max(longest, end);
        text.remove_prefix(end + 2);
    }
    return longest;
}

void check_header(std::string_view header, Wanted wanted) {
    const auto block = mail::HeaderBlock::parse(header);
    require(block.has_value() && block->wire() == header && !header.contains('\0'));
    for (const auto* name : {"Bcc", "Resent-Bcc", "Return-Path", "Content-Length"})
        require(!block->has(name));
    for (const auto* name : {"Date", "From", "Message-ID"})
        require(block->has(name));
    require(!wanted.policy().force_from || block->all("From").size() == 1);
    constexpr std::size_t near_the_limit = 900; // longer lines get no domain
    constexpr std::size_t most_names = 1000;    // nor do more of them; a name and its comma are two octets
    const auto is_signature = [](const auto& field) {
        const auto name = lower(field.name);
        return name.ends_with("-signature") || name.starts_with("arc-");
    };
    if (!wanted.qualifies() || std::ranges::any_of(block->fields(), is_signature) ||
        longest_line(header) > near_the_limit || header.size() > 2 * most_names)
        return;
    for (const auto* name : {"From", "Reply-To", "To", "Resent-Cc"})
        for (const auto* field : block->all(name)) {
            const auto ends = mail::bare_name_ends(field->body(), most_names);
            require(!ends || ends->empty());
        }
}

void check(const mail::Address& recipient) {
    const std::string text = recipient.text();
    require(!text.empty() && !has_control(text) && codec::is_utf8(text));
    const auto again = mail::Address::parse(text);
    require(again.has_value() && *again == recipient);
}

void check(const Message& message, Wanted wanted) {
    const auto& facts = message.taken.facts;
    const std::string_view text = message.text;
    require(facts.size_bytes == text.size() && facts.longest_line_bytes == longest_line(text));
    require(facts.header_bytes == text.find("\r\n\r\n") + 4);
    const auto header = text.substr(0, facts.header_bytes - 2);
    const auto body = text.substr(facts.header_bytes);
    require(facts.header_eight_bit == !is_ascii(header) && facts.header_is_utf8 == codec::is_utf8(header));
    require(facts.body_eight_bit == !is_ascii(body) && facts.has_nul == body.contains('\0'));
    require(!wanted.dot_ends() || !text.contains("\r\n.\r\n"));
    require(!facts.text_after_dot || wanted.dot_ends());
    check_header(header, wanted);
    for (const auto& recipient : message.recipients)
        check(recipient);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const Wanted wanted{size == 0 ? 0U : data[0]};
    const auto bytes = std::string_view(input).substr(std::min<std::size_t>(1, size));
    const auto whole = take(bytes, bytes.size() + 1, wanted);
    require(same(whole, take(bytes, 1, wanted)) && same(whole, take(bytes, 7, wanted)));
    if (!whole) {
        require(whole.error().kind == ErrorKind::data);
        return 0;
    }
    check(*whole, wanted);
    const auto again = take(whole->text, whole->text.size(), {});
    require(again.has_value() && again->text == whole->text);
    return 0;
}
