// SPDX-License-Identifier: MIT
// Every reply and fault at every place of a session, with PIPELINING, without, and with CHUNKING besides, by SMTP and
// by LMTP, at three recipients. What is right at each place is for the scripts to say; here are the rules that hold
// everywhere.
#include "session_driver.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace posthaste::smtp {
namespace {

enum class Fault : std::uint8_t { none, reply, close, timeout };

struct Answer {
    const char* name;
    Fault fault;
    std::string_view bytes;
};

constexpr std::array<Answer, 11> answers{{
    {"Positive", Fault::reply, "250 2.0.0 ok\r\n"},
    {"Intermediate", Fault::reply, "354 go\r\n"},
    {"Challenge", Fault::reply, "334 QUFB\r\n"},
    {"Transient", Fault::reply, "450 4.2.1 later\r\n"},
    {"NoRoom", Fault::reply, "452 4.5.3 too many\r\n"},
    {"Permanent", Fault::reply, "554 5.7.1 no\r\n"},
    {"Closing", Fault::reply, "421 4.3.2 bye\r\n"},
    {"Twice", Fault::reply, "250 ok\r\n250 ok\r\n"},
    {"Garbage", Fault::reply, "\xff\x01hello\r\n"},
    {"Close", Fault::close, ""},
    {"Timeout", Fault::timeout, ""},
}};

// Which reply of the session is replaced. The numbers stand for the first, second and third recipient; by SMTP there is
// only the first end of data.
constexpr std::array<const char*, 14> places{"Greeting",   "Ehlo",       "Starttls",   "SecondEhlo", "Auth",
                                             "Mail",       "Rcpt1",      "Rcpt2",      "Rcpt3",      "Data",
                                             "EndOfData1", "EndOfData2", "EndOfData3", "Quit"};

struct Case {
    const char* place;
    const Answer* answer;
    bool pipelining;
    bool chunking;
    bool lmtp;
};

void PrintTo(const Case& each, std::ostream* out) { *out << each.place << each.answer->name; }

// A server that answers everything well but for one reply, and watches what the client does.
class WatchfulServer {
  public:
    explicit WatchfulServer(const Case& wanted) : case_(wanted), session_(options(wanted), sasl_for("plain")) {}

    void run() {
        auto facts = facts_of(10);
        facts.harmless_ahead = true;
        session_.begin(envelope_for(3), facts);
        session_.quit();
        queue_reply("Greeting", "220 hi\r\n");
        for (int steps = 0; steps < 200; ++steps) {
            const Action action = session_.next();
            if (std::holds_alternative<Finished>(action))
                return check_end();
            std::visit([this](const auto& what) { perform(what); }, action);
        }
        ADD_FAILURE() << "the session does not come to an end";
    }

  private:
    static SessionOptions options(const Case& wanted) {
        auto all = plain_options();
        all.lmtp = wanted.lmtp;
        all.tls = TlsUse::starttls_required;
        return all;
    }

    void queue_reply(std::string_view place, std::string_view usual) {
        const bool here = place == case_.place && !replaced_;
        replaced_ = replaced_ || here;
        replies_ += here ? case_.answer->bytes : usual;
        if (here && case_.answer->fault != Fault::reply)
            fault_ = case_.answer->fault;
    }

    void perform(const SendBytes& send) {
        EXPECT_FALSE(ended_) << "sent after the end: " << send.bytes;
        for (std::string_view rest = send.bytes; !rest.empty();) {
            const auto line = rest.substr(0, rest.find("\r\n"));
            rest.remove_prefix(line.size() + 2);
            if (fault_ == Fault::none)
                take_line(line);
        }
    }

    void take_line(std::string_view line) {
        const auto verb = line.substr(0, 4);
        EXPECT_TRUE(!fatal_ || verb == "QUIT" || verb == "RSET") << "sent after a refusal: " << line;
        if (verb == (case_.lmtp ? "LHLO" : "EHLO"))
            return queue_reply(secure_ ? "SecondEhlo" : "Ehlo", ehlo_reply());
        if (verb == "STAR")
            return queue_reply("Starttls", "220 go\r\n");
        if (verb == "AUTH") {
            EXPECT_TRUE(secure_) << "a secret before TLS";
            return queue_reply("Auth", "235 ok\r\n");
        }
        if (verb == "MAIL")
            return queue_reply("Mail", "250 ok\r\n");
        if (verb == "RCPT")
            return take_recipient();
        if (verb == "DATA")
            return queue_reply("Data", "354 go\r\n");
        if (verb == "BDAT")
            return; // answered when the chunk is there
        if (verb == "QUIT")
            return queue_reply("Quit", "221 bye\r\n");
        EXPECT_TRUE(verb == "RSET" || line == "*") << "an unknown command: " << line;
        replies_ += line == "*" ? "501 cancelled\r\n" : "250 ok\r\n";
    }

    // In a further transaction the count goes on, and nothing is replaced.
    void take_recipient() {
        const auto before = replies_.size();
        queue_reply(fmt::format("Rcpt{}", ++recipients_), "250 ok\r\n");
        taken_ += replies_.substr(before).starts_with('2') ? 1 : 0;
    }

