// SPDX-License-Identifier: MIT
// gpg, with a key ring of the test's own, makes what we ask of it, and is the judge of what becomes of it.
#include "mime_text.hpp"

#include <posthaste/mime/pgp.hpp>

#include <cstdlib>
#include <gmock/gmock.h>
#include <support/tool.hpp>

namespace posthaste::mime {
namespace {

using test::run_tool;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Pgp : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::is_installed("gpg"))
            GTEST_SKIP() << "gpg is not installed";
        ::setenv("GNUPGHOME", home.path().c_str(), 1);
        make_key("Ann <ann@example.org>", "ed25519", "cv25519");
    }
    void TearDown() override {
        run_tool({"gpgconf", "--homedir", home.path(), "--kill", "all"});
        ::unsetenv("GNUPGHOME");
    }
    void make_key(const std::string& name, const std::string& curve, const std::string& encryption_curve) const {
        const auto made = run_tool({"gpg", "--batch", "--quiet", "--generate-key"},
                                   fmt::format("%no-protection\nKey-Type: {}\nKey-Curve: {}\nKey-Usage: sign\n"
                                               "Subkey-Type: ecdh\nSubkey-Curve: {}\nName-Real: {}\nName-Email: {}\n"
                                               "Expire-Date: 1d\n%commit\n",
                                               curve == "ed25519" ? "eddsa" : "ecdsa", curve, encryption_curve,
                                               name.substr(0, name.find(" <")),
                                               name.substr(name.find('<') + 1, name.find('>') - name.find('<') - 1)));
        ASSERT_TRUE(made.succeeded) << made.errors;
    }
    // What gpg says of content that stands beside its signature.
    [[nodiscard]] std::string verified(const std::string& content, const std::string& signature) const {
        const auto result = run_tool({"gpg", "--batch", "--status-fd", "1", "--verify",
                                      home.write("content.asc", signature), home.write("content", content)});
        EXPECT_TRUE(result.succeeded) << result.errors;
        return result.output;
    }
    static test::ToolResult decrypted(const std::string& text) {
        return run_tool({"gpg", "--batch", "--status-fd", "2", "--decrypt"}, content_of(parts_of(text).at(1)));
    }
    static void expect_refusal(const Result<Part>& made, const std::string& words) {
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().kind, ErrorKind::config);
        EXPECT_THAT(made.error().message, HasSubstr(words));
    }

    test::ToolDirectory home;
    CountingIdSource ids;
};

const std::string content = "Content-Type: text/plain; charset=us-ascii\r\n\r\nhello\r\n";

TEST_F(Pgp, SignsTheVeryOctetsThatAreSent) {
    auto made = pgp_sign(text_part("hello\r\n"), "ann@example.org", ids);
    ASSERT_TRUE(made) << made.error().message;
    const auto text = text_of(*std::move(made));
    EXPECT_THAT(text, StartsWith("Content-Type: multipart/signed;\r\n protocol=\"application/pgp-signature\"; "
                                 "micalg=pgp-sha256;\r\n boundary=\""));
    const auto parts = parts_of(text);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0], content);
    EXPECT_THAT(parts[1], StartsWith("Content-Type: application/pgp-signature; name=\"signature.asc\"\r\n"
                                     "Content-Disposition: attachment; filename=\"signature.asc\"\r\n\r\n"
                                     "-----BEGIN PGP SIGNATURE-----\r\n\r\n"));
    EXPECT_THAT(verified(parts[0], content_of(parts[1])), HasSubstr("GOODSIG"));
}

TEST_F(Pgp, SaysWhichDigestTheKeyWanted) {
    make_key("Bob <bob@example.net>", "nistp384", "nistp384");
    for (const std::string key : {"bob@example.net", "Bob"}) {
        auto made = pgp_sign(text_part("hello\r\n"), key, ids);
        ASSERT_TRUE(made) << made.error().message;
        const auto text = text_of(*std::move(made));
        EXPECT_THAT(text, HasSubstr("micalg=pgp-sha384;"));
        const auto parts = parts_of(text);
        // VALIDSIG fingerprint date time expiry version reserved algorithm digest class: 9 is SHA-384, 00 binary.
        EXPECT_THAT(verified(parts.at(0), content_of(parts.at(1))), HasSubstr(" 4 0 19 9 00 "));
    }
}

