// SPDX-License-Identifier: MIT
// A signal in the middle of a message: what the server has seen by then, and what becomes of the recipients.
#include "kept_fixture.hpp"
#include "support/interrupt.hpp"

#include <fmt/format.h>
#include <latch>

namespace posthaste::delivery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const std::string one = "RCPT TO:<bob@b.test>";

class Interrupted : public testing::Test {
  protected:
    SmtpSettings settings(std::uint16_t port) const {
        SmtpSettings settings;
        settings.server = {"127.0.0.1", port, {}};
        settings.tls = smtp::TlsUse::none;
        settings.client_name = "client.example";
        settings.interrupt = signal_.descriptor();
        settings.last_answer_wait = std::chrono::milliseconds{0};
        return settings;
    }

    // The signal comes as the server gets `line`; then it answers so.
    struct Met {
        RecipientOutcome outcome;
        std::vector<Dialogue> dialogues;
    };
    Met meet(const std::string& line, const std::string& answer, std::vector<std::string> extensions = {}) {
        DialogueServer server({.answer =
                                   [&](std::size_t, const std::string& said) {
                                       if (said != line)
                                           return std::string{};
                                       signal_.come();
                                       return answer;
                                   },
                               .extensions = std::move(extensions)});
        auto message = message_to();
        message.facts.harmless_ahead = true;
        SmtpTransport transport(settings(server.port()), transcript_);
        auto outcome = transport.deliver(message).recipients.at(0);
        return {std::move(outcome), server.stop()};
    }

    void expect_interrupted(const RecipientOutcome& outcome) const {
        EXPECT_EQ(outcome.verdict, Verdict::deferred);
        ASSERT_TRUE(outcome.error) << shown_.text;
        EXPECT_EQ(outcome.error->kind, ErrorKind::interrupted);
        EXPECT_THAT(outcome.error->message, HasSubstr("interrupted by a signal"));
        EXPECT_TRUE(signal_.is_there());
    }

    test::Interrupt signal_;
    StringSink shown_;
    Transcript transcript_{shown_};
};

TEST_F(Interrupted, MakesNoConnection) {
    signal_.come();
    DialogueServer server;
    SmtpTransport transport(settings(server.port()), transcript_);
    const auto outcome = transport.deliver(message_to()).recipients.at(0);
    expect_interrupted(outcome);
    EXPECT_EQ(outcome.phase, smtp::Phase::connect);
    EXPECT_THAT(server.stop(), IsEmpty());
}

TEST_F(Interrupted, SaysNoMoreWhileItWaits) {
    const Dialogue all{"<greeting>", ehlo, mail_from, one, "DATA"};
    for (std::size_t at = 0; at < all.size(); ++at) {
        signal_ = {};
        const auto met = meet(all[at], fall_silent);
        expect_interrupted(met.outcome);
        EXPECT_THAT(met.dialogues, ElementsAre(Dialogue(all.begin() + 1, all.begin() + 1 + static_cast<int>(at))));
    }
}

// A transcript that sends the signal when it shows these words: then nothing waits, and there is something to say.
class SignallingSink final : public ByteSink {
  public:
    SignallingSink(const test::Interrupt& signal, std::string words) : signal_(signal), words_(std::move(words)) {}
    Status write(std::string_view bytes) override {
        if (bytes.find(words_) != std::string_view::npos)
            signal_.come();
        return {};
    }

  private:
    const test::Interrupt& signal_;
    std::string words_;
};

class BetweenWaits : public Interrupted {
  protected:
    Met see(const std::string& words, std::vector<std::string> extensions = {}) {
        signal_ = {};
        SignallingSink sink(signal_, words);
        Transcript transcript(sink);
        DialogueServer server({.answer =
                                   [](std::size_t, const std::string& line) {
                                       return line == mail_from ? "250 for him" : line == one ? "250 to him" : "";
                                   },
                               .extensions = std::move(extensions)});
        auto message = message_to();
        message.facts.harmless_ahead = true;
        SmtpTransport transport(settings(server.port()), transcript);
        auto outcome = transport.deliver(message).recipients.at(0);
        return {std::move(outcome), server.stop()};
    }
};

