// SPDX-License-Identifier: MIT
#include "mail_parameters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace posthaste::smtp {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

mail::Envelope envelope() {
    mail::Envelope made;
    made.sender = mail::Address::parse("a@example.org").value();
    made.add_recipient(mail::Address::parse("b@example.net").value());
    return made;
}

Capabilities everything() {
    Capabilities all;
    all.eight_bit_mime = all.smtp_utf8 = all.dsn = all.size = true;
    return all;
}

TEST(MailParameters, SayNothingThatIsNotNeeded) {
    EXPECT_THAT(mail_parameters(envelope(), {}, {}).mail, IsEmpty());
    EXPECT_THAT(mail_parameters(envelope(), {}, everything()).mail, ElementsAre("SIZE=0"));
    EXPECT_THAT(rcpt_parameters(envelope(), envelope().recipients[0], everything()), IsEmpty());
}

TEST(MailParameters, DeclareEightBitWhenAskedOnlyWhereOffered) {
    auto declared = envelope();
    declared.declare_eight_bit = true;
    EXPECT_THAT(mail_parameters(declared, {}, everything()).mail, ElementsAre("SIZE=0", "BODY=8BITMIME"));
    EXPECT_THAT(mail_parameters(declared, {}, {}).mail, IsEmpty());
}

TEST(MailParameters, AskForSmtpUtf8OnlyForAddressesAndHeaders) {
    mail::MessageFacts facts;
    facts.body_eight_bit = true;
    EXPECT_THAT(mail_parameters(envelope(), facts, everything()).mail, ElementsAre("SIZE=0", "BODY=8BITMIME"));
    facts.header_eight_bit = true;
    EXPECT_THAT(mail_parameters(envelope(), facts, everything()).mail,
                ElementsAre("SIZE=0", "BODY=8BITMIME", "SMTPUTF8"));
    auto foreign = envelope();
    foreign.add_recipient(mail::Address::parse("\xD0\xBF@example.net").value());
    EXPECT_THAT(mail_parameters(foreign, {}, everything()).mail, ElementsAre("SIZE=0", "SMTPUTF8"));
}

TEST(RcptParameters, NameTheRecipientInItsOwnType) {
    auto asked = envelope();
    asked.notify = "FAILURE";
    const auto said = [&asked](const char* recipient) {
        return rcpt_parameters(asked, mail::Address::parse(recipient).value(), everything());
    };
    EXPECT_THAT(said("a+b=c@example.net"), ElementsAre("NOTIFY=FAILURE", "ORCPT=rfc822;a+2Bb+3Dc@example.net"));
    EXPECT_THAT(said("\xD0\xBF+b@example.net"),
                ElementsAre("NOTIFY=FAILURE", "ORCPT=utf-8;\xD0\xBF\\x{2B}b@example.net"));
    EXPECT_THAT(said("\"\xD0\xBF b\"@example.net"),
                ElementsAre("NOTIFY=FAILURE", "ORCPT=utf-8;\"\xD0\xBF\\x{20}b\"@example.net"));
    EXPECT_THAT(rcpt_parameters(asked, asked.recipients[0], {}), IsEmpty());
}

TEST(MailParameters, AskForSmtpUtf8ForASenderButNotForADomain) {
    auto foreign = envelope();
    foreign.sender = mail::Address::parse("a@b\xC3\xBC"
                                          "cher.example")
                         .value();
    EXPECT_THAT(mail_parameters(foreign, {}, everything()).mail, ElementsAre("SIZE=0"));
    foreign.sender = mail::Address::parse("\xC3\xBC@example.org").value();
    EXPECT_THAT(mail_parameters(foreign, {}, everything()).mail, ElementsAre("SIZE=0", "SMTPUTF8"));
}

TEST(CheckMessage, LetsAUtf8HeaderGoBySmtpUtf8Alone) {
    Capabilities offered;
    offered.smtp_utf8 = true;
    mail::MessageFacts facts;
    facts.header_eight_bit = true;
    EXPECT_TRUE(check_message(envelope(), facts, offered));
    facts.header_is_utf8 = false;
    const auto refused = check_message(envelope(), facts, offered);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::data);
    EXPECT_THAT(refused.error().message, HasSubstr("the header holds 8-bit characters"));
}

TEST(CheckMessage, TakesExactlyWhatFits) {
    Capabilities offered;
    offered.max_bytes = 300;
    mail::MessageFacts facts;
    facts.size_bytes = 300;
    facts.longest_line_bytes = 998;
    EXPECT_TRUE(check_message(envelope(), facts, offered));
    facts.size_bytes = 301;
    EXPECT_EQ(check_message(envelope(), facts, offered).error().kind, ErrorKind::refused);
    facts.longest_line_bytes = 999;
    EXPECT_THAT(check_message(envelope(), facts, offered).error().message, HasSubstr("a line of 999 octets"));
}

TEST(CheckMessage, TakesTheNullSenderWithoutSmtpUtf8) {
    auto bounce = envelope();
    bounce.sender.reset();
    EXPECT_TRUE(check_message(bounce, {}, {}));
}

} // namespace
} // namespace posthaste::smtp
