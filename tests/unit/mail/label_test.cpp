// SPDX-License-Identifier: MIT
#include "support/message_file.hpp"

#include <posthaste/base/byte_source.hpp>
#include <posthaste/mail/label.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

const std::string label = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                          "Content-Transfer-Encoding: 8bit\r\n";

HeaderBlock header_of(const std::string& text) { return HeaderBlock::parse(text).value(); }

MessageFacts eight_bit(bool utf8 = true) {
    MessageFacts facts;
    facts.body_eight_bit = true;
    facts.body_is_utf8 = utf8;
    return facts;
}

struct Labelled {
    std::string text;
    MessageFacts facts;
};

Labelled labelled(const std::string& header, const std::string& body, MessageFacts facts) {
    const std::string message = header + "\r\n" + body;
    facts.header_bytes = header.size() + 2;
    facts.size_bytes = message.size();
    const Fd file = test::file_of(message);
    StringSink sink;
    const auto written = write_labelled(header_of(header), file.get(), facts, sink);
    EXPECT_TRUE(written);
    return {sink.text, written.value_or(MessageFacts{})};
}

TEST(NeedsLabel, IsForTextThatIsNotAsciiAndSaysNothing) {
    EXPECT_TRUE(needs_label(header_of("Subject: x\r\n"), eight_bit()));
    EXPECT_TRUE(needs_label(header_of("X-Content-Type: x\r\nContents: y\r\n"), eight_bit(false)));
    EXPECT_FALSE(needs_label(header_of("Subject: x\r\n"), {}));
}

TEST(NeedsLabel, LeavesAloneWhatSpeaksOfMimeOrIsSigned) {
    for (const auto* field :
         {"mime-version: 1.0", "Content-Type: text/plain", "CONTENT-TRANSFER-ENCODING: 8bit", "Content-Language: de",
          "Content-Type:", "DKIM-Signature: v=1", "ARC-Seal: i=1", "DomainKey-Signature: a=x"})
        EXPECT_FALSE(needs_label(header_of(std::string("Subject: x\r\n") + field + "\r\n"), eight_bit())) << field;
}

TEST(WriteLabelled, PutsTheLabelAtTheEndOfTheHeader) {
    const std::string header = "To: a@x.test\r\nSubject: one\r\n two\r\n";
    const std::string body = "gr\xC3\xBC\xC3\x9F dich\r\n\r\n.\r\n";
    const auto out = labelled(header, body, eight_bit());
    EXPECT_EQ(out.text, header + label + "\r\n" + body);
    EXPECT_EQ(out.facts.size_bytes, out.text.size());
    EXPECT_EQ(out.facts.header_bytes, header.size() + label.size() + 2);
    EXPECT_TRUE(out.facts.body_eight_bit);
}

TEST(WriteLabelled, DoesNotGuessACharset) {
    const auto out = labelled("Subject: x\r\n", "gr\xFC\xDF\r\n", eight_bit(false));
    EXPECT_THAT(out.text, testing::HasSubstr("charset=unknown-8bit\r\n"));
    EXPECT_THAT(out.text, testing::EndsWith("\r\n\r\ngr\xFC\xDF\r\n"));
}

TEST(WriteLabelled, MakesAHeaderWhereThereIsNone) {
    EXPECT_EQ(labelled("", "\xC3\xBC\r\n", eight_bit()).text, label + "\r\n\xC3\xBC\r\n");
}

TEST(WriteLabelled, KeepsSmallWhatGoesAhead) {
    auto facts = eight_bit();
    facts.harmless_ahead = true;
    const std::string header = "Subject: x\r\n";
    const std::size_t room = MessageFacts::max_bytes_ahead - header.size() - label.size() - 2;
    EXPECT_TRUE(labelled(header, std::string(room - 2, '\xFC') + "\r\n", facts).facts.harmless_ahead);
    EXPECT_FALSE(labelled(header, std::string(room - 1, '\xFC') + "\r\n", facts).facts.harmless_ahead);
    facts.harmless_ahead = false;
    EXPECT_FALSE(labelled(header, "\xFC\r\n", facts).facts.harmless_ahead);
}

} // namespace
} // namespace posthaste::mail