TEST_F(BetweenWaits, NoMoreIsSaid) {
    const Dialogue all{ehlo, mail_from, one, "DATA"};
    const std::vector<std::string> replies{"<-  220", "<-  250 HELP", "<-  250 for him", "<-  250 to him", "<-  354"};
    for (std::size_t at = 0; at < replies.size(); ++at) {
        const auto met = see(replies[at]);
        expect_interrupted(met.outcome);
        EXPECT_EQ(met.outcome.phase == smtp::Phase::body, at + 1 == replies.size());
        EXPECT_THAT(met.dialogues, ElementsAre(Dialogue(all.begin(), all.begin() + static_cast<int>(at))));
    }
}

// All of it was ready to go, and nothing went.
TEST_F(BetweenWaits, AFlightThatNeverWentIsNotUnknown) {
    const auto met = see("<-  250 HELP", {"PIPELINING", "CHUNKING"});
    expect_interrupted(met.outcome);
    EXPECT_EQ(met.outcome.phase, smtp::Phase::body);
    EXPECT_THAT(met.dialogues, ElementsAre(Dialogue{ehlo}));
}

TEST_F(Interrupted, DoesNotKnowAfterTheEndOfTheMessage) {
    const auto met = meet("<body>", fall_silent);
    EXPECT_EQ(met.outcome.verdict, Verdict::unknown);
    EXPECT_EQ(met.outcome.error->kind, ErrorKind::interrupted);
    EXPECT_THAT(met.dialogues, ElementsAre(Dialogue{ehlo, mail_from, one, "DATA", "<body>"}));
}

TEST_F(Interrupted, DoesNotKnowOfAMessageThatWentAhead) {
    const auto met = meet("<chunk>", fall_silent, {"PIPELINING", "CHUNKING"});
    EXPECT_EQ(met.outcome.verdict, Verdict::unknown);
}

TEST_F(Interrupted, HearsAnAnswerThatIsThere) {
    DialogueServer server({.afterwards = [&](test::Channel&, std::size_t, const std::string& line) {
        if (line == "<body>")
            signal_.come(); // behind the 250
        return true;
    }});
    SmtpTransport transport(settings(server.port()), transcript_);
    EXPECT_EQ(transport.deliver(message_to()).recipients.at(0).verdict, Verdict::delivered);
    (void)server.stop();
}

// Opens when the transcript tells that the signal was seen.
class Gate final : public ByteSink {
  public:
    Status write(std::string_view bytes) override {
        if (bytes.find("a signal has come") != std::string_view::npos)
            open();
        return {};
    }
    void open() {
        if (!open_.try_wait())
            open_.count_down();
    }
    void pass() const { open_.wait(); }

  private:
    std::latch open_{1};
};

// One message, whose end is answered when the client has seen the signal.
void serve_with_signal(test::Channel& channel, const test::Interrupt& signal, const Gate& gate) {
    channel.write("220 mx.test\r\n");
    for (auto line = channel.read_line(); line; line = channel.read_line()) {
        if (*line == ".\r\n") {
            signal.come();
            gate.pass();
            channel.write("250 2.0.0 taken\r\n");
            return;
        }
        if (line->starts_with("DATA"))
            channel.write("354 go\r\n");
        else if (line->find(':') != std::string::npos || line->starts_with("EHLO"))
            channel.write("250 ok\r\n");
    }
}

TEST_F(Interrupted, WaitsAMomentMoreForTheAnswerToAMessageThatWasSent) {
    test::TestCa authority;
    for (const bool secure : {false, true}) {
        signal_ = {};
        Gate gate;
        Transcript transcript(gate);
        test::FakeServer server([&](test::Channel& channel) {
            if (!secure || channel.start_tls(authority.leaf(test::Leaf::good)))
                serve_with_signal(channel, signal_, gate);
        });
        auto patient = settings(server.port());
        patient.last_answer_wait = std::chrono::hours{1};
        patient.server.host = "localhost";
        patient.tls = secure ? smtp::TlsUse::implicit : smtp::TlsUse::none;
        patient.trust.ca = authority.ca_file();
        SmtpTransport transport(std::move(patient), transcript);
        const auto outcome = transport.deliver(message_to()).recipients.at(0);
        gate.open();
        server.stop();
        EXPECT_EQ(outcome.verdict, Verdict::delivered) << "sent again it would arrive twice";
    }
}