    // RFC 2033 section 4.2.
    void answer_message() {
        const int count = case_.lmtp ? std::max(taken_, 1) : 1;
        taken_ = 0;
        for (int i = 0; i < count && fault_ == Fault::none; ++i)
            queue_reply(fmt::format("EndOfData{}", ++ends_), "250 taken\r\n");
    }

    [[nodiscard]] std::string ehlo_reply() const {
        const std::string keywords =
            std::string(case_.pipelining ? "250-PIPELINING\r\n" : "") + (case_.chunking ? "250-CHUNKING\r\n" : "");
        return "250-mx.example\r\n" + keywords + (secure_ ? "250 AUTH PLAIN\r\n" : "250 STARTTLS\r\n");
    }

    void perform(const AwaitReply&) {
        const auto bytes = std::exchange(replies_, {});
        if (bytes.empty()) {
            EXPECT_NE(fault_, Fault::none) << "the client waits for nothing";
            ended_ = true;
            return session_.connection_lost(
                {fault_ == Fault::timeout ? ErrorKind::timeout : ErrorKind::connection, "lost"});
        }
        last_data_taken_ = bytes.find("354") != std::string::npos;
        note_refusals();
        if (auto status = session_.receive(bytes); !status) {
            ended_ = true;
            session_.connection_lost(std::move(status).error());
        }
    }

    // A refusal of all that is to be done: nothing may follow but QUIT.
    void note_refusals() {
        constexpr std::array<std::string_view, 7> decisive{"Greeting", "Ehlo", "Starttls", "SecondEhlo",
                                                           "Auth",     "Mail", "Data"};
        const bool decides = std::ranges::find(decisive, case_.place) != decisive.end();
        const auto first = case_.answer->bytes.substr(0, 1);
        fatal_ = fatal_ || (replaced_ && decides && (first == "4" || first == "5"));
    }

    void perform(const StartTls&) {
        EXPECT_TRUE(replies_.empty());
        secure_ = true;
        EXPECT_TRUE(session_.tls_started());
    }

    void perform(const Reencode&) { ADD_FAILURE() << "nothing is to be re-encoded"; }
    void perform(const SendChunk&) {
        EXPECT_TRUE(case_.chunking);
        EXPECT_FALSE(ended_);
        session_.body_sent();
        answer_message();
    }
    void perform(const SendBody&) { end_message(); }
    void perform(const SendDot&) { end_message(); }
    void end_message() {
        EXPECT_TRUE(last_data_taken_) << "message without 354";
        EXPECT_FALSE(ended_);
        session_.body_sent();
        answer_message();
    }
    void perform(const Finished&) {}

    void check_end() const {
        ASSERT_EQ(session_.results().size(), 3U);
        int delivered = 0;
        for (const auto& result : session_.results()) {
            EXPECT_NE(result.reply.has_value(), result.error.has_value());
            const bool good = result.reply && result.reply->positive();
            EXPECT_TRUE(!good || result.phase == Phase::end_of_data) << "success before the end of data";
            delivered += good ? 1 : 0;
        }
        EXPECT_TRUE(replaced_ || std::string_view(case_.place).empty());
        const std::string_view place = case_.place;
        if (case_.lmtp && place.starts_with("EndOfData")) {
            EXPECT_EQ(delivered, delivered_by_lmtp(place.back() - '1'));
        }
    }

    // before: how many were answered well before the reply that is replaced.
    [[nodiscard]] int delivered_by_lmtp(int before) const {
        const std::string_view bytes = case_.answer->bytes;
        if (bytes.starts_with('2'))
            return 3;
        return bytes.starts_with('4') || bytes.starts_with('5') ? 2 : before; // that of one, or the end
    }

    const Case& case_;
    Session session_;
    std::string replies_;
    Fault fault_ = Fault::none;
    int recipients_ = 0;
    int taken_ = 0; // in the running transaction
    int ends_ = 0;  // replies to a message
    bool replaced_ = false;
    bool secure_ = false;
    bool fatal_ = false;
    bool ended_ = false;
    bool last_data_taken_ = false;
};

class SessionMatrix : public testing::TestWithParam<Case> {};

TEST_P(SessionMatrix, KeepsTheRules) { WatchfulServer(GetParam()).run(); }

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const auto* place : places) {
        for (const auto& each : answers) {
            for (const bool lmtp : {false, true}) {
                if (!lmtp && (std::string_view(place) == "EndOfData2" || std::string_view(place) == "EndOfData3"))
                    continue; // by SMTP one reply is for all
                cases.push_back({place, &each, true, false, lmtp});
                cases.push_back({place, &each, false, false, lmtp});
                if (std::string_view(place) != "Data") // BDAT has none
                    cases.push_back({place, &each, true, true, lmtp});
            }
        }
    }
    return cases;
}

INSTANTIATE_TEST_SUITE_P(All, SessionMatrix, testing::ValuesIn(all_cases()), [](const auto& each) {
    return fmt::format("{}{}{}{}", each.param.lmtp ? "Lmtp" : "", each.param.place, each.param.answer->name,
                       each.param.chunking ? "Chunked" : (each.param.pipelining ? "" : "OneByOne"));
});

} // namespace
} // namespace posthaste::smtp
