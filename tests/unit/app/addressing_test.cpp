// SPDX-License-Identifier: MIT
#include "addressing.hpp"
#include "app_fakes.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using testing::HasSubstr;

using TextOption = std::optional<std::string> SubmitOptions::*;

SubmitOptions to(std::vector<std::string> recipients) {
    SubmitOptions options;
    options.recipients = std::move(recipients);
    return options;
}

SubmitOptions with(TextOption member, std::string value) {
    SubmitOptions options;
    options.*member = std::move(value);
    return options;
}

// The recipients with spaces between, or the error.
std::string recipients(std::vector<std::string> words) {
    const auto read = read_addresses(to(std::move(words)), "");
    if (!read)
        return read.error().message;
    std::string text;
    for (const auto& recipient : read->recipients)
        text += (text.empty() ? "" : " ") + recipient.text();
    return text;
}

void expect_usage(const SubmitOptions& options, const std::string& message, const std::string& from_variable = "") {
    const auto read = read_addresses(options, from_variable);
    ASSERT_FALSE(read) << message;
    EXPECT_EQ(read.error().kind, ErrorKind::usage) << read.error().message;
    EXPECT_THAT(read.error().message, HasSubstr(message));
}

std::optional<std::string> author_in(std::string_view header) {
    const auto author = header_author(mail::HeaderBlock::parse(header).value());
    return author ? std::optional(author->text()) : std::nullopt;
}

TEST(ReadAddresses, TakesEachRecipientForAList) {
    EXPECT_EQ(recipients({"a@x.test"}), "a@x.test");
    EXPECT_EQ(recipients({"a@x.test, B <b@x.test>", "root"}), "a@x.test b@x.test root");
    EXPECT_EQ(recipients({"\"a,b\"@x.test"}), "\"a,b\"@x.test");
    EXPECT_EQ(recipients({"-a@x.test", "a=b@x.test", "friends: c@x.test, d@x.test;"}),
              "-a@x.test a=b@x.test c@x.test d@x.test");
}

TEST(ReadAddresses, KeepsNamesThatAreMeantAsTheyAreApart) {
    const auto read = read_addresses(to({"root", "\\root", "\\ann@x.test"}), "");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_THAT(read->recipients, testing::ElementsAre(mail::Address::parse("root").value()));
    EXPECT_THAT(read->plain,
                testing::ElementsAre(mail::Address::parse("root").value(), mail::Address::parse("ann@x.test").value()));
    expect_usage(to({"\\ann, bob"}), "is a list");
    expect_usage(to({"\\"}), "names nobody");
    expect_usage(to({"\\/etc/passwd"}), "only an alias file");
}

TEST(ReadAddresses, RefusesARecipientThatNamesNobody) {
    for (const char* word : {"", " ", ",", "undisclosed-recipients:;"})
        expect_usage(to({"a@x.test", word}), "names nobody");
}

TEST(ReadAddresses, SaysWhichRecipientIsNone) {
    expect_usage(to({"a@x.test", "b@"}), "recipient: address \"b@\"");
    expect_usage(to({"two words"}), "two words");
}

TEST(ReadAddresses, TellsANullSenderFromNone) {
    EXPECT_FALSE(read_addresses({}, "")->sender_given);
    for (const char* text : {"", "<>", " <> ", "  "}) {
        const auto read = read_addresses(with(&SubmitOptions::sender, text), "");
        ASSERT_TRUE(read) << text;
        EXPECT_TRUE(read->sender_given) << text;
        EXPECT_FALSE(read->sender) << text;
    }
}

TEST(ReadAddresses, ReadsTheSenderAndTheAuthor) {
    auto options = with(&SubmitOptions::sender, "Ann <ann@x.test>");
    options.from = "\"Bob, B\" <bob@x.test>";
    const auto read = read_addresses(options, "carol@x.test").value();
    EXPECT_EQ(read.sender->text(), "ann@x.test");
    EXPECT_EQ(read.author->address.text(), "bob@x.test");
    EXPECT_EQ(read.author->display_name, "Bob, B");
    EXPECT_EQ(read_addresses({}, "Carol <carol@x.test>")->author->address.text(), "carol@x.test");
}

