// SPDX-License-Identifier: MIT
#include "mime_text.hpp"

#include <posthaste/mime/protected_header.hpp>

#include <gmock/gmock.h>

namespace posthaste::mime {
namespace {

using testing::HasSubstr;

const std::vector<Field> fields{{"From", "Ann <ann@example.org>"},
                                {"To", "bob@example.net"},
                                {"bcc", "carol@example.com"},
                                {"subject", "a long\r\n secret"},
                                {"Date", "Wed, 25 Nov 2026 09:00:00 +0000"},
                                {"Message-ID", "<1@example.org>"},
                                {"Keywords", "merger"},
                                {"MIME-Version", "1.0"}};

std::string outer_text(const std::vector<Field>& outer) {
    std::string text;
    for (const auto& field : outer)
        text += fmt::format("{}: {}\r\n", field.name, field.body);
    return text;
}

TEST(ProtectedHeader, IsCopiedIntoWhatIsSigned) {
    auto made = protect_header(text_part("hello\r\n"), fields, Protection::signing);
    ASSERT_TRUE(made);
    EXPECT_EQ(outer_text(made->outer), outer_text(fields));
    EXPECT_EQ(text_of(std::move(made->content)),
              "From: Ann <ann@example.org>\r\n"
              "To: bob@example.net\r\n"
              "subject: a long\r\n secret\r\n"
              "Date: Wed, 25 Nov 2026 09:00:00 +0000\r\n"
              "Message-ID: <1@example.org>\r\n"
              "Keywords: merger\r\n"
              "Content-Type: text/plain; charset=us-ascii;\r\n protected-headers=\"v1\"; hp=\"clear\"\r\n"
              "\r\nhello\r\n");
}

TEST(ProtectedHeader, HidesTheSubjectOfWhatIsEncrypted) { // RFC 9788 appendix B has messages of this form
    auto made = protect_header(text_part("hello\r\n"), fields, Protection::encrypting);
    ASSERT_TRUE(made);
    EXPECT_EQ(outer_text(made->outer), "From: Ann <ann@example.org>\r\n"
                                       "To: bob@example.net\r\n"
                                       "bcc: carol@example.com\r\n"
                                       "subject: [...]\r\n"
                                       "Date: Wed, 25 Nov 2026 09:00:00 +0000\r\n"
                                       "Message-ID: <1@example.org>\r\n"
                                       "MIME-Version: 1.0\r\n");
    const auto text = text_of(std::move(made->content));
    EXPECT_EQ(text, "From: Ann <ann@example.org>\r\n"
                    "To: bob@example.net\r\n"
                    "subject: a long\r\n secret\r\n"
                    "Date: Wed, 25 Nov 2026 09:00:00 +0000\r\n"
                    "Message-ID: <1@example.org>\r\n"
                    "Keywords: merger\r\n"
                    "HP-Outer: From: Ann <ann@example.org>\r\n"
                    "HP-Outer: To: bob@example.net\r\n"
                    "HP-Outer: subject: [...]\r\n"
                    "HP-Outer: Date: Wed, 25 Nov 2026 09:00:00 +0000\r\n"
                    "HP-Outer: Message-ID: <1@example.org>\r\n"
                    "Content-Type: text/plain; charset=us-ascii;\r\n protected-headers=\"v1\"; hp=\"cipher\"\r\n"
                    "\r\nhello\r\n");
}

TEST(ProtectedHeader, FoldsRecordsWithinTheLine) { // "HP-Outer: From: " has 16 octets
    for (const std::size_t length : {62U, 63U}) {
        const std::string address = std::string(length - 12, 'a') + "@example.org";
        auto made = protect_header(text_part(""), {{"From", address + "\r\n (comment)"}}, Protection::encrypting);
        EXPECT_THAT(text_of(std::move(made->content)), HasSubstr(fmt::format("HP-Outer: From:{}{}\r\n (comment)\r\n",
                                                                             length == 62 ? " " : "\r\n ", address)));
    }
}

TEST(ProtectedHeader, MarksContentThatHasNoType) {
    Part bare;
    bare.content.emplace_back("x");
    auto made = protect_header(std::move(bare), fields, Protection::signing);
    EXPECT_THAT(text_of(std::move(made->content)),
                HasSubstr("Content-Type: text/plain; charset=us-ascii;\r\n protected-"));
}

TEST(ProtectedHeader, NeedsFrom) {
    const auto made = protect_header(text_part(""), {{"To", "bob@example.net"}}, Protection::signing);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::internal);
}

} // namespace
} // namespace posthaste::mime
