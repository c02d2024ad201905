// SPDX-License-Identifier: MIT
#include <posthaste/mail/envelope.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> texts(const Envelope& envelope) {
    std::vector<std::string> out;
    for (const auto& recipient : envelope.recipients)
        out.push_back(recipient.text());
    return out;
}

TEST(Envelope, KeepsEachRecipientOnceAndInOrder) {
    Envelope envelope;
    for (const auto* text : {"b@x.test", "a@x.test", "b@X.TEST", "B@x.test", "a"})
        envelope.add_recipient(Address::parse(text).value());
    EXPECT_THAT(texts(envelope), ElementsAre("b@x.test", "a@x.test", "B@x.test", "a"));
}

TEST(Envelope, AddsManyAsItAddsOne) {
    Envelope envelope;
    envelope.add_recipient(Address::parse("a@x.test").value());
    std::vector<Address> more;
    for (int i = 0; i < 20000; ++i)
        more.push_back(Address::parse(fmt::format("u{}@x.test", i % 10000)).value());
    more.push_back(Address::parse("a@X.test").value());
    envelope.add_recipients(more);
    EXPECT_EQ(envelope.recipients.size(), 10001U);
    EXPECT_EQ(envelope.recipients[1].text(), "u0@x.test");
}

TEST(ParseNotify, WritesTheWordsOfTheRfc) {
    EXPECT_EQ(parse_notify("never").value(), "NEVER");
    EXPECT_EQ(parse_notify("delay, Success").value(), "SUCCESS,DELAY");
    EXPECT_EQ(parse_notify("failure,failure").value(), "FAILURE");
}

TEST(ParseNotify, RefusesWhatTheRfcDoesNotKnow) {
    for (const auto* text : {"", "always", "never,delay", "success,,delay", "success\r\nRSET", "success delay"}) {
        const auto result = parse_notify(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().kind, ErrorKind::usage);
        EXPECT_THAT(result.error().message, HasSubstr("success, failure"));
    }
}

TEST(ParseEnvelopeId, TakesWhatTheParameterMayHold) {
    EXPECT_EQ(parse_envelope_id("QQ 314+159").value(), "QQ 314+159");
    EXPECT_TRUE(parse_envelope_id(std::string(100, 'x')));
    for (const auto& text :
         {std::string(101, 'x'), std::string(34, '+'), std::string("\xC3\xBC"), std::string("a\tb")}) {
        const auto result = parse_envelope_id(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().kind, ErrorKind::usage);
    }
}

TEST(ParseReturn, KnowsFullAndHdrs) {
    EXPECT_EQ(parse_return("FULL").value(), DsnReturn::full);
    EXPECT_EQ(parse_return("hdrs").value(), DsnReturn::headers);
    const auto result = parse_return("headers");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::usage);
    EXPECT_THAT(result.error().message, HasSubstr("\"headers\""));
}

} // namespace
} // namespace posthaste::mail
