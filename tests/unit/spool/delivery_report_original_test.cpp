// SPDX-License-Identifier: MIT
#include "report_fakes.hpp"
#include "support/field_reader.hpp"
#include "support/mime_leaves.hpp"

#include <posthaste/mail/reencode.hpp>

#include <gmock/gmock.h>

namespace posthaste::spool {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string report_on(const std::string& text, mail::DsnReturn returned = mail::DsnReturn::unset) {
    auto original = original_of(text);
    original.envelope.dsn_return = returned;
    return written(failure_of(original, {refused("bob@b.test")})).text;
}

std::string returned_by(const std::string& report) {
    const auto type = report.rfind("\r\nContent-Transfer-Encoding");
    const auto begin = report.find("\r\n\r\n", type) + 4;
    return report.substr(begin, report.rfind("\r\n--=_") - begin);
}

TEST(DeliveryReport, ReturnsTheWholeMessage) {
    const std::string text = "Subject: a\r\n\r\nsecret\r\n.\r\n-- \r\nann\r\n";
    const auto report = report_on(text, mail::DsnReturn::full);
    EXPECT_THAT(report, AllOf(HasSubstr("\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"),
                              HasSubstr("\r\nThe message is attached.\r\n"), Not(HasSubstr("PHE1"))));
    EXPECT_EQ(returned_by(report), text);
}

// RFC 2046 section 5.2.1: it is labelled, and encoded only where a server wants that, which then is possible.
TEST(DeliveryReport, ReturnsEightBitContentAsItIs) {
    auto original = original_of("Subject: a\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                "Content-Transfer-Encoding: 8bit\r\n\r\ngr\xC3\xBC\xC3\x9F\r\n");
    original.envelope.dsn_return = mail::DsnReturn::full;
    const auto report = written(failure_of(original, {refused("bob@b.test")}));
    EXPECT_TRUE(report.message.facts.body_eight_bit);
    EXPECT_THAT(report.text, AllOf(HasSubstr("message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n"),
                                   HasSubstr("\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--=_")));
    StringSink sink;
    const auto facts = mail::reencode(report.message.content.get(), report.message.facts, {true, true}, sink);
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_THAT(test::leaves_of(sink.text).at(2), "gr\xC3\xBC\xC3\x9F\r\n");
}

TEST(DeliveryReport, SaysWhyTheMessageIsNotReturnedWhole) {
    struct Case {
        std::string body, why;
    };
    const std::vector<Case> cases{
        {std::string("a\0b\r\n", 5), "NUL in it, or lines longer"},
        {std::string(999, 'x') + "\r\n", "NUL in it, or lines longer"},
        {std::string(10UZ * 1024 * 1024, '\n'), "larger than 10 MiB"},
    };
    for (const auto& [body, why] : cases) {
        const auto report = report_on("Subject: a\r\n\r\n" + body, mail::DsnReturn::full);
        EXPECT_THAT(report, AllOf(HasSubstr("\r\nOnly the header of the message is attached:\r\nthe message"),
                                  HasSubstr(why), HasSubstr("text/rfc822-headers")));
        EXPECT_EQ(returned_by(report), "Subject: a\r\n");
    }
}

// RFC 8689 section 5.
TEST(DeliveryReport, KeepsWhatWentByTlsUnderTls) {
    auto original = original_of("Subject: a\r\n\r\nsecret\r\n");
    original.envelope.dsn_return = mail::DsnReturn::full;
    original.envelope.require_tls = true;
    const auto report = written(failure_of(original, {refused("bob@b.test")}));
    EXPECT_TRUE(report.message.envelope.require_tls);
    EXPECT_THAT(report.text, AllOf(Not(HasSubstr("secret")), HasSubstr("asks for TLS on all of its way")));
}

TEST(DeliveryReport, EncodesAHeaderThatIsNotForSevenBits) {
    const std::string long_line = "X-Long: " + std::string(5000, 'x') + "\r\n";
    for (const std::string& field :
         {std::string("Subject: gr\xC3\xBC\xC3\x9F\r\n"), std::string("X: \xFC\r\n"), long_line}) {
        const auto report = report_on(field + "To: bob@b.test\r\n\r\nsecret\r\n");
        EXPECT_THAT(report, HasSubstr("text/rfc822-headers\r\nContent-Transfer-Encoding: quoted-printable\r\n"));
        EXPECT_TRUE(is_ascii(report));
        EXPECT_EQ(test::leaves_of(report).at(2), field + "To: bob@b.test\r\n");
    }
}

TEST(DeliveryReport, LeavesOutFieldsThatAreVeryLong) {
    std::string to = "To: bob@b.test";
    for (int i = 0; i < 30'000; ++i)
        to += ",\r\n user" + std::to_string(i) + "@b.test";
    const auto report = report_on("X: 1\r\n" + to + "\r\nSubject: a\r\n\r\nsecret\r\n");
    EXPECT_EQ(returned_by(report), "X: 1\r\nSubject: a\r\n");
    EXPECT_THAT(report, HasSubstr("\r\nFields that are very long were left out of it.\r\n"));
}

TEST(DeliveryReport, DoesWithoutAHeader) {
    auto original = original_of("\r\ntext\r\n");
    original.facts.header_bytes = 0;
    const auto report = written(failure_of(original, {refused("bob@b.test")})).text;
    EXPECT_EQ(test::leaves_of(report).size(), 2U);
    EXPECT_THAT(report, Not(HasSubstr("attached")));
}

TEST(DeliveryReport, CannotBeEndedByWhatIsReturned) {
    std::string text = "Subject: a\r\n\r\nsecret\r\n";
    std::string last;
    for (int i = 0; i < 3; ++i) { // a message that knows the boundary of the report of the one before
        const auto report = report_on(text, mail::DsnReturn::full);
        const auto at = report.find("boundary=\"") + 10;
        const auto boundary = report.substr(at, report.find('"', at) - at);
        EXPECT_FALSE(text.contains(boundary));
        EXPECT_EQ(returned_by(report), text);
        EXPECT_NE(boundary, last);
        last = boundary;
        text += "--" + boundary + "--\r\n";
    }
}

TEST(DeliveryReport, FailsWithAFileThatIsTooShort) {
    for (const auto returned : {mail::DsnReturn::full, mail::DsnReturn::headers}) {
        auto original = original_of("Subject: a\r\n\r\nsecret\r\n");
        original.envelope.dsn_return = returned;
        original.facts.size_bytes += 1000;
        original.facts.header_bytes += returned == mail::DsnReturn::headers ? 1000 : 0;
        const auto report = write_report(failure_of(original, {refused("bob@b.test")}), temporary_directories());
        ASSERT_FALSE(report);
        EXPECT_EQ(report.error().kind, ErrorKind::io);
    }
}

TEST(DeliveryReport, HasTheSubjectOfTheMessage) {
    std::string words, read;
    for (int i = 0; i < 20; ++i) {
        words += "\r\n =?utf-8?Q?" + std::string(40, 'x') + "?=";
        read += i < 7 ? std::string(40, 'x') : "";
    }
    struct Case {
        std::string subject, read; // behind the title
    };
    const std::vector<Case> cases{
        {"hello", ": hello"},
        {"", ""},
        {" \t ", ""},
        {"a  b\r\n c\td", ": a b c d"},
        {"\x1B[31m red", ": [31m red"},
        {"=?utf-8?Q?gr=C3=BC?=\r\n =?utf-8?Q?=C3=9F?= you", ": gr\xC3\xBC\xC3\x9F you"},
        {words, ": " + read + " ..."},
        {std::string(5000, 'x'), ": " + std::string(400, 'x') + "..."},
        {"gr\xC3\xBC\xC3\x9F", ": gr\xC3\xBC\xC3\x9F"},
        {std::string(399, 'x') + "\xC3\xBC", ": " + std::string(399, 'x') + "..."},
        {"caf\xE9", ": caf\xE9"},
    };
    for (const auto& [subject, read_back] : cases) {
        const auto report = report_on("Subject: " + subject + "\r\nTo: bob@b.test\r\n\r\nsecret\r\n");
        const auto header = report.substr(0, report.find("\r\n\r\n"));
        EXPECT_TRUE(is_ascii(header));
        const auto at = header.find("\r\nSubject: ") + 11;
        const auto body = header.substr(at, header.find("\r\nMessage-ID") - at);
        EXPECT_EQ(test::problem_of("Subject", body, 998), "") << subject;
        EXPECT_EQ(test::read_text(body), "Undelivered mail" + read_back);
    }
    EXPECT_THAT(report_on("To: bob@b.test\r\n\r\nx\r\n"), HasSubstr("\r\nSubject: Undelivered mail\r\n"));
}

TEST(DeliveryReport, IsAnAnswerToAMessageWithAnId) {
    const auto answers = [](const std::string& id) {
        const auto report = report_on("Message-ID: " + id + "\r\nTo: bob@b.test\r\n\r\nx\r\n");
        return test::field_of(report.substr(0, report.find("\r\n\r\n")), "In-Reply-To");
    };
    EXPECT_EQ(answers("<1@a.test>"), "<1@a.test>");
    EXPECT_EQ(answers("\r\n <1@a.test>"), "<1@a.test>");
    for (const std::string& bad : {std::string("1"), std::string("<1@a.test"), std::string("<a b@c>"),
                                   std::string("<\xC3\xBC@a>"), "<" + std::string(1000, 'x') + "@a.test>"})
        EXPECT_EQ(answers(bad), "") << bad;
}

} // namespace
} // namespace posthaste::spool
