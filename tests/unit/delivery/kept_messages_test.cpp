// SPDX-License-Identifier: MIT
// Many messages over one connection: what belongs to one of them, limits of the server, and all kinds of servers.
#include "kept_fixture.hpp"

#include <fmt/format.h>

namespace posthaste::delivery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// --- limits (RFC 9422)

TEST_F(OneConnection, CarriesAsManyMessagesAsTheServerTakes) {
    DialogueServer server({.extensions = {"LIMITS MAILMAX=2"}});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 5), ElementsAre(good_, good_, good_, good_, good_));
    transport.close();
    const auto two = joined({{ehlo}, transaction(), transaction(), {"QUIT"}});
    EXPECT_THAT(server.stop(), ElementsAre(two, two, joined({{ehlo}, transaction(), {"QUIT"}})));
}

// What counts is MAIL.
TEST_F(OneConnection, CountsMessagesThatWereRefused) {
    DialogueServer server({.answer =
                               [](std::size_t connection, const std::string& line) {
                                   return connection == 0 && line == mail_from ? "451 4.7.1 not now" : "";
                               },
                           .extensions = {"LIMITS MAILMAX=1"}});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 2), ElementsAre(Verdict::deferred, good_));
    transport.close();
    EXPECT_THAT(server.stop(),
                ElementsAre(Dialogue{ehlo, mail_from, "QUIT"}, joined({{ehlo}, transaction(), {"QUIT"}})));
}

TEST_F(OneConnection, IsFollowedByAnotherWithinAMessage) {
    DialogueServer server({.extensions = {"LIMITS MAILMAX=2 RCPTMAX=1"}});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, 1), ElementsAre(good_));
    for (const auto& recipient : transport.deliver(message_to({"bob@b.test", "cat@b.test"})).recipients) {
        EXPECT_EQ(recipient.verdict, good_);
        EXPECT_EQ(recipient.tls.version, "");
    }
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo}, transaction(), transaction(), {"QUIT"}}),
                                           joined({{ehlo}, transaction("cat@b.test"), {"QUIT"}})));
}

TEST_F(OneConnection, LeadsToAsManyDomainsAsTheServerTakes) {
    DialogueServer server({.extensions = {"LIMITS RCPTDOMAINMAX=1"}});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_THAT(deliver(transport, {"bob@b.test", "cat@B.Test", "dan@d.test"}), ElementsAre(good_, good_, good_));
    transport.close();
    EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo}, transaction(), transaction("cat@B.Test"), {"QUIT"}}),
                                           joined({{ehlo}, transaction("dan@d.test"), {"QUIT"}})));
}

TEST_F(OneConnection, GoesToFurtherDomainsByFurtherConnections) {
    for (const bool keep : {true, false}) {
        DialogueServer server({.extensions = {"LIMITS RCPTDOMAINMAX=1"}});
        auto chosen = settings(server.port());
        chosen.keep_connection = keep;
        SmtpTransport transport(std::move(chosen), transcript_);
        for (const auto& recipient : transport.deliver(message_to({"a@b.test", "b@d.test", "c@b.test"})).recipients)
            EXPECT_EQ(recipient.verdict, good_);
        transport.close();
        EXPECT_THAT(server.stop(),
                    ElementsAre(Dialogue{ehlo, mail_from, rcpt("a@b.test"), rcpt("c@b.test"), "DATA", "<body>", "QUIT"},
                                joined({{ehlo}, transaction("b@d.test"), {"QUIT"}})));
    }
}

// --- what belongs to one message

TEST_F(OneConnection, WarnsOncePerMessage) {
    DialogueServer server;
    SmtpTransport transport(settings(server.port()), transcript_);
    auto notified = message_to();
    notified.envelope.notify = "NEVER";
    EXPECT_THAT(transport.deliver(notified).warnings, ElementsAre(HasSubstr("DSN")));
    EXPECT_THAT(transport.deliver(notified).warnings, ElementsAre(HasSubstr("DSN")));
    EXPECT_THAT(transport.deliver(message_to()).warnings, IsEmpty());
    transport.close();
    EXPECT_THAT(server.stop(), SizeIs(1));
}

