// SPDX-License-Identifier: MIT
#include "relaxed_body.hpp"
#include "relaxed_header.hpp"
#include "support/message_file.hpp"
#include "support/signing_keys.hpp"
#include "unit/mail/mail_fakes.hpp"

#include <posthaste/base/crypto.hpp>
#include <posthaste/base/crypto_sink.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/mime/dkim.hpp>

#include <gmock/gmock.h>

namespace posthaste::mime {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// RFC 8463 appendix A.3.
constexpr std::string_view rfc8463_header = "From: Joe SixPack <joe@football.example.com>\r\n"
                                            "To: Suzie Q <suzie@shopping.example.net>\r\n"
                                            "Subject: Is dinner ready?\r\n"
                                            "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
                                            "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n";
constexpr std::string_view rfc8463_body = "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";

std::string body_hash(std::string_view text) {
    Sha256Sink sink;
    RelaxedBody body(sink);
    EXPECT_TRUE(body.feed(text) && body.finish());
    return codec::base64_encode(sink.finish().value());
}

TEST(Dkim, HashesABodyAsPublished) {
    EXPECT_EQ(body_hash(rfc8463_body), "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    EXPECT_EQ(body_hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="); // RFC 6376 section 3.4.4
    EXPECT_EQ(body_hash("\r\n"), body_hash(""));
}

std::string signature(std::string_view pem, std::string_view octets) {
    return codec::base64_encode(SigningKey::from_pem(pem)->sign_sha256(digest(Hash::sha256, octets).value()).value());
}

// The fields of the example in the order of its h=, which has no octets for the second From, Subject and Date.
std::string signed_octets(std::string_view dkim_body) {
    const auto header = mail::HeaderBlock::parse(rfc8463_header).value();
    std::string octets;
    for (const char* name : {"From", "To", "Subject", "Date", "Message-ID"})
        octets += relaxed_field(name, header.all(name).front()->body()) + "\r\n";
    return octets + relaxed_field("DKIM-Signature", dkim_body);
}

TEST(Dkim, SignsAsPublished) { // RFC 8463 appendix A.3
    constexpr std::string_view of_ed25519 = " v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
                                            " d=football.example.com; i=@football.example.com;\r\n"
                                            " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
                                            " subject : date : message-id : from : subject : date;\r\n"
                                            " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                                            " b=";
    EXPECT_EQ(signature(test::rfc8463_ed25519_key, signed_octets(of_ed25519)),
              "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==");
    constexpr std::string_view of_rsa = " v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
                                        " d=football.example.com; i=@football.example.com;\r\n"
                                        " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
                                        " date : message-id : from : subject : date;\r\n"
                                        " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                                        " b=";
    EXPECT_EQ(signature(test::rfc8463_rsa_key, signed_octets(of_rsa)),
              "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGd"
              "aSGsgeefOsk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=");
}

DkimSigner signer(std::string_view option, std::string_view pem) {
    return make_dkim_signer(parse_dkim_option(option).value(), pem).value();
}

std::vector<DkimSigner> two_signers() {
    std::vector<DkimSigner> signers;
    signers.push_back(signer("example.org:rsa:key.pem", test::rfc8463_rsa_key));
    signers.push_back(signer("example.org:ed:key.pem", test::rfc8463_ed25519_key));
    return signers;
}

Result<std::string> fields_of(std::string_view header, std::string_view body, std::span<const DkimSigner> signers) {
    std::string message(header);
    message += "\r\n";
    const auto header_bytes = message.size();
    message += body;
    const Fd file = test::file_of(message);
    return dkim_fields(file.get(), header_bytes, message.size(), signers, mail::FixedClock{});
}

std::string unfolded(std::string_view field) {
    std::string out;
    for (const char c : field)
        if (!is_space(c) && c != '\r' && c != '\n')
            out += c;
    return out;
}

TEST(Dkim, WritesAFieldForEachSigner) {
    const auto fields = fields_of(rfc8463_header, rfc8463_body, two_signers()).value();
    EXPECT_EQ(fields, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=rsa;\r\n"
                      " t=1767322800; h=From:From:Subject:Subject:To:To:Cc:Date:Date:Reply-To:\r\n"
                      " Content-Type:Message-ID; bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                      " b=wQuIbQ3GN5c9SN42FBMTdnCt0muExah1onQGvwFm+T+UYEwRSwsSf+JsKENSf1v9I8IaRvqvAPg\r\n"
                      " GV2QZgnIe1CHWBN7maHXLZsZGiDMF3DZ/vZ7KGFCPIrIEwAHJyLK5RoW6fOWWP/necIg753wzG/BW\r\n"
                      " 4dsMWDf/YrgsRKo+U7Q=\r\n"
                      "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=ed;\r\n"
                      " t=1767322800; h=From:From:Subject:Subject:To:To:Cc:Date:Date:Reply-To:\r\n"
                      " Content-Type:Message-ID; bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
                      " b=PWHSlEdMQexJp24AuHbZwW2Ifn3GxnXbd3WS98FO/HvfDDDtW7cDKX9kwInhV3AMhy5jxEa2pbb\r\n"
                      " cMnPpDEVPBw==\r\n");
    for (const auto line : split(fields, '\n'))
        EXPECT_LE(line.size(), 79U) << line; // with the CR
}

TEST(Dkim, NamesEachInstanceAndWhatNobodyMayAdd) {
    const auto fields = fields_of("From: a@example.org\r\nList-Unsubscribe: <https://example.org/u>\r\n"
                                  "LIST-UNSUBSCRIBE-POST: List-Unsubscribe=One-Click\r\nTo: b@example.org\r\n"
                                  "Received: x\r\nComments: c\r\nResent-To: 1@example.org\r\nTo: c@example.org\r\n"
                                  "DKIM-Signature: v=1\r\nResent-To: 2@example.org\r\nReturn-Path: <x@example.org>\r\n",
                                  "", two_signers());
    EXPECT_THAT(unfolded(fields.value()),
                HasSubstr(";h=From:From:Subject:To:To:To:Cc:Date:Reply-To:Content-Type:Resent-To:Resent-To:"
                          "List-Unsubscribe:List-Unsubscribe-Post;bh="));
}

// Instances are signed from the bottom to the top (RFC 6376 section 5.4.2): to exchange two is to change the signature.
TEST(Dkim, SignsInstancesInTheirOrder) {
    const auto signers = two_signers();
    const auto one = fields_of("From: a@example.org\r\nList-Id: 1\r\nList-Id: 2\r\n", "", signers).value();
    EXPECT_NE(one, fields_of("From: a@example.org\r\nList-Id: 2\r\nList-Id: 1\r\n", "", signers).value());
    EXPECT_EQ(
        one,
        fields_of("List-ID:1 \r\nX: y\r\nFrom: a@example.org\r\nList-Id : \r\n\t2\r\n", "\r\n \r\n", signers).value());
}

TEST(Dkim, FoldsWhateverIsLong) {
    std::vector<DkimSigner> signers;
    const std::string label(60, 'x');
    signers.push_back(signer(label + "." + label + "." + label + ".example:s:k", test::rfc8463_rsa_key));
    std::string header = "From: a@example.org\r\n";
    for (int i = 0; i < 200; ++i)
        header += "References: x\r\n";
    const auto fields = fields_of(header, "", signers).value();
    std::size_t longer = 0;
    for (const auto line : split(fields, '\n'))
        longer += line.size() > 79 ? 1 : 0;
    EXPECT_EQ(longer, 1U); // d= cannot be broken
    EXPECT_TRUE(mail::HeaderBlock::parse(fields).has_value());
}

TEST(Dkim, NeedsAFrom) {
    const auto fields = fields_of("To: b@example.org\r\n", "x\r\n", two_signers());
    ASSERT_FALSE(fields);
    EXPECT_EQ(fields.error().kind, ErrorKind::data);
    EXPECT_THAT(fields.error().message, HasSubstr("From"));
}

TEST(Dkim, TakesNoSelectorTwice) {
    std::vector<DkimSigner> signers;
    signers.push_back(signer("example.org:s:a.pem", test::rfc8463_rsa_key));
    signers.push_back(signer("EXAMPLE.org:S:b.pem", test::rfc8463_ed25519_key));
    const auto fields = fields_of("From: a@example.org\r\n", "", signers);
    ASSERT_FALSE(fields);
    EXPECT_EQ(fields.error().kind, ErrorKind::usage);
    EXPECT_THAT(fields.error().message, HasSubstr("selector s of example.org"));
}

TEST(Dkim, NoticesAFileThatIsShorter) {
    const Fd file = test::file_of("From: a@example.org\r\n\r\nx\r\n");
    const auto signers = two_signers();
    EXPECT_EQ(dkim_fields(file.get(), 23, 27, signers, mail::FixedClock{}).error().kind, ErrorKind::io);
    EXPECT_EQ(dkim_fields(file.get(), 27, 27, signers, mail::FixedClock{}).error().kind, ErrorKind::io);
}

TEST(DkimOption, IsDomainSelectorAndFile) {
    const auto option = parse_dkim_option("B\xC3\xBC"
                                          "cher.Example:2026.Mail:/etc/a:b.pem")
                            .value();
    EXPECT_EQ(option.domain, "xn--bcher-kva.example");
    EXPECT_EQ(option.selector, "2026.mail");
    EXPECT_EQ(option.key_file, "/etc/a:b.pem");
    EXPECT_EQ(parse_dkim_option("example.org:s1_2026:k")->selector, "s1_2026");
}

TEST(DkimOption, NamesWhatIsWrong) {
    for (const auto& [text, why] : std::vector<std::pair<std::string, const char*>>{
             {"", "two colons"},
             {"example.org", "two colons"},
             {"example.org:s", "two colons"},
             {"example.org:s:", "file"},
             {"example.org:s:a\nb", "file"},
             {"example.org::k", "no selector"},
             {"example.org:a b:k", "no selector"},
             {"example.org:a..b:k", "no selector"},
             {"example.org:s;d=evil:k", "no selector"},
             {"example.org:" + std::string(64, 's') + ":k", "no selector"},
             {"example:s:k", "no domain"},
             {":s:k", "not a domain"},
             {"example..org:s:k", "not a domain"},
             {"-a.example:s:k", "no domain"},
             {"\xE2\x98\x83.example:s:k", "\xE2\x98\x83"},
             {"a." + std::string(60, 'a') + "." + std::string(60, 'a') + "." + std::string(60, 'a') + "." +
                  std::string(60, 'a') + ":s:k",
              "too long"}}) {
        const auto option = parse_dkim_option(text);
        ASSERT_FALSE(option) << text;
        EXPECT_EQ(option.error().kind, ErrorKind::usage);
        EXPECT_THAT(option.error().message, HasSubstr(why));
    }
}

TEST(DkimSigner, TellsOfKeysThatAreShort) {
    const auto option = parse_dkim_option("example.org:s:short.pem").value();
    const auto refused = make_dkim_signer(option, test::rsa512_key);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::config);
    EXPECT_THAT(refused.error().message, testing::AllOf(StartsWith("short.pem: "), HasSubstr("512 bits")));
    EXPECT_THAT(dkim_key_warning(signer("example.org:s:k", test::rfc8463_rsa_key)).value(),
                testing::AllOf(HasSubstr("s of example.org"), HasSubstr("1024 bits")));
    EXPECT_FALSE(dkim_key_warning(signer("example.org:s:k", test::rfc8463_ed25519_key)));
}

TEST(DkimSigner, NamesTheFileOfABadKey) {
    const auto option = parse_dkim_option("example.org:s:bad.pem").value();
    for (const char* pem : {"", test::p256_key, test::key_with_pass_phrase}) {
        const auto refused = make_dkim_signer(option, pem);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::config);
        EXPECT_THAT(refused.error().message, StartsWith("bad.pem: "));
    }
}

} // namespace
} // namespace posthaste::mime
