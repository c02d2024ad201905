// SPDX-License-Identifier: MIT
#include <posthaste/codec/base64.hpp>
#include <posthaste/smtp/sasl.hpp>

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <scram.hpp>

namespace posthaste::smtp {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class FixedIds final : public IdSource {
  public:
    explicit FixedIds(std::string id) : id_(std::move(id)) {}
    std::string unique_id() override { return id_; }

  private:
    std::string id_;
};

std::unique_ptr<SaslClient> scram(std::string_view mechanism, std::string user, std::string password,
                                  std::string nonce) {
    FixedIds ids(std::move(nonce));
    auto clients = make_sasl_clients(mechanism, {std::move(user), Secret(std::move(password))}, {"", 0, &ids}).value();
    return std::move(clients.front());
}

std::string begin(std::string user) {
    return scram("scram-sha-1", std::move(user), "pencil", "abc")->initial_response().value_or("refused");
}

TEST(Scram, ReproducesTheExampleOfRfc5802) {
    const auto client = scram("scram-sha-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
    EXPECT_EQ(client->mechanism(), "SCRAM-SHA-1");
    EXPECT_EQ(client->initial_response(), "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
    EXPECT_EQ(client->respond("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"),
              "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
    EXPECT_EQ(client->respond("v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), "");
    EXPECT_TRUE(client->finished());
}

TEST(Scram, ReproducesTheExampleOfRfc7677) {
    const auto client = scram("scram-sha-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
    EXPECT_EQ(client->mechanism(), "SCRAM-SHA-256");
    EXPECT_EQ(client->initial_response(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    EXPECT_EQ(client->respond("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
              "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
              "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    EXPECT_EQ(client->respond("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), "");
    EXPECT_TRUE(client->finished());
    EXPECT_EQ(client->respond("v=").error().kind, ErrorKind::protocol);
}

TEST(Scram, MakesANonceForEachExchange) {
    const Credentials credentials{"user", Secret("pencil")};
    const auto first = make_sasl_clients("scram-sha-1", credentials).value().front()->initial_response().value();
    const auto second = make_sasl_clients("scram-sha-1", credentials).value().front()->initial_response().value();
    EXPECT_THAT(first, StartsWith("n,,n=user,r="));
    EXPECT_GE(first.size(), std::string_view("n,,n=user,r=").size() + 26);
    EXPECT_NE(first, second);
}

TEST(Scram, EscapesAndPreparesTheUser) {
    EXPECT_EQ(begin("a,b=c@x"), "n,,n=a=2Cb=3Dc@x,r=abc");
    EXPECT_EQ(begin("I\xC2\xADX"), "n,,n=IX,r=abc");
    for (const auto* user : {"", "a\nb", "\xC2\xAD", "\xFF"})
        EXPECT_EQ(begin(user), "refused") << user;
}

TEST(Scram, SaysHowItIsBoundToTheChannel) { // RFC 5802 section 6
    const ChannelBinding channel{"tls-exporter", "data"};
    const auto header = [](std::string_view mechanism, const ChannelBinding& bound, bool plus_offered) {
        const auto client = scram(mechanism, "user", "pencil", "abc");
        client->bind(bound, plus_offered);
        const auto first = client->initial_response().value();
        const auto last = client->respond("r=abcd,s=QSXCR+Q6sek8bf92,i=1").value();
        const auto repeated = codec::base64_decode(last.substr(2, last.find(',') - 2)).value();
        return first.substr(0, first.find("n=user")) + " " + repeated;
    };
    EXPECT_EQ(header("scram-sha-1", {}, false), "n,, n,,");
    EXPECT_EQ(header("scram-sha-1", {}, true), "n,, n,,");
    EXPECT_EQ(header("scram-sha-1", channel, true), "n,, n,,");
    EXPECT_EQ(header("scram-sha-1", channel, false), "y,, y,,");
    EXPECT_EQ(header("scram-sha-1-plus", channel, true), "p=tls-exporter,, p=tls-exporter,,data");
    EXPECT_EQ(header("scram-sha-256-plus", channel, true), "p=tls-exporter,, p=tls-exporter,,data");
}

// The proof depends on the prepared password: equal proofs, equal passwords.
std::string proof_for(std::string password) {
    const auto client = scram("scram-sha-1", "user", std::move(password), "abc");
    (void)client->initial_response();
    return client->respond("r=abcd,s=QSXCR+Q6sek8bf92,i=1").value();
}

TEST(Scram, PreparesThePassword) {
    EXPECT_EQ(proof_for("\xC2\xAA-pw"), proof_for("a-pw"));
    EXPECT_EQ(proof_for("a\xC2\xA0"
                        "b"),
              proof_for("a b"));
    EXPECT_NE(proof_for("a"), proof_for("A"));
}

TEST(Scram, TakesAPasswordThatIsNoTextAsItIs) {
    const auto prove = [](std::string_view password) {
        const auto first = parse_scram_first("r=abcd,s=QSXCR+Q6sek8bf92,i=1", "abc").value();
        const auto proof =
            scram_proof(Hash::sha1, password, first, "n=user,r=abc,r=abcd,s=QSXCR+Q6sek8bf92,i=1,c=biws,r=abcd");
        return "c=biws,r=abcd,p=" + codec::base64_encode(proof->client);
    };
    for (const auto* password : {"\xFC", "a\x07", "\xD8\xA7\x31"})
        EXPECT_EQ(proof_for(password), prove(password));
}

TEST(Scram, ManyIterationsAreNoProblem) {
    const auto client = scram("scram-sha-256", "user", "pencil", "abc");
    (void)client->initial_response();
    EXPECT_TRUE(client->respond("r=abcd,s=QSXCR+Q6sek8bf92,i=100000"));
}

TEST(Scram, KeepsWhyTheServerRefuses) {
    const auto client = scram("scram-sha-1", "user", "pencil", "abc");
    (void)client->initial_response();
    EXPECT_EQ(client->server_error(), "");
    EXPECT_EQ(client->respond("e=unknown-user,x=y"), "");
    EXPECT_EQ(client->server_error(), "unknown-user");
    EXPECT_EQ(client->finished().error().kind, ErrorKind::protocol);
    EXPECT_EQ(client->respond("r=abcd,s=QSXCR+Q6sek8bf92,i=1").error().kind, ErrorKind::protocol);
}

TEST(ScramFirst, IsReadStrictly) {
    constexpr std::array<std::string_view, 20> wrong{"",
                                                     ",",
                                                     "r=abcd",
                                                     "r=abcd,s=AAAA",
                                                     "s=AAAA,r=abcd,i=1",
                                                     "r=ab,s=AAAA,i=1",
                                                     "r=xabcd,s=AAAA,i=1",
                                                     "r=abc,s=AAAA,i=1",
                                                     "r=abc d,s=AAAA,i=1",
                                                     "r=abc\x7F,s=AAAA,i=1",
                                                     "r=abcd,s=,i=1",
                                                     "r=abcd,s=A,i=1",
                                                     "r=abcd,s=AAAA,i=",
                                                     "r=abcd,s=AAAA,i=0",
                                                     "r=abcd,s=AAAA,i=01",
                                                     "r=abcd,s=AAAA,i=-1",
                                                     "r=abcd,s=AAAA,i=1x",
                                                     "r=abcd,s=AAAA,i=2000001",
                                                     "r=abcd,s=AAAA,i=99999999999999999999",
                                                     "m=x,r=abcd,s=AAAA,i=1"};
    for (const auto message : wrong) {
        const auto parsed = parse_scram_first(message, "abc");
        ASSERT_FALSE(parsed) << message;
        EXPECT_EQ(parsed.error().kind, ErrorKind::protocol) << message;
    }
    const auto parsed = parse_scram_first("r=abcd,s=AAAA,i=2000000,x=ignored", "abc").value();
    EXPECT_EQ(parsed.nonce, "abcd");
    EXPECT_EQ(parsed.salt, std::string(3, '\0'));
    EXPECT_EQ(parsed.iterations, 2'000'000U);
}

TEST(ScramFinal, HasASignature) {
    for (const auto* message : {"", "v", "v=", "v=!", "x=AAAA", ",v=AAAA"})
        EXPECT_EQ(parse_scram_final(message).error().kind, ErrorKind::protocol) << message;
    EXPECT_EQ(parse_scram_final("v=QUJD,x=y"), "ABC");
}

TEST(ScramFinal, IsRefusedWhenTheSignatureIsWrong) {
    for (const auto* message : {"v=rmF9pqV8S7suAoZWja4dJRkFsKR=", "v=rmF9", "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA="}) {
        const auto client = scram("scram-sha-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
        (void)client->initial_response();
        (void)client->respond("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
        EXPECT_THAT(client->finished().error().message, HasSubstr("before it proved"));
        EXPECT_EQ(client->respond(message).error().kind, ErrorKind::protocol) << message;
        EXPECT_FALSE(client->finished());
    }
}

} // namespace
} // namespace posthaste::smtp
