// SPDX-License-Identifier: MIT
// What depends on how the client's octets come, and what no dialogue shows.
#include <posthaste/smtp/server_session.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <variant>

namespace posthaste::smtp {
namespace {

using server_step::BeginMessage;
using server_step::CheckLogin;
using server_step::CheckSender;
using server_step::Content;
using server_step::DropMessage;
using server_step::Finished;
using server_step::Receive;
using server_step::Send;
using server_step::StartTls;

constexpr std::string_view to_data = "EHLO c\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n";

// A host that says yes to everything.
class Host {
  public:
    explicit Host(ServerSettings settings) : session(std::move(settings)) { run(); }

    // Until the session waits or has finished.
    void run() {
        for (;;) {
            auto step = session.next();
            if (auto* send = std::get_if<Send>(&step))
                sent.push_back(std::move(send->bytes));
            else if (const auto* content = std::get_if<Content>(&step))
                contents.emplace_back(content->bytes);
            else if (std::holds_alternative<StartTls>(step) || std::holds_alternative<Receive>(step))
                return;
            else if (const auto* end = std::get_if<Finished>(&step)) {
                finished = true;
                orderly = end->orderly;
                return;
            } else if (!std::holds_alternative<BeginMessage>(step) && !std::holds_alternative<DropMessage>(step))
                session.answer({std::holds_alternative<CheckLogin>(step) ? 235 : 250, "2.0.0", "yes"});
        }
    }
    void give(std::string_view bytes) {
        sent.clear();
        session.receive(bytes);
        run();
    }

