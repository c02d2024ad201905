// SPDX-License-Identifier: MIT
#include "support/field_reader.hpp"

#include <posthaste/mime/fields.hpp>

#include <gtest/gtest.h>

namespace posthaste::mime {
namespace {

using test::problem_of;
using test::read_text;

std::string times(int count, std::string_view text) {
    std::string out;
    for (int i = 0; i < count; ++i)
        out += text;
    return out;
}

std::string subject(std::string_view text) { return text_field("Subject", text).body; }

TEST(TextField, LeavesPlainTextAsItIs) {
    EXPECT_EQ(subject(""), "");
    EXPECT_EQ(subject("Hello"), "Hello");
    EXPECT_EQ(subject("Re: [list] 100% = 1? \"yes\" (no)"), "Re: [list] 100% = 1? \"yes\" (no)");
    EXPECT_EQ(subject("?= =? is none"), "=?UTF-8?Q?=3F=3D_=3D=3F_is_none?="); // but this begins one
}

TEST(TextField, FoldsBeforeSpacesThatAreThere) {
    const std::string text = times(12, "seven77 ") + "end";
    EXPECT_EQ(subject(text), "seven77 seven77 seven77 seven77 seven77 seven77 seven77 seven77\r\n"
                             " seven77 seven77 seven77 seven77 end");
    EXPECT_EQ(problem_of("Subject", subject(times(500, "word ") + "end")), "");
}

TEST(TextField, FillsALineToTheLastOctet) {
    const std::string sixty_nine(69, 'x'); // "Subject: " has nine
    EXPECT_EQ(subject(sixty_nine), sixty_nine);
    EXPECT_EQ(subject(sixty_nine + " y"), sixty_nine + "\r\n y");
    EXPECT_EQ(subject("a " + std::string(77, 'x')), "a\r\n " + std::string(77, 'x'));
}

// A value of which a reader could lose something is encoded as a whole; problem_of() sees to the rest.
TEST(TextField, EncodesWhatWouldNotComeBack) {
    for (const std::string& text :
         {std::string("Prüfung"), std::string("two  spaces"), std::string(" leading"), std::string("trailing "),
          std::string(" "), std::string("a\tb"), std::string("literal =?utf-8?q?x?= here"), std::string("=?"),
          std::string(70, 'x'), std::string(78, 'x'), "a " + std::string(78, 'x'), std::string(1200, 'y'),
          times(500, "😀"), times(300, "Ж"), times(99, "é à  "), std::string("e\u0301 ☃\u200D☃")}) {
        const auto body = subject(text);
        EXPECT_EQ(body.substr(0, 8), "=?UTF-8?") << body;
        EXPECT_EQ(read_text(body), text);
        EXPECT_EQ(problem_of("Subject", body), "");
    }
}

TEST(TextField, MakesUseOfTheRoomInALine) {
    EXPECT_EQ(subject("ß" + std::string(50, 'x')), "=?UTF-8?Q?=C3=9F" + std::string(49, 'x') + "?=\r\n =?UTF-8?Q?x?=");
    EXPECT_EQ(subject("ß" + std::string(49, 'x')), "=?UTF-8?Q?=C3=9F" + std::string(49, 'x') + "?=");
}

TEST(TextField, GivesLongNamesAFirstWordThatFits) {
    for (std::size_t size = 1; size <= 45; ++size) {
        const std::string name(size, 'N');
        for (const std::string& text : {std::string("ß"), times(40, "😀"), std::string(100, '\xFC')}) {
            const auto body = text_field(name, text).body;
            EXPECT_EQ(problem_of(name, body), "") << size;
            EXPECT_EQ(read_text(body), text);
        }
    }
}

TEST(TextField, DoesNotCallOctetsUtf8ThatAreNot) {
    EXPECT_EQ(subject("J\xFCrgen"), "=?unknown-8bit?Q?J=FCrgen?=");
    const auto body = subject(std::string(300, '\xFC'));
    EXPECT_EQ(read_text(body), std::string(300, '\xFC'));
    EXPECT_EQ(problem_of("Subject", body), "");
}

TEST(CheckText, RefusesControlCharactersAndNamesThem) {
    EXPECT_TRUE(check_text("--subject", "a\tb é \u0085"));
    struct Case {
        std::string text, shown;
    };
    for (const auto& c : {Case{"a\nBcc: x", "\\x0A"},
                          {"a\r", "\\x0D"},
                          {std::string("a\0b", 3), "\\x00"},
                          {"\x1B[31m", "\\x1B"},
                          {"\x7F", "\\x7F"}}) {
        const auto status = check_text("--subject", c.text);
        ASSERT_FALSE(status);
        EXPECT_EQ(status.error().kind, ErrorKind::usage);
        EXPECT_TRUE(status.error().message.starts_with("--subject: there is a control character (" + c.shown + ")"))
            << status.error().message;
    }
}

std::vector<mail::Mailbox> mailboxes(int count, std::string_view name) {
    std::vector<mail::Mailbox> out;
    for (int i = 0; i < count; ++i) {
        const auto local = "person" + std::to_string(i);
        out.push_back({std::string(name), *mail::Address::make(local, "example.org")});
    }
    return out;
}

TEST(AddressField, FoldsAfterCommas) {
    const auto field = address_field("To", mailboxes(4, "Ann Example"));
    EXPECT_EQ(field.name, "To");
    EXPECT_EQ(field.body, "Ann Example <person0@example.org>, Ann Example <person1@example.org>,\r\n"
                          " Ann Example <person2@example.org>, Ann Example <person3@example.org>");
    EXPECT_EQ(address_field("To", mailboxes(3, "")).body,
              "person0@example.org, person1@example.org, person2@example.org");
}

TEST(AddressField, KeepsHundredsWithinTheLines) {
    const auto body = address_field("To", mailboxes(300, "Person Número")).body;
    EXPECT_EQ(problem_of("To", body), "");
    EXPECT_EQ(std::ranges::count(body, ','), 299);
    EXPECT_FALSE(body.contains("\"") || body.ends_with(","));
}

} // namespace
} // namespace posthaste::mime
