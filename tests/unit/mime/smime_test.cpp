// SPDX-License-Identifier: MIT
// The command openssl is the judge: it reads our parts as messages, verifies and decrypts them.
#include "mime_text.hpp"

#include <posthaste/mime/smime.hpp>

#include <gmock/gmock.h>
#include <support/tool.hpp>

namespace posthaste::mime {
namespace {

using test::run_tool;
using testing::HasSubstr;
using testing::StartsWith;

class Smime : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::is_installed("openssl"))
            GTEST_SKIP() << "openssl is not installed";
        ann = make_mail_certificate(files, "ann", {"-newkey", "rsa:2048"});
        bob = make_mail_certificate(files, "bob", {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"});
    }
    Result<Part> sign(Part content) {
        return smime_sign(std::move(content), {read_pem_file(ann.certificate).value(), read_pem_file(ann.key).value()},
                          ids);
    }
    Result<Part> encrypt(Part content, CmsCipher cipher = CmsCipher::aes_256_gcm) {
        std::vector<PemText> recipients;
        recipients.push_back(read_pem_file(bob.certificate).value());
        return smime_encrypt(std::move(content), recipients, cipher);
    }
    // Without -binary, with which OpenSSL 3.0 takes the CR before a boundary for content.
    [[nodiscard]] std::string verified(const std::string& entity) const {
        const auto result =
            run_tool({"openssl", "cms", "-verify", "-in", files.write("message", "MIME-Version: 1.0\r\n" + entity),
                      "-CAfile", ann.certificate});
        EXPECT_TRUE(result.succeeded) << result.errors;
        return result.output;
    }
    [[nodiscard]] std::string decrypted(const std::string& entity) const {
        const auto result = run_tool({"openssl", "cms", "-decrypt", "-binary", "-in",
                                      files.write("message", "MIME-Version: 1.0\r\n" + entity), "-recip",
                                      bob.certificate, "-inkey", bob.key});
        EXPECT_TRUE(result.succeeded) << result.errors;
        return result.output;
    }

    test::ToolDirectory files;
    test::MailCertificate ann, bob;
    CountingIdSource ids;
};

Part mixed(IdSource& ids) {
    std::vector<Part> children;
    children.push_back(text_part("hello\r\n\r\n"));
    Part file;
    file.fields = {{"Content-Type", "application/octet-stream"}, {"Content-Transfer-Encoding", "base64"}};
    const std::string octets(100'000, '\xFF');
    file.content.emplace_back(FileOctets{test::unnamed_file_of(octets), "file", OctetForm::base64, octets.size()});
    children.push_back(std::move(file));
    return make_multipart("mixed", "", std::move(children), ids);
}

TEST_F(Smime, SignsTheVeryOctetsThatAreSent) {
    CountingIdSource same_ids;
    const auto content = text_of(mixed(same_ids));
    auto made = sign(mixed(ids));
    ASSERT_TRUE(made) << made.error().message;
    const auto text = text_of(*std::move(made));
    EXPECT_THAT(text, StartsWith("Content-Type: multipart/signed;\r\n protocol=\"application/pkcs7-signature\"; "
                                 "micalg=sha-256;\r\n boundary=\""));
    const auto parts = parts_of(text);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0], content);
    EXPECT_THAT(parts[1], StartsWith("Content-Type: application/pkcs7-signature;\r\n name=\"smime.p7s\"\r\n"
                                     "Content-Transfer-Encoding: base64\r\n"
                                     "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\nMI"));
    EXPECT_EQ(verified(text), content);
}

TEST_F(Smime, EncryptsForTheRecipients) {
    for (const auto cipher : {CmsCipher::aes_256_gcm, CmsCipher::aes_256_cbc}) {
        auto made = encrypt(text_part("secret\r\n"), cipher);
        ASSERT_TRUE(made) << made.error().message;
        const auto text = text_of(*std::move(made));
        EXPECT_THAT(
            text, StartsWith(fmt::format("Content-Type: application/pkcs7-mime; smime-type={};\r\n "
                                         "name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\n"
                                         "Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n",
                                         cipher == CmsCipher::aes_256_gcm ? "authEnveloped-data" : "enveloped-data")));
        EXPECT_EQ(decrypted(text), "Content-Type: text/plain; charset=us-ascii\r\n\r\nsecret\r\n");
    }
}

TEST_F(Smime, SignsAndThenEncrypts) {
    auto made = encrypt(sign(text_part("secret\r\n")).value());
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(verified(decrypted(text_of(*std::move(made)))),
              "Content-Type: text/plain; charset=us-ascii\r\n\r\nsecret\r\n");
}

TEST_F(Smime, SignsNothingThatMayChangeOnTheWay) {
    const std::string longest(998, 'x');
    EXPECT_TRUE(sign(text_part(longest + "\r\n" + longest)));
    const std::vector<std::pair<std::string, std::string>> cases{
        {"x\r\ngr\xC3\xBC\r\n", "line 4 of the content has 8-bit octets"},
        {std::string("\0", 1), "a NUL"},
        {"x\n", "a line end that is not CRLF"},
        {"x\ry", "a line end that is not CRLF"},
        {"x\r", "a line end that is not CRLF"},
        {longest + "x", "a line of more than 998 octets"}};
    for (const auto& [text, words] : cases) {
        const auto made = sign(text_part(text));
        ASSERT_FALSE(made) << words;
        EXPECT_EQ(made.error().kind, ErrorKind::data);
        EXPECT_THAT(made.error().message, HasSubstr(words));
    }
}

} // namespace
} // namespace posthaste::mime