TEST_F(Pgp, GoesByWhatGpgConfWants) {
    home.write("gpg.conf", "digest-algo SHA512\ncomment gr\xC3\xBC\xC3\x9F\ntextmode\n");
    auto made = pgp_sign(text_part("hello\r\n"), "ann@example.org", ids);
    ASSERT_TRUE(made) << made.error().message;
    const auto text = text_of(*std::move(made));
    EXPECT_THAT(text, HasSubstr("micalg=pgp-sha512;"));
    EXPECT_THAT(text, Not(HasSubstr("Comment")));
    EXPECT_THAT(verified(content, content_of(parts_of(text).at(1))), HasSubstr(" 22 10 00 "));
}

TEST_F(Pgp, EncryptsForTheRecipients) {
    std::string secret = "secret\r\n";
    for (int round = 0; round < 2; ++round) {
        auto made = pgp_encrypt(text_part(secret), {"ann@example.org"}, "", ids);
        ASSERT_TRUE(made) << made.error().message;
        const auto text = text_of(*std::move(made));
        EXPECT_THAT(text, StartsWith("Content-Type: multipart/encrypted;\r\n protocol=\"application/pgp-encrypted\";"));
        const auto parts = parts_of(text);
        ASSERT_EQ(parts.size(), 2U);
        EXPECT_EQ(parts[0], "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n");
        EXPECT_THAT(parts[1], StartsWith("Content-Type: application/octet-stream; name=\"encrypted.asc\"\r\n"
                                         "Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n"
                                         "-----BEGIN PGP MESSAGE-----\r\n\r\n"));
        const auto opened = decrypted(text);
        EXPECT_EQ(opened.output, "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + secret);
        EXPECT_THAT(opened.errors, Not(HasSubstr("GOODSIG")));
        for (int i = 0; i < 30'000; ++i) // more than a block, and not to be compressed to less
            secret += fmt::format("{}\r\n", i * 7919 % 1'000'003);
    }
}

TEST_F(Pgp, SignsAndEncryptsInOne) {
    make_key("Bob <bob@example.net>", "ed25519", "cv25519");
    auto made = pgp_encrypt(text_part("hello\r\n"), {"<bob@example.net>"}, "ann@example.org", ids);
    ASSERT_TRUE(made) << made.error().message;
    const auto opened = decrypted(text_of(*std::move(made)));
    EXPECT_EQ(opened.output, content);
    EXPECT_THAT(opened.errors, HasSubstr("GOODSIG"));
}

TEST_F(Pgp, GivesTheReasonsOfGpg) {
    expect_refusal(pgp_sign(text_part("x"), "nobody@example.org", ids), "No secret key");
    expect_refusal(pgp_encrypt(text_part("x"), {"ann@example.org", "nobody@example.org"}, "", ids), "No public key");
    // The letters of Ann's address, but not the address.
    expect_refusal(pgp_encrypt(text_part("x"), {"nn@example.org"}, "", ids), "No public key");
    expect_refusal(pgp_encrypt(text_part("x"), {"ann@example.org"}, "nobody@example.org", ids), "No secret key");
    expect_refusal(pgp_sign(text_part("x"), " ", ids), "is empty");
    expect_refusal(pgp_encrypt(text_part("x"), {}, "", ids), "no OpenPGP key to encrypt to");
}

TEST_F(Pgp, SignsNothingThatMayChangeOnTheWay) {
    const auto made = pgp_sign(text_part("gr\xC3\xBC\r\n"), "ann@example.org", ids);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::data);
}

class NoPrograms {
  public:
    NoPrograms() {
        if (const char* path = std::getenv("PATH"); path != nullptr)
            before_ = path;
        ::setenv("PATH", "/nonexistent", 1);
    }
    ~NoPrograms() { ::setenv("PATH", before_.c_str(), 1); }
    NoPrograms(const NoPrograms&) = delete;
    NoPrograms& operator=(const NoPrograms&) = delete;

  private:
    std::string before_;
};

TEST(PgpWithoutGpg, SaysSo) {
    const NoPrograms none;
    CountingIdSource ids;
    const auto made = pgp_sign(text_part("x"), "ann@example.org", ids);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::config);
    EXPECT_THAT(made.error().message, HasSubstr("is not installed"));
}

} // namespace
} // namespace posthaste::mime