TEST_F(Interrupted, StopsInTheMiddleOfAMessage) {
    std::latch over(1);
    std::string received;
    test::FakeServer server([&](test::Channel& channel) {
        channel.write("220 mx.test\r\n");
        for (auto line = channel.read_line(); line && *line != "DATA\r\n"; line = channel.read_line())
            channel.write("250 ok\r\n");
        channel.write("354 go\r\n");
        received = channel.read_line().value_or("");
        signal_.come(); // while the client cannot write: nobody reads
        over.wait();
        received += channel.read_to_end();
    });
    const auto large = local_message("Subject: x\r\n\r\n" + std::string(64UZ << 20U, 'x') + "\r\n", {"bob@b.test"});
    SmtpTransport transport(settings(server.port()), transcript_);
    const auto outcome = transport.deliver(large).recipients.at(0);
    over.count_down();
    server.stop();
    expect_interrupted(outcome);
    EXPECT_EQ(outcome.phase, smtp::Phase::body);
    EXPECT_TRUE(received.starts_with("Subject: x\r\n"));
    EXPECT_LT(received.size(), large.facts.size_bytes);
    EXPECT_THAT(received, Not(HasSubstr("\r\n.\r\n")));
    EXPECT_THAT(received, Not(HasSubstr("QUIT")));
}

TEST_F(Interrupted, StopsInTheTlsHandshake) {
    test::TestCa authority;
    for (const bool implicit : {true, false}) {
        signal_ = {};
        std::string received;
        test::FakeServer server([&](test::Channel& channel) {
            if (!implicit) {
                channel.write("220 mx.test\r\n");
                (void)channel.read_line();
                channel.write("250-mx.test\r\n250 STARTTLS\r\n");
                (void)channel.read_line();
                channel.write("220 go ahead\r\n");
            }
            received = channel.read(5).value_or("");
            signal_.come();
            received += channel.read_to_end();
        });
        auto secure = settings(server.port());
        secure.server.host = "localhost";
        secure.tls = implicit ? smtp::TlsUse::implicit : smtp::TlsUse::starttls_required;
        secure.trust.ca = authority.ca_file();
        SmtpTransport transport(std::move(secure), transcript_);
        const auto outcome = transport.deliver(message_to()).recipients.at(0);
        server.stop();
        expect_interrupted(outcome);
        EXPECT_EQ(outcome.phase, smtp::Phase::tls);
        ASSERT_GT(received.size(), 5U);
        const auto record = static_cast<unsigned char>(received[3]) * 256U + static_cast<unsigned char>(received[4]);
        EXPECT_EQ(received[0], '\x16');
        EXPECT_EQ(received.size(), 5 + record) << "the ClientHello, and nothing behind it";
    }
}

TEST_F(Interrupted, TriesNoOtherServer) {
    DialogueServer first({.answer = [&](std::size_t, const std::string& line) {
        if (line == "<greeting>")
            signal_.come();
        return line == "<greeting>" ? fall_silent : "";
    }});
    DialogueServer second;
    auto both = settings(first.port());
    both.others.push_back({{"127.0.0.1", second.port(), {}}, smtp::TlsUse::none, std::nullopt});
    SmtpTransport transport(std::move(both), transcript_);
    expect_interrupted(transport.deliver(message_to()).recipients.at(0));
    EXPECT_THAT(first.stop(), SizeIs(1));
    EXPECT_THAT(second.stop(), IsEmpty());
}

TEST_F(Interrupted, ReachesTheLookupOfADomain) {
    auto domain = settings(0);
    domain.server = {"b.test", 0, {}, true};
    domain.look_up_srv = [&](const std::string&, net::Deadline deadline) -> Result<std::vector<net::SrvRecord>> {
        EXPECT_EQ(deadline.interrupt(), signal_.descriptor());
        signal_.come();
        return fail(deadline.interrupted() ? ErrorKind::interrupted : ErrorKind::timeout, "interrupted by a signal");
    };
    SmtpTransport transport(std::move(domain), transcript_);
    expect_interrupted(transport.deliver(message_to()).recipients.at(0));
}

TEST_F(Interrupted, LeavesAKeptConnectionWithoutAWord) {
    for (const bool another : {false, true}) {
        signal_ = {};
        DialogueServer server;
        auto keeping = settings(server.port());
        keeping.keep_connection = true;
        {
            SmtpTransport transport(std::move(keeping), transcript_);
            EXPECT_EQ(transport.deliver(message_to()).recipients.at(0).verdict, Verdict::delivered);
            signal_.come();
            if (another)
                expect_interrupted(transport.deliver(message_to()).recipients.at(0));
        }
        EXPECT_THAT(server.stop(), ElementsAre(joined({{ehlo}, transaction()})));
    }
}

} // namespace
} // namespace posthaste::delivery
