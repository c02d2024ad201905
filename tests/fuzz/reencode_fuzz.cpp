// SPDX-License-Identifier: MIT
// Re-encoding of messages out of any bytes. The first byte of the input says what the wire does not carry, the rest is
// the message. It is refused as data, or comes out so that it fits, with true facts, and the same when it goes in
// again; one that fits already is not changed at all.
#include "support/message_file.hpp"
#include "unit/mail/mail_fakes.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/intake.hpp>
#include <posthaste/mail/reencode.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace posthaste;

void require(bool holds) {
    if (!holds)
        std::abort();
}

struct Message {
    std::string text;
    mail::MessageFacts facts;
};

Result<Message> take(std::string_view bytes) {
    MemorySource source(bytes);
    StringSink sink;
    PH_ASSIGN(const mail::Taken taken, mail::take_message(source, sink));
    return Message{std::move(sink.text), taken.facts};
}

Result<Message> reencoded(const Message& message, mail::ReencodeNeeds needs) {
    const Fd file = test::file_of(message.text);
    StringSink sink;
    PH_ASSIGN(const mail::MessageFacts facts, mail::reencode(file.get(), message.facts, needs, sink));
    return Message{std::move(sink.text), facts};
}

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

void check(const Message& message) {
    const auto& facts = message.facts;
    const std::string_view text = message.text;
    require(facts.size_bytes == text.size() && facts.longest_line_bytes == longest_line(text));
    require(facts.header_bytes == text.find("\r\n\r\n") + 4);
    const auto header = text.substr(0, facts.header_bytes);
    const auto body = text.substr(facts.header_bytes);
    require(facts.header_eight_bit == !is_ascii(header) && facts.header_is_utf8 == codec::is_utf8(header));
    require(facts.body_eight_bit == !is_ascii(body) && facts.has_nul == body.contains('\0'));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(data, data + size);
    const auto message = take(std::string_view(input).substr(std::min<std::size_t>(1, size)));
    if (!message)
        return 0;
    const mail::ReencodeNeeds needs{size != 0 && (data[0] & 1U) != 0, size != 0 && (data[0] & 2U) != 0};
    const auto result = reencoded(*message, needs);
    if (!result) {
        require(result.error().kind == ErrorKind::data && !result.error().message.empty());
        return 0;
    }
    check(*result);
    require(!mail::needs_reencoding(result->facts, needs));
    const bool fits = !mail::needs_reencoding(message->facts, needs);
    const auto lowered = lower(message->text);
    if (fits && !lowered.contains("binary") && !(needs.seven_bit && lowered.contains("8bit")))
        require(result->text == message->text);
    const auto again = reencoded(*result, needs);
    require(again.has_value() && again->text == result->text);
    return 0;
}
