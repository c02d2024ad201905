// SPDX-License-Identifier: MIT
#include "support/field_reader.hpp"

#include <posthaste/mime/fields.hpp>

#include <gmock/gmock.h>

namespace posthaste::mime {
namespace {

using test::problem_of;
using testing::HasSubstr;
using testing::StartsWith;

std::string body(std::string_view line) {
    const auto field = free_field(line);
    return field ? field->body : "refused: " + field.error().message;
}

std::string refusal(std::string_view line) {
    const auto field = free_field(line);
    if (field)
        return "taken: " + field->body;
    EXPECT_EQ(field.error().kind, ErrorKind::usage);
    return field.error().message;
}

TEST(FreeField, KeepsTheNameAndTrimsTheValue) {
    const auto field = free_field("x-MAILER:  something 1.0 \t");
    ASSERT_TRUE(field);
    EXPECT_EQ(field->name, "x-MAILER");
    EXPECT_EQ(field->body, "something 1.0");
    EXPECT_EQ(body("X-Time:12:00"), "12:00");
}

TEST(FreeField, RefusesWhatIsNoField) {
    EXPECT_THAT(refusal("no colon"), HasSubstr("has no colon: write 'Name: value'"));
    EXPECT_THAT(refusal(""), HasSubstr("has no colon"));
    for (const std::string_view line : {": x", "X Y: x", "X-A : x", "\tX: x", "Ü: x", "X\r\nBcc: x", "X\x7F: x"})
        EXPECT_THAT(refusal(line), HasSubstr("is no name of a field")) << line;
    EXPECT_THAT(refusal(std::string(77, 'X') + ": x"), HasSubstr("is no name of a field"));
    EXPECT_THAT(refusal("X-A:"), HasSubstr("--header X-A: it has no value"));
    EXPECT_THAT(refusal("X-A: \t "), HasSubstr("it has no value"));
}

TEST(FreeField, RefusesControlCharactersAtAnyPlace) {
    EXPECT_THAT(refusal("X-A: a\r\nBcc: x@y.test"), StartsWith("--header X-A: there is a control character (\\x0D)"));
    EXPECT_THAT(refusal("X-A: a\n"), HasSubstr("\\x0A"));
    EXPECT_THAT(refusal(std::string("X-A: \0", 6)), HasSubstr("\\x00"));
    EXPECT_THAT(refusal("References: <a@b>\x1B"), HasSubstr("\\x1B"));
    EXPECT_EQ(test::read_text(body("X-A: a\tb")), "a\tb");
}

TEST(FreeField, NamesTheOptionForWhatHasOne) {
    struct Case {
        std::string_view line, message;
    };
    for (const auto& c : {Case{"Subject: x", "--header Subject: use --subject"},
                          {"SUBJECT: x", "--header SUBJECT: use --subject"},
                          {"from: x@y.test", "--header from: use --from"},
                          {"To: x@y.test", "--header To: use --to"},
                          {"Cc: x@y.test", "--header Cc: use --cc"},
                          {"Bcc: x@y.test", "--header Bcc: use --bcc"},
                          {"Resent-Bcc: x@y.test", "--header Resent-Bcc: use --bcc"},
                          {"Reply-To: x@y.test", "--header Reply-To: use --reply-to"},
                          {"Date: x", "--header Date: use --date"},
                          {"Message-Id: <a@b>", "--header Message-Id: use --message-id"},
                          {"DKIM-Signature: v=1", "--header DKIM-Signature: use --dkim"},
                          {"MIME-Version: 1.0", "--header MIME-Version: the composer writes it"},
                          {"HP-Outer: Subject: x", "--header HP-Outer: --hide-subject writes it"},
                          {"content-TYPE: text/html", "--header content-TYPE: the composer writes it; --attach-type"},
                          {"Content-Disposition: x", "--header Content-Disposition: the composer writes it"},
                          {"Content-Any: x", "--header Content-Any: the composer writes it"},
                          {"Return-Path: <>", "--header Return-Path: the server that delivers writes it"},
                          {"Received: by x", "--header Received: the servers on the way write it"}})
        EXPECT_THAT(refusal(c.line), StartsWith(c.message));
}

TEST(FreeField, WritesOtherFieldsAsText) {
    EXPECT_EQ(body("Comments: Schöner Tag"), "=?UTF-8?Q?Sch=C3=B6ner_Tag?=");
    EXPECT_EQ(test::read_text(body("X-A: =?utf-8?q?x?=")), "=?utf-8?q?x?=");
    const std::string name(60, 'N');
    EXPECT_EQ(body(name + ": plain"), "plain");
    EXPECT_THAT(refusal(name + ": 😀"), HasSubstr("is too long a name for a value that has to be encoded"));
}

TEST(FreeField, ParsesAddressesAndWritesThemAnew) {
    EXPECT_EQ(body("Sender: Jürgen Q. Public <j@bücher.example>"),
              "=?UTF-8?Q?J=C3=BCrgen_Q=2E_Public?= <j@xn--bcher-kva.example>");
    EXPECT_EQ(body("Disposition-Notification-To: a@x.test,,b@x.test (me)"), "a@x.test, b@x.test");
    EXPECT_THAT(refusal("Sender: a@x.test, b@x.test"), HasSubstr("is more than one address"));
    EXPECT_THAT(refusal("Sender: \"a@x.test"), HasSubstr("a quoted string is not closed"));
    EXPECT_THAT(refusal("Sender: ann"), HasSubstr("\"ann\" has no domain"));
    EXPECT_THAT(refusal("Mail-Followup-To: nobody:;"), HasSubstr("names no address"));
}

TEST(FreeField, KeepsMessageIdsWhole) {
    std::string value, expected;
    for (int i = 0; i < 60; ++i) {
        const std::string id = "<id" + std::to_string(i) + ".qqqqqqqqqqqqqqqqqqqq@example.org>";
        value += i % 2 == 0 ? id : "  \t" + id;
        expected += (i == 0 ? "" : " ") + id;
    }
    const auto references = body("References: " + value);
    EXPECT_EQ(problem_of("References", references), "");
    EXPECT_EQ(test::unfolded(references), expected);
    const std::string longest = "<" + std::string(900, 'x') + "@example.org>";
    EXPECT_EQ(body("In-Reply-To: " + longest), longest);
    EXPECT_EQ(body("In-Reply-To: <a@b> " + longest), "<a@b>\r\n " + longest);
    EXPECT_THAT(refusal("In-Reply-To: <" + std::string(1000, 'x') + "@y>"), HasSubstr("998 is the most"));
    for (const std::string_view bad :
         {"a@b", "<a@b> x", "<ab>", "<a b@c>", "<@b>", "<a@>", "<ä@b>", "<a@b", "<a@b>, <c@d>"})
        EXPECT_THAT(refusal("References: " + std::string(bad)), HasSubstr("is no message id"));
    EXPECT_THAT(refusal("Resent-Message-ID: <a@b> <c@d>"), HasSubstr("is no message id"));
}

TEST(FreeField, NeverTouchesUris) {
    const std::string url = "<https://example.com/u/" + std::string(150, 'a') + "?x=%C3%BC>";
    EXPECT_EQ(body("List-Unsubscribe: <mailto:u@example.com?subject=u>," + url),
              "<mailto:u@example.com?subject=u>,\r\n " + url);
    EXPECT_EQ(body("List-Unsubscribe: " + url + " , <mailto:u@x.test>"), url + ",\r\n <mailto:u@x.test>");
    EXPECT_EQ(body("List-Help: (how to) <https://x.test/h> (a (nested) one)"),
              "(how to) <https://x.test/h> (a (nested) one)");
    EXPECT_EQ(body("List-Post: NO"), "NO");
    EXPECT_EQ(body("List-Post: NO (posting not allowed on this list)"), "NO (posting not allowed on this list)");
    EXPECT_THAT(refusal("List-Post: NO (way"), HasSubstr("is no URI"));
    EXPECT_THAT(refusal("List-Post: NOBODY"), HasSubstr("is no URI"));
    EXPECT_EQ(body("X-Links: " + url + "," + url), url + ",\r\n " + url);
    EXPECT_EQ(body("Archived-At: <https://x.test/=?utf-8?q?x?=>"), "<https://x.test/=?utf-8?q?x?=>");
    EXPECT_THAT(body("X-Any: <https://x.test/=?utf-8?q?x?=>"), StartsWith("=?UTF-8?Q?"));
    EXPECT_THAT(refusal("List-Archive: <https://x.test/" + std::string(990, 'a') + ">"), HasSubstr("cannot be folded"));
    for (const std::string_view bad : {"https://x.test/", "<https://x.test/ü>", "<https://x.test/a b>", "<x.test>",
                                       "<:x>", "<https:>", "NO", "<https://x.test"})
        EXPECT_THAT(refusal("List-Help: " + std::string(bad)), HasSubstr("is no URI")) << bad;
    EXPECT_THAT(refusal("List-Help: <a:b> <c:d>"), HasSubstr("\"<c:d>\" needs a comma before it"));
    EXPECT_THAT(refusal("List-Help: <a:b>,"), HasSubstr("has no URI behind it"));
    EXPECT_THAT(refusal("List-Help: ,<a:b>"), HasSubstr("has a comma with no URI before it"));
    EXPECT_THAT(refusal("List-Help: <a:b> (open"), HasSubstr("is no comment"));
}

TEST(FreeField, HasOneClickAsRfc8058HasIt) {
    EXPECT_EQ(body("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "List-Unsubscribe=One-Click");
    EXPECT_THAT(refusal("List-Unsubscribe-Post: yes"), HasSubstr("must be List-Unsubscribe=One-Click"));
}

TEST(FreeField, EncodesPhrasesButNotWhatStandsBesideThem) {
    EXPECT_EQ(body("List-Id: Die Größe <list.example.org>"), "=?UTF-8?Q?Die_Gr=C3=B6=C3=9Fe?= <list.example.org>");
    EXPECT_EQ(body("List-Id: \"A. \\\"B\\\"\" <list.example.org>"), "\"A. \\\"B\\\"\" <list.example.org>");
    EXPECT_EQ(body("List-Id: <list.example.org>"), "<list.example.org>");
    EXPECT_THAT(refusal("List-Id: list.example.org"), HasSubstr("has no list id"));
    EXPECT_THAT(refusal("List-Id: <li st>"), HasSubstr("is no list id"));
    EXPECT_EQ(body("Keywords: mail, Die Größe ,\"a, b\""), "mail, =?UTF-8?Q?Die_Gr=C3=B6=C3=9Fe?= , \"a, b\"");
    EXPECT_THAT(refusal("Keywords: a,,b"), HasSubstr("has nothing between two commas"));
    std::string many = "Größe";
    for (int i = 0; i < 50; ++i)
        many += ", Größe " + std::to_string(i);
    EXPECT_EQ(problem_of("Keywords", body("Keywords: " + many)), "");
}

TEST(FreeField, NeverEncodesTokens) {
    EXPECT_EQ(body("Auto-Submitted: auto-generated"), "auto-generated");
    EXPECT_EQ(body("X-Priority: 1 (Highest)"), "1 (Highest)");
    EXPECT_THAT(refusal("Importance: höchste"), HasSubstr("is not ASCII, and this field cannot be encoded"));
    const std::string key = "addr=a@x.test; keydata=" + std::string(300, 'A') + "  " + std::string(300, 'B');
    EXPECT_EQ(body("Autocrypt: " + key),
              "addr=a@x.test;\r\n keydata=" + std::string(300, 'A') + "\r\n  " + std::string(300, 'B'));
    EXPECT_THAT(refusal("Face: " + std::string(1000, 'A')), HasSubstr("cannot be folded"));
}

TEST(CheckFieldSet, RefusesASecondOfWhatMayStandOnce) {
    EXPECT_TRUE(check_field_set({{"X-A", "1"}, {"X-A", "2"}, {"Comments", "a"}, {"comments", "b"}, {"Sender", "a@b"}}));
    for (const std::string name :
         {"Sender", "References", "In-Reply-To", "Subject", "List-Unsubscribe", "Auto-Submitted"}) {
        const auto status = check_field_set({{name, "1"}, {"X-A", "2"}, {lower(name), "3"}});
        ASSERT_FALSE(status) << name;
        EXPECT_EQ(status.error().kind, ErrorKind::usage);
        EXPECT_EQ(status.error().message, name + " is given more than once; a message has one at most");
    }
}

TEST(CheckFieldSet, WantsAnHttpsUriForOneClick) {
    const Field post{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"};
    EXPECT_FALSE(check_field_set({post}));
    EXPECT_FALSE(check_field_set({post, {"List-Unsubscribe", "<mailto:a@x.test>, <http://x.test>"}}));
    EXPECT_TRUE(check_field_set({{"list-unsubscribe", "<mailto:a@x.test>, <HTTPS://x.test>"}, post}));
}

} // namespace
} // namespace posthaste::mime