TEST_F(OneConnection, MeasuresEachMessage) {
    DialogueServer server({.extensions = {"SIZE 100"}});
    SmtpTransport transport(settings(server.port()), transcript_);
    const auto large = local_message("Subject: x\r\n\r\n" + std::string(100, 'x') + "\r\n", {"bob@b.test"});
    EXPECT_EQ(transport.deliver(message_to()).recipients.at(0).verdict, good_);
    EXPECT_EQ(transport.deliver(large).recipients.at(0).verdict, Verdict::rejected);
    EXPECT_EQ(transport.deliver(message_to()).recipients.at(0).verdict, good_);
    transport.close();
    const auto sized = mail_from + " SIZE=21";
    EXPECT_THAT(server.stop(), ElementsAre(Dialogue{ehlo, sized, rcpt("bob@b.test"), "DATA", "<body>", sized,
                                                    rcpt("bob@b.test"), "DATA", "<body>", "QUIT"}));
}

TEST_F(OneConnection, ReencodesWhatNeedsIt) {
    test::ServerOptions options;
    options.without = {"8BITMIME", "SMTPUTF8"};
    test::FakeServer server(options, {});
    SmtpTransport transport(settings(server.port()), transcript_);
    const auto eight_bit = [] {
        auto message = local_message("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                                     "Content-Transfer-Encoding: 8bit\r\n\r\nGr\xC3\xBC\xC3\x9F\r\n",
                                     {"bob@b.test"});
        message.facts.body_eight_bit = true;
        return message;
    }();
    EXPECT_EQ(transport.deliver(eight_bit).recipients.at(0).verdict, good_);
    EXPECT_EQ(transport.deliver(message_to()).recipients.at(0).verdict, good_);
    EXPECT_EQ(transport.deliver(eight_bit).recipients.at(0).verdict, good_);
    transport.close();
    server.stop();
    const auto messages = server.messages();
    ASSERT_THAT(messages, SizeIs(3));
    EXPECT_THAT(messages[0].data, HasSubstr("Gr=C3=BC=C3=9F"));
    EXPECT_EQ(messages[1].data, "Subject: x\r\n\r\nhello\r\n");
    EXPECT_EQ(messages[2].data, messages[0].data);
}

// --- other kinds of servers

TEST_F(OneConnection, IsEncryptedAndLoggedInOnce) {
    test::TestCa authority;
    for (const auto tls : {test::ServerTls::starttls, test::ServerTls::implicit}) {
        test::ServerOptions options;
        options.tls = tls;
        options.user = "ann";
        options.password = "hidden";
        test::FakeServer server(options, authority.leaf(test::Leaf::good));
        auto secure = settings(server.port());
        secure.server.host = "localhost";
        secure.tls = tls == test::ServerTls::implicit ? smtp::TlsUse::implicit : smtp::TlsUse::starttls_required;
        secure.trust.ca = authority.ca_file();
        secure.credentials = smtp::Credentials{"ann", Secret("hidden")};
        StringSink shown;
        Transcript transcript{shown};
        {
            SmtpTransport transport(std::move(secure), transcript);
            for (int message = 0; message < 3; ++message) {
                const auto outcome = transport.deliver(message_to());
                const auto& only = outcome.recipients.at(0);
                EXPECT_EQ(only.verdict, good_) << shown.text;
                EXPECT_EQ(only.tls.version, "TLSv1.3") << "of message " << message;
                EXPECT_THAT(only.tls.cipher, testing::StartsWith("TLS_"));
            }
        }
        server.stop();
        ASSERT_THAT(server.messages(), SizeIs(3));
        EXPECT_EQ(server.messages()[2].login, "ann");
        EXPECT_TRUE(server.messages()[2].secure);
        EXPECT_EQ(shown.text.find("~> AUTH PLAIN"), shown.text.rfind("~> AUTH PLAIN")) << shown.text;
        EXPECT_THAT(shown.text, HasSubstr(" ~> QUIT"));
    }
}

