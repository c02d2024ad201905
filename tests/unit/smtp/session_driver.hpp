// SPDX-License-Identifier: MIT
// A Session with what tests need said in few words.
#pragma once

#include <posthaste/smtp/session.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace posthaste::smtp {

inline mail::Envelope envelope_for(int recipients) {
    mail::Envelope envelope;
    envelope.sender = mail::Address::make("a", "example.org").value();
    for (int i = 1; i <= recipients; ++i)
        envelope.recipients.push_back(mail::Address::make(fmt::format("r{}", i), "example.net").value());
    return envelope;
}

inline mail::MessageFacts facts_of(std::uint64_t size_bytes) {
    mail::MessageFacts facts;
    facts.size_bytes = size_bytes;
    return facts;
}

inline SessionOptions plain_options() {
    SessionOptions options;
    options.client_name = "client.example";
    options.tls = TlsUse::none;
    return options;
}

inline std::vector<std::unique_ptr<SaslClient>> sasl_for(std::string_view mechanism) {
    return make_sasl_clients(mechanism, {"ann", Secret("secret")}).value();
}

// The bytes the session wants to send now, or what else it wants in angle brackets.
inline std::string sent(Session& session) {
    const Action action = session.next();
    if (const auto* send = std::get_if<SendBytes>(&action))
        return std::string(send->bytes);
    constexpr std::string_view names[] = {"",      "<await>",    "<tls>",   "<body>",
                                          "<dot>", "<finished>", "<chunk>", "<reencode>"};
    return std::string(names[action.index()]);
}

// The server says something after all was sent.
inline void answer(Session& session, std::string_view bytes) {
    ASSERT_EQ(sent(session), "<await>");
    const auto status = session.receive(bytes);
    ASSERT_TRUE(status) << status.error().message;
}

// Greeting and EHLO with these lines ("250-" and "250 " are put in front).
inline void hello(Session& session, const std::vector<std::string>& keywords) {
    if (std::holds_alternative<StartTls>(session.next())) {
        ASSERT_TRUE(session.tls_started()); // implicit TLS
    }
    answer(session, "220 hi\r\n");
    ASSERT_EQ(sent(session), "EHLO client.example\r\n");
    std::string reply;
    for (const auto& keyword : keywords)
        reply += fmt::format("250-{}\r\n", keyword);
    answer(session, "250-mx.example\r\n" + reply + "250 HELP\r\n");
}

inline std::size_t count_lines(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// Answers a batch of envelope commands with yes, and DATA with 354.
inline std::string yes_to(std::string_view batch) {
    std::string replies;
    for (auto lines = count_lines(batch); lines > 0; --lines)
        replies += lines == 1 && batch.ends_with("DATA\r\n") ? "354 go\r\n" : "250 ok\r\n";
    return replies;
}

inline void deliver_one(Session& session) {
    const auto batch = sent(session);
    ASSERT_TRUE(batch.starts_with("MAIL FROM:<a@example.org>")) << batch;
    answer(session, yes_to(batch));
    ASSERT_EQ(sent(session), "<body>");
    EXPECT_EQ(session.phase(), Phase::body);
    session.body_sent();
    EXPECT_EQ(session.phase(), Phase::end_of_data);
    answer(session, "250 taken\r\n");
}

} // namespace posthaste::smtp