TEST(ReadAddresses, RefusesASenderOrAuthorThatIsNoAddress) {
    expect_usage(with(&SubmitOptions::sender, "a@x.test, b@x.test"), "-f: ");
    expect_usage(with(&SubmitOptions::sender, "a@"), "-f: ");
    expect_usage(with(&SubmitOptions::from, "a@x.test, b@x.test"), "--from \"a@x.test, b@x.test\" must be one address");
    expect_usage(with(&SubmitOptions::from, ""), "--from \"\" must be one address");
    expect_usage(with(&SubmitOptions::from, "a@"), "--from: ");
    expect_usage({}, "POSTHASTE_FROM: ", "a@");
    expect_usage({}, "POSTHASTE_FROM \"a\r\nb\" holds a control character", "a\r\nb");
}

TEST(ReadAddresses, RefusesControlCharactersEverywhere) {
    struct Case {
        const char* name;
        TextOption member;
    };
    using std::string_literals::operator""s;
    for (const auto& c : {Case{"-f", &SubmitOptions::sender}, Case{"-F", &SubmitOptions::full_name},
                          Case{"-N", &SubmitOptions::notify}, Case{"-R", &SubmitOptions::dsn_return},
                          Case{"-V", &SubmitOptions::envelope_id}, Case{"-B", &SubmitOptions::body_type},
                          Case{"--from", &SubmitOptions::from}, Case{"--user", &SubmitOptions::user},
                          Case{"--server", &SubmitOptions::server}, Case{"--account", &SubmitOptions::account}})
        for (const auto& bad : {"a\r\nb"s, "a\rb"s, "a\nb"s, "a\0b"s, "a\x1b[2J"s, "a\x7f"s, "a\tb"s})
            expect_usage(with(c.member, bad), std::string(c.name) + " \"a");
    for (const auto& bad : {"a@x.test\r\nDATA"s, "a@x.test\n"s, "a\0@x.test"s, "a@x.test\x1b"s})
        expect_usage(to({"b@x.test", bad}), "recipient \"a");
}

TEST(HeaderAuthor, IsTheFirstQualifiedFrom) {
    EXPECT_EQ(author_in("From: Ann <ann@x.test>\r\n"), "ann@x.test");
    EXPECT_EQ(author_in("X: y\r\nFROM:\r\n\t\"A, B\" (c)\r\n <a@x.test>\r\n"), "a@x.test");
    EXPECT_EQ(author_in("From: a@x.test, b@x.test\r\n"), "a@x.test");
    EXPECT_EQ(author_in("From: root\r\nFrom: b@x.test\r\n"), "b@x.test");
    EXPECT_EQ(author_in("From: broken@\r\nFrom: b@x.test\r\n"), "b@x.test");
}

TEST(HeaderAuthor, IsNobodyWithoutOne) {
    for (const char* header : {"", "To: a@x.test\r\n", "From: root (Cron Daemon)\r\n", "From:\r\n", "From: a@\r\n",
                               "Resent-From: a@x.test\r\n"})
        EXPECT_EQ(author_in(header), std::nullopt) << header;
}

TEST(IsLocal, IsMailForThisMachine) {
    for (const char* text : {"root", "root@localhost", "root@LOCALHOST", "root@localhost.localdomain",
                             "root@box.example.org", "root@Box.Example.Org", "root@mail.example"})
        EXPECT_TRUE(is_local(address(text), ann(), "mail.example")) << text;
    for (const char* text : {"root@example.org", "root@x.box.example.org", "root@notlocalhost", "root@[127.0.0.1]"})
        EXPECT_FALSE(is_local(address(text), ann(), "mail.example")) << text;
    auto nameless = ann();
    nameless.host.clear();
    EXPECT_TRUE(is_local(address("root"), nameless, "mail.example"));
    EXPECT_FALSE(is_local(address("root@x.test"), nameless, "mail.example"));
}

} // namespace
} // namespace posthaste::app