TEST_F(OneConnection, AnswersForEachRecipientByLmtp) {
    DialogueServer server({.answer =
                               [](std::size_t, const std::string& line) {
                                   return line == "<body>" ? "250 2.0.0 stored\r\n452 4.2.2 mailbox full" : "";
                               },
                           .lmtp = true});
    auto local = settings(server.port());
    local.lmtp = true;
    SmtpTransport transport(std::move(local), transcript_);
    for (int i = 0; i < 3; ++i) {
        const auto outcome = transport.deliver(message_to({"bob@b.test", "cat@b.test"}));
        EXPECT_EQ(outcome.recipients.at(0).verdict, good_);
        EXPECT_EQ(outcome.recipients.at(1).verdict, Verdict::deferred);
        EXPECT_TRUE(outcome.recipients.at(1).own_reply);
    }
    transport.close();
    const Dialogue two{mail_from, rcpt("bob@b.test"), rcpt("cat@b.test"), "DATA", "<body>"};
    EXPECT_THAT(server.stop(), ElementsAre(joined({{"LHLO client.example"}, two, two, two, {"QUIT"}})));
}

TEST_F(OneConnection, LeadsToTheServerThatCouldBeReached) {
    DialogueServer server;
    auto chosen = settings(1); // nobody listens there
    chosen.others.push_back({{"127.0.0.1", server.port(), {}}, smtp::TlsUse::none, std::nullopt});
    SmtpTransport transport(std::move(chosen), transcript_);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(transport.deliver(message_to()).recipients.at(0).remote, fmt::format("127.0.0.1:{}", server.port()));
    transport.close();
    EXPECT_THAT(server.stop(), SizeIs(1));
    const auto first = shown_.text.find("connecting to 127.0.0.1:1\n");
    EXPECT_NE(first, std::string::npos);
    EXPECT_EQ(first, shown_.text.rfind("connecting to 127.0.0.1:1\n"));
}

// When the connection is gone, the servers are tried in their order.
TEST_F(OneConnection, GivesWayToTheServersInOrder) {
    DialogueServer second({.answer = [](std::size_t, const std::string& line) {
        return line == "<body>" ? "250 ok\r\n421 4.4.2 bye" : "";
    }});
    auto chosen = settings(1);
    chosen.others.push_back({{"127.0.0.1", second.port(), {}}, smtp::TlsUse::none, std::nullopt});
    SmtpTransport transport(std::move(chosen), transcript_);
    EXPECT_THAT(deliver(transport, 2), ElementsAre(good_, good_));
    EXPECT_THAT(second.stop(), SizeIs(2));
    const auto first = shown_.text.find("connecting to 127.0.0.1:1\n");
    EXPECT_NE(first, shown_.text.rfind("connecting to 127.0.0.1:1\n"));
}

TEST_F(OneConnection, LeadsToTheServerOfADomain) {
    test::TestCa authority;
    test::ServerOptions options;
    options.tls = test::ServerTls::implicit;
    test::FakeServer server(options, authority.leaf(test::Leaf::good));
    auto chosen = settings(0);
    chosen.server = {"localhost", 0, {}, true};
    chosen.trust.ca = authority.ca_file();
    int lookups = 0;
    chosen.look_up_srv = [&](const std::string& name, net::Deadline) -> Result<std::vector<net::SrvRecord>> {
        ++lookups;
        if (name != "_submissions._tcp.localhost")
            return std::vector<net::SrvRecord>{};
        return std::vector<net::SrvRecord>{{0, 0, server.port(), "localhost"}};
    };
    SmtpTransport transport(std::move(chosen), transcript_);
    EXPECT_THAT(deliver(transport, 2), ElementsAre(good_, good_)) << shown_.text;
    transport.close();
    EXPECT_EQ(lookups, 2); // of one message: with TLS from the start, and with STARTTLS
    server.stop();
    EXPECT_THAT(server.messages(), SizeIs(2));
}

} // namespace
} // namespace posthaste::delivery
