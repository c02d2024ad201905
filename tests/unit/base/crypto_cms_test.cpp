// SPDX-License-Identifier: MIT
// The command openssl is the judge of what we make: it verifies and decrypts.
#include <posthaste/base/crypto_cms.hpp>
#include <posthaste/base/io.hpp>

#include <cerrno>
#include <csignal>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <support/tool.hpp>
#include <sys/resource.h>

namespace posthaste {
namespace {

using test::MailCertificate;
using test::run_tool;
using testing::HasSubstr;

const std::vector<std::string> rsa{"-newkey", "rsa:2048"};
const std::vector<std::string> ec{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"};

std::vector<std::string> usage(const std::string& bits) { return {"-addext", "keyUsage=" + bits}; }

class Cms : public testing::Test {
  protected:
    void SetUp() override {
        if (!test::is_installed("openssl"))
            GTEST_SKIP() << "openssl is not installed";
    }
    static PemText pem(const std::string& path) {
        auto read = read_pem_file(path);
        EXPECT_TRUE(read) << read.error().message;
        return *std::move(read);
    }
    static std::vector<PemText> pems(const std::vector<std::string>& paths) {
        std::vector<PemText> texts;
        texts.reserve(paths.size());
        for (const auto& path : paths)
            texts.push_back(pem(path));
        return texts;
    }
    static Result<std::string> sign(std::string_view text, const std::string& certificate, const std::string& key) {
        const Fd entity = test::unnamed_file_of(text);
        return cms_sign_detached(entity.get(), text.size(), pem(certificate), pem(key));
    }
    static Result<std::string> encrypt(std::string_view text, const std::vector<std::string>& certificates,
                                       CmsCipher cipher = CmsCipher::aes_256_gcm) {
        const Fd entity = test::unnamed_file_of(text);
        PH_ASSIGN(const auto made, cms_encrypt(entity.get(), text.size(), pems(certificates), cipher));
        auto octets = test::whole_text(made.file);
        EXPECT_EQ(octets.size(), made.size_bytes);
        return octets;
    }
    // What openssl finds to have been signed, when it is right.
    [[nodiscard]] std::string verified(const std::string& der, std::string_view text, const std::string& root) const {
        const auto result =
            run_tool({"openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", files.write("signature", der),
                      "-content", files.write("content", text), "-CAfile", root});
        EXPECT_TRUE(result.succeeded) << result.errors;
        return result.output;
    }
    [[nodiscard]] std::string decrypted(const std::string& octets, const MailCertificate& who) const {
        const auto result = run_tool({"openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in",
                                      files.write("sealed", octets), "-recip", who.certificate, "-inkey", who.key});
        EXPECT_TRUE(result.succeeded) << result.errors;
        return result.output;
    }
    static std::string text_of(const std::string& path) { return read_file(path, 100'000).value(); }
    // In place of the self-signed certificate one from that issuer.
    [[nodiscard]] bool issue(const MailCertificate& who, const MailCertificate& issuer, const std::string& extension,
                             const std::string& days = "2") const {
        const auto request = run_tool({"openssl", "x509", "-x509toreq", "-in", who.certificate, "-signkey", who.key});
        return run_tool({"openssl", "x509", "-req", "-CA", issuer.certificate, "-CAkey", issuer.key, "-CAcreateserial",
                         "-days", days, "-extfile", files.write("extension", extension + "\n"), "-out",
                         who.certificate},
                        request.output)
            .succeeded;
    }
    static void expect_config_error(const Result<std::string>& result, const std::string& part) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::config);
        EXPECT_THAT(result.error().message, HasSubstr(part));
    }

    test::ToolDirectory files;
};

TEST_F(Cms, IsVerifiedByOpenssl) {
    const std::string text = "Content-Type: text/plain\r\n\r\nno end of a line, \xC3\xBC, and \n a bare one";
    for (const auto& kind : {rsa, ec}) {
        const auto ann = make_mail_certificate(files, "ann", kind);
        const auto der = sign(text, ann.certificate, ann.key);
        ASSERT_TRUE(der) << der.error().message;
        EXPECT_EQ(verified(*der, text, ann.certificate), text);
        const auto parsed = run_tool({"openssl", "cms", "-cmsout", "-print", "-inform", "DER"}, *der).output;
        EXPECT_THAT(parsed, HasSubstr("sha256"));
        EXPECT_THAT(parsed, HasSubstr("signingTime"));
        EXPECT_THAT(parsed, HasSubstr("eContent: <ABSENT>"));
    }
}

TEST_F(Cms, SignsWhatHasManyBlocks) {
    const auto ann = make_mail_certificate(files, "ann", ec);
    std::string text;
    for (int i = 0; i < 60'000; ++i)
        text += fmt::format("line {}\r\n", i);
    EXPECT_EQ(verified(sign(text, ann.certificate, ann.key).value(), text, ann.certificate), text);
    EXPECT_EQ(verified(sign("", ann.certificate, ann.key).value(), "", ann.certificate), "");
}

TEST_F(Cms, SendsTheChainAlong) {
    const auto root = make_mail_certificate(files, "root", ec);
    const auto leaf = make_mail_certificate(files, "leaf", ec);
    const auto middle = make_mail_certificate(files, "middle", ec);
    ASSERT_TRUE(issue(middle, root, "basicConstraints=critical,CA:true"));
    ASSERT_TRUE(issue(leaf, middle, "keyUsage=digitalSignature"));
    const auto chain = files.write("chain", text_of(middle.certificate) + text_of(leaf.certificate));
    EXPECT_EQ(verified(sign("x", chain, leaf.key).value(), "x", root.certificate), "x");
}

TEST_F(Cms, IsDecryptedByOpenssl) {
    const auto ann = make_mail_certificate(files, "ann", rsa);
    const auto bob = make_mail_certificate(files, "bob", ec);
    std::string text = "Content-Type: text/plain\r\n\r\nsecret";
    for (int round = 0; round < 2; ++round) {
        for (const auto cipher : {CmsCipher::aes_256_gcm, CmsCipher::aes_256_cbc}) {
            const auto octets = encrypt(text, {ann.certificate, bob.certificate}, cipher);
            ASSERT_TRUE(octets) << octets.error().message;
            EXPECT_EQ(octets->find("secret"), std::string::npos);
            EXPECT_EQ(decrypted(*octets, ann), text);
            EXPECT_EQ(decrypted(*octets, bob), text);
            const auto parsed = run_tool({"openssl", "cms", "-cmsout", "-print", "-inform", "DER"}, *octets).output;
            EXPECT_THAT(parsed, HasSubstr(cipher == CmsCipher::aes_256_gcm ? "id-smime-ct-authEnvelopedData"
                                                                           : "pkcs7-envelopedData"));
            EXPECT_THAT(parsed, HasSubstr(cipher == CmsCipher::aes_256_gcm ? "aes-256-gcm" : "aes-256-cbc"));
        }
        text += std::string(300'000, 'x');
    }
}

TEST_F(Cms, TellsWhatIsWrongWithFiles) {
    const auto ann = make_mail_certificate(files, "ann", ec);
    const auto bob = make_mail_certificate(files, "bob", ec);
    const auto nothing = files.write("nothing", "hello\n");
    const auto broken = files.write("broken", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    const auto broken_key = files.write("broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    expect_config_error(sign("x", nothing, ann.key), "there is no certificate in " + nothing);
    expect_config_error(sign("x", broken, ann.key), "cannot read the certificate in " + broken);
    expect_config_error(sign("x", ann.certificate, nothing), "there is no key in " + nothing);
    expect_config_error(sign("x", ann.certificate, broken_key), "cannot read the key in " + broken_key);
    expect_config_error(sign("x", ann.certificate, bob.key),
                        fmt::format("the key in {} is not that of the certificate in {}", bob.key, ann.certificate));
    expect_config_error(encrypt("x", {ann.certificate, nothing}), "there is no certificate in " + nothing);
    expect_config_error(encrypt("x", {}), "no certificate to encrypt to");
    const auto missing = read_pem_file(files.path("missing"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::no_input);
    EXPECT_EQ(missing.error().os_errno, ENOENT);
    EXPECT_THAT(missing.error().message, HasSubstr(files.path("missing")));
}

TEST_F(Cms, NeverAsksForAPassPhrase) {
    const auto ann = make_mail_certificate(files, "ann", ec);
    const auto word = files.write("word", "secret\n");
    for (const std::string form : {"pkcs8", "ec"}) {
        const auto locked = files.path(form);
        std::vector<std::string> arguments{"openssl", form, "-in", ann.key, "-out", locked, "-passout", "file:" + word};
        arguments.emplace_back(form == "ec" ? "-aes128" : "-topk8");
        ASSERT_TRUE(run_tool(arguments).succeeded);
        expect_config_error(sign("x", ann.certificate, locked), "the key in " + locked + " is under a pass phrase");
    }
}

TEST_F(Cms, TakesCertificatesOnlyForWhatTheyAreFor) {
    const auto signing = make_mail_certificate(files, "signing", ec, usage("digitalSignature"));
    const auto sealing = make_mail_certificate(files, "sealing", rsa, usage("keyEncipherment"));
    const auto agreeing = make_mail_certificate(files, "agreeing", ec, usage("keyAgreement"));
    const auto server = make_mail_certificate(files, "server", ec, {"-addext", "extendedKeyUsage=serverAuth"});
    const auto mail = make_mail_certificate(files, "mail", ec, {"-addext", "extendedKeyUsage=emailProtection"});
    const auto other = make_mail_certificate(files, "other", {"-newkey", "ed25519"});
    const auto old = make_mail_certificate(files, "old", ec);
    ASSERT_TRUE(issue(old, mail, "keyUsage=keyAgreement", "-1"));
    for (const auto& who : {signing, mail})
        EXPECT_TRUE(sign("x", who.certificate, who.key));
    for (const auto& who : {sealing, agreeing, mail})
        EXPECT_EQ(decrypted(encrypt("x", {who.certificate}).value(), who), "x");
    expect_config_error(sign("x", sealing.certificate, sealing.key), "is not for signing");
    expect_config_error(encrypt("x", {signing.certificate}),
                        "is not for encrypting (its key usage has no keyAgreement)");
    expect_config_error(sign("x", server.certificate, server.key), "is not for mail");
    expect_config_error(encrypt("x", {server.certificate}), "is not for mail");
    expect_config_error(sign("x", other.certificate, other.key), "has a key of the type ED25519");
    expect_config_error(encrypt("x", {old.certificate}), old.certificate + " expired on 20");
}

TEST_F(Cms, NoticesAnEntityThatBecameShorter) {
    const auto ann = make_mail_certificate(files, "ann", ec);
    const Fd entity = test::unnamed_file_of("short");
    const auto result = cms_sign_detached(entity.get(), 6, pem(ann.certificate), pem(ann.key));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::internal);
}

// Files of this process end at a few octets, as on a full disk.
class FileLimit {
  public:
    explicit FileLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        (void)std::signal(SIGXFSZ, handler_);
    }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(Cms, TellsThatThereIsNoRoom) {
    const auto ann = make_mail_certificate(files, "ann", ec);
    const std::string text(100'000, 'x');
    const Fd entity = test::unnamed_file_of(text);
    const auto recipients = pems({ann.certificate});
    const FileLimit limit(4096);
    const auto result = cms_encrypt(entity.get(), text.size(), recipients, CmsCipher::aes_256_gcm);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().os_errno, EFBIG);
    EXPECT_THAT(result.error().message, HasSubstr("cannot keep the encrypted message"));
}

} // namespace
} // namespace posthaste