    ServerSession session;
    std::vector<std::string> sent;
    std::vector<std::string> contents;
    bool finished = false, orderly = false;
};

ServerSettings settings() {
    ServerSettings settings;
    settings.host = "mx.example";
    return settings;
}

TEST(ServerSession, AnswersAFlightInOnePiece) {
    Host host(settings());
    host.give(to_data);
    ASSERT_EQ(host.sent.size(), 1U);
    EXPECT_TRUE(host.sent[0].ends_with("354 end with a dot on a line by itself\r\n"));
    host.give("text\r\n.\r\nRSET\r\nNOOP\r\nQUIT\r\n");
    ASSERT_EQ(host.sent.size(), 1U);
    EXPECT_EQ(host.sent[0], "250 2.0.0 yes\r\n250 2.0.0 forgotten\r\n250 2.0.0 ok\r\n221 2.0.0 goodbye\r\n");
    EXPECT_TRUE(host.finished && host.orderly);
}

TEST(ServerSession, HoldsFewRepliesOfAClientThatNeverReads) {
    auto generous = settings();
    generous.max_idle_commands = 1000000;
    Host host(generous);
    std::string flood;
    for (int command = 0; command < 20000; ++command)
        flood += "HELP\n";
    host.give(flood);
    std::size_t longest = 0;
    for (const auto& bytes : host.sent)
        longest = std::max(longest, bytes.size());
    EXPECT_GT(host.sent.size(), 50U);
    EXPECT_LT(longest, 20000U);
}

TEST(ServerSession, GivesContentInLargePieces) {
    Host host(settings());
    host.give(to_data);
    std::string lines;
    while (lines.size() < 64UZ * 1024)
        lines += "some text\r\n";
    host.give(lines);
    host.give(lines + ".\r\n");
    ASSERT_EQ(host.contents.size(), 2U);
    EXPECT_EQ(host.contents[0], lines);
    EXPECT_EQ(host.contents[1], lines);
}

TEST(ServerSession, EndsWhenSomethingCameBehindStartTls) { // CVE-2011-0411
    auto offering = settings();
    offering.starttls = true;
    for (const std::string_view behind : {"RSET\r\n", "x", "MAIL FROM:<a@example.org>\r\n"}) {
        Host host(offering);
        host.give("EHLO c\r\n");
        host.give(fmt::format("STARTTLS\r\n{}", behind));
        EXPECT_TRUE(host.finished && !host.orderly);
        ASSERT_EQ(host.sent.size(), 1U);
        EXPECT_TRUE(host.sent[0].starts_with("554 5.5.1 nothing may follow STARTTLS")) << host.sent[0];
    }
}

TEST(ServerSession, SaysGoAheadBeforeTheHandshakeAndWaitsForIt) {
    auto offering = settings();
    offering.starttls = true;
    Host host(offering);
    host.give("EHLO c\r\nNOOP\r\nSTARTTLS\r\n");
    ASSERT_EQ(host.sent.size(), 1U);
    EXPECT_TRUE(host.sent[0].ends_with("250 2.0.0 ok\r\n220 2.0.0 go ahead\r\n"));
    EXPECT_TRUE(std::holds_alternative<StartTls>(host.session.next()));
    EXPECT_TRUE(std::holds_alternative<StartTls>(host.session.next()));
    host.session.tls_started();
    EXPECT_TRUE(std::holds_alternative<Receive>(host.session.next()));
    EXPECT_FALSE(host.session.extended());
}

TEST(ServerSession, ForgetsALoginWithTls) {
    auto offering = settings();
    offering.starttls = offering.auth = offering.private_connection = true;
    Host host(offering);
    host.give("EHLO c\r\nAUTH PLAIN AGFubgBzZWNyZXQ=\r\n");
    EXPECT_EQ(host.session.login(), "ann");
    host.give("STARTTLS\r\n");
    host.session.tls_started();
    EXPECT_EQ(host.session.login(), "");
}

TEST(ServerSession, TellsWhoTheClientSaysItIs) {
    Host host(settings());
    EXPECT_EQ(host.session.client_name(), "");
    host.give("HELO [127.0.0.1]\r\n");
    EXPECT_EQ(host.session.client_name(), "[127.0.0.1]");
    EXPECT_FALSE(host.session.extended());
    host.give("EHLO a\xFF\r\n");
    EXPECT_EQ(host.session.client_name(), "a\\xff");
    EXPECT_TRUE(host.session.extended());
    host.give(fmt::format("EHLO {}\r\n", std::string(3000, 'x')));
    EXPECT_LE(host.session.client_name().size(), 255U);
}

TEST(ServerSession, KeepsNothingOfASenderWhoIsRefused) {
    ServerSession session(settings());
    while (!std::holds_alternative<Receive>(session.next())) { // the greeting
    }
    session.receive("EHLO c\r\nMAIL FROM:<a@example.org> SMTPUTF8\r\n");
    while (!std::holds_alternative<CheckSender>(session.next())) {
    }
    EXPECT_TRUE(session.transaction().sender && session.transaction().utf8);
    session.answer({550, "5.7.1", "not you"});
    EXPECT_FALSE(session.transaction().sender || session.transaction().utf8);
}

TEST(ServerSession, HasNoLimitOfSizeWhenNoneIsSet) {
    auto open = settings();
    open.max_message_bytes = 0;
    Host host(open);
    host.give("EHLO c\r\nMAIL FROM:<a@example.org> SIZE=99999999999999999999\r\n");
    EXPECT_TRUE(host.sent[0].find("250-SIZE\r\n") != std::string::npos);
    EXPECT_TRUE(host.sent[0].ends_with("250 2.0.0 yes\r\n"));
}

struct Line {
    std::string_view line;
    std::string_view reply; // how it begins
};

// The first line of what is answered to each, in a transaction of its own.
std::string answer_to(std::string_view line, bool after_mail) {
    Host host(settings());
    host.give(after_mail ? "EHLO c\r\nMAIL FROM:<a@example.org>\r\n" : "EHLO c\r\n");
    host.give(fmt::format("{}\r\n", line));
    return host.sent.empty() ? "" : host.sent[0];
}

TEST(ServerSession, JudgesMail) {
    const Line lines[] = {
        {"MAIL FROM:<@r.example,@s.example:a@example.org>", "250"},
        {"MAIL FROM:<\"a b\"@example.org>", "250"},
        {"MAIL FROM:<a@[127.0.0.1]>", "250"},
        {"MAIL FROM:<a@example.org> SIZE=0", "250"},
        {"MAIL FROM:<a b@example.org>", "501 5.1.7"},
        {"MAIL FROM:<a@example.org,b@example.org>", "501 5.1.7"},
        {"MAIL FROM:<group:a@example.org;>", "501 5.1.7"},
        {"MAIL FROM:<@example.org>", "501 5.1.7"},
        {"MAIL FROM:<a@b@c>", "501 5.1.7"},
        {"MAIL FROM:<a@>", "501 5.1.7"},
        {"MAIL FROM:Ann <a@example.org>", "501 5.5.4"},
        {"MAIL a@example.org", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> SIZE=104857601", "552 5.3.4"},
        {"MAIL FROM:<a@example.org> SIZE=99999999999999999999", "552 5.3.4"},
        {"MAIL FROM:<a@example.org> SIZE=999999999999999999999", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> SIZE=-1", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> SIZE", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> BODY=BINARYMIME", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> BODY", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> SMTPUTF8=yes", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> RET=ALL", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> ENVID=a+b", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> ENVID=+0D+0A", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> ENVID", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> AUTH=a+", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> AUTH=a+20b", "501 5.5.4"},
        {"MAIL FROM:<a@example.org> REQUIRETLS", "555 5.5.4 REQUIRETLS is not offered"},
        {"MAIL FROM:<a@example.org> NOTIFY=NEVER", "555 5.5.4"},
        {"MAIL FROM:<a@example.org> SIZE=1 SIZE=1", "501 5.5.4"},
    };
    for (const auto& [line, reply] : lines)
        EXPECT_TRUE(answer_to(line, false).starts_with(reply)) << line << ": " << answer_to(line, false);
}

TEST(ServerSession, JudgesRecipients) {
    const Line lines[] = {
        {"RCPT TO:<@r.example:b@example.net>", "250"},
        {"RCPT TO:<b@example.net> NOTIFY=FAILURE,delay ORCPT=rfc822;b", "250"},
        {"RCPT TO:<b@example.net> ORCPT=utf-8;\xD0\xBF@example.net", "250"},
        {"RCPT TO:<>", "501 5.1.3"},
        {"RCPT TO:<b@example.net>, <c@example.net>", "501 5.5.4"},
        {"RCPT TO:<b@example.net,c@example.net>", "501 5.1.3"},
        {"RCPT TO:Bob <b@example.net>", "501 5.5.4"},
        {"RCPT FROM:<b@example.net>", "501 5.5.4"},
        {"RCPT TO:<b@exa mple.net>", "501 5.1.3"},
        {"RCPT TO:<b@example.net> NOTIFY=NEVER,DELAY", "501 5.5.4"},
        {"RCPT TO:<b@example.net> NOTIFY", "501 5.5.4"},
        {"RCPT TO:<b@example.net> ORCPT=b@example.net", "501 5.5.4"},
        {"RCPT TO:<b@example.net> ORCPT=rfc822;", "501 5.5.4"},
        {"RCPT TO:<b@example.net> ORCPT=rfc822;b+", "501 5.5.4"},
        {"RCPT TO:<b@example.net> ORCPT=rfc822;\xD0\xBF@example.net", "501 5.5.4"},
        {"RCPT TO:<b@example.net> SIZE=1", "555 5.5.4"},
    };
    for (const auto& [line, reply] : lines)
        EXPECT_TRUE(answer_to(line, true).starts_with(reply)) << line << ": " << answer_to(line, true);
}

} // namespace
} // namespace posthaste::smtp
