// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "draft.hpp"
#include "unit/mail/mail_fakes.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/mail/date.hpp>

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string plain = "Subject: x\n\nhello\n";

SubmitOptions to(std::vector<std::string> recipients) {
    SubmitOptions options;
    options.recipients = std::move(recipients);
    return options;
}

SubmitOptions by_header() {
    SubmitOptions options;
    options.read_recipients = true;
    return options;
}

class TakeDraft : public testing::Test {
  protected:
    Result<Draft> take(const SubmitOptions& options, const std::string& input = plain) const {
        MemorySource source(input, 7);
        mail::Intake intake(source, mail::LoneDot::ends_message);
        mail::CountingIds ids;
        const auto caller = ann();
        return take_draft(options, intake, {caller, mail::FixedClock{}, ids});
    }
    Draft taken(const SubmitOptions& options, const std::string& input = plain) const {
        auto draft = take(options, input);
        EXPECT_TRUE(draft) << draft.error().message;
        return draft ? *std::move(draft) : Draft{};
    }
    void expect_error(const SubmitOptions& options, ErrorKind kind, const char* message,
                      const std::string& input = plain) const {
        const auto draft = take(options, input);
        ASSERT_FALSE(draft) << message;
        EXPECT_EQ(draft.error().kind, kind) << draft.error().message;
        EXPECT_THAT(draft.error().message, HasSubstr(message));
    }

    World world_;
};

std::string content(const Draft& draft) {
    std::string text(draft.message.facts.size_bytes + 1, '\0');
    const auto count = pread_some(draft.message.content.get(), text, 0);
    EXPECT_TRUE(count);
    text.resize(count.value_or(0));
    return text;
}

std::vector<std::string> recipients(const Draft& draft) {
    std::vector<std::string> result;
    for (const auto& recipient : draft.message.envelope.recipients)
        result.push_back(recipient.text());
    return result;
}

std::string sender(const Draft& draft) {
    const auto& from = draft.message.envelope.sender;
    return from ? from->text() : "<>";
}

std::string account(const Draft& draft) { return draft.account ? draft.account->name : "none"; }

TEST_F(TakeDraft, MakesAMessageReadyToBeSent) {
    world_.configure("domain = \"example.net\"\n");
    const auto draft = taken(to({"bob@x.test"}));
    EXPECT_EQ(content(draft), std::string("Date: ") + mail::fixed_date +
                                  "\r\nFrom: Ann Example <ann@example.net>\r\nMessage-ID: <id1@example.net>\r\n"
                                  "Subject: x\r\n\r\nhello\r\n");
    EXPECT_EQ(draft.message.facts.size_bytes, content(draft).size());
    EXPECT_EQ(sender(draft), "ann@example.net");
    EXPECT_THAT(recipients(draft), ElementsAre("bob@x.test"));
    EXPECT_EQ(account(draft), "none");
    EXPECT_THAT(draft.warnings, IsEmpty());
}

TEST_F(TakeDraft, AddsTheHeadersRecipientsToTheArguments) {
    auto options = by_header();
    options.recipients = {"arg@x.test, Two <two@x.test>"};
    const auto draft = taken(options, "To: to@x.test, arg@X.TEST\nCc: cc@x.test\nBcc: bcc@x.test\n\nhello\n");
    EXPECT_THAT(recipients(draft), ElementsAre("arg@x.test", "two@x.test", "to@x.test", "cc@x.test", "bcc@x.test"));
    EXPECT_THAT(content(draft), Not(HasSubstr("cc@x.test\r\nBcc")));
    EXPECT_THAT(content(draft), Not(HasSubstr("bcc")));
}

TEST_F(TakeDraft, LeavesTheHeaderAloneWithoutT) {
    const auto draft = taken(to({"arg@x.test"}), "To: broken@ two\nBcc: bcc@x.test\n\nhello\n");
    EXPECT_THAT(recipients(draft), ElementsAre("arg@x.test"));
    EXPECT_THAT(content(draft), HasSubstr("To: broken@ two\r\n\r\nhello"));
}

TEST_F(TakeDraft, RefusesAMessageForNobody) {
    expect_error({}, ErrorKind::usage, "no recipient");
    expect_error(by_header(), ErrorKind::usage, "no recipient");
    expect_error(by_header(), ErrorKind::usage, "no recipient", "To: undisclosed-recipients:;\n\nhello\n");
    expect_error(by_header(), ErrorKind::data, "To", "To: a@x.test b@x.test\n\nhello\n");
}

TEST_F(TakeDraft, TakesTheParametersOfTheEnvelope) {
    auto options = to({"bob@x.test"});
    options.notify = "success,failure";
    options.require_tls = true;
    options.deliver_by = "60;N";
    options.mt_priority = "-4";
    options.dsn_return = "hdrs";
    options.envelope_id = "id 1";
    options.body_type = "8bitmime";
    const auto envelope = taken(options).message.envelope;
    EXPECT_EQ(envelope.notify, "SUCCESS,FAILURE");
    EXPECT_TRUE(envelope.require_tls);
    EXPECT_EQ(envelope.deliver_by.value().within, std::chrono::seconds(60));
    EXPECT_EQ(envelope.priority, -4);
    EXPECT_EQ(envelope.dsn_return, mail::DsnReturn::headers);
    EXPECT_EQ(envelope.envelope_id, "id 1");
    EXPECT_TRUE(envelope.declare_eight_bit);
    options.body_type = "7BIT";
    EXPECT_FALSE(taken(options).message.envelope.declare_eight_bit);
}

TEST_F(TakeDraft, HoldsAMessageInOneWayOnly) {
    world_.configure("[account.a]\nserver = \"smtp://127.0.0.1\"\ntls = \"none\"\n");
    auto options = to({"bob@x.test"});
    options.hold_for = "60";
    EXPECT_EQ(taken(options).message.envelope.hold, mail::Hold(std::chrono::seconds(60)));
    options.hold_until = "2999-01-01T00:00:00Z";
    expect_error(options, ErrorKind::usage, "use one of them");
    options.hold_for.reset();
    EXPECT_EQ(taken(options).message.envelope.hold, mail::Hold(mail::parse_date_time("2999-01-01T00:00:00Z").value()));
    options.hold_until = "1999-01-01T00:00:00Z";
    expect_error(options, ErrorKind::usage, "not in the future");
}

TEST_F(TakeDraft, HoldsNothingInAMailboxOfThisMachine) {
    auto options = to({"ann"});
    options.hold_for = "60";
    expect_error(options, ErrorKind::config, "need a server that holds the message");
}

TEST_F(TakeDraft, LabelsTextThatIsNotAsciiWhoeverItIsFor) {
    const auto draft =
        taken(to({"bob@x.test"}), "Subject: x\nDate: d\nFrom: a@x.test\nMessage-ID: <m@x>\n\ngr\xC3\xBC\xC3\x9F\n");
    EXPECT_EQ(content(draft), "Subject: x\r\nDate: d\r\nFrom: a@x.test\r\nMessage-ID: <m@x>\r\nMIME-Version: 1.0\r\n"
                              "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                              "gr\xC3\xBC\xC3\x9F\r\n");
    EXPECT_EQ(draft.message.facts.size_bytes, content(draft).size());
    EXPECT_THAT(draft.warnings, IsEmpty());
}

TEST_F(TakeDraft, LabelsWhatIsNoUtf8AsUnknown) {
    const auto draft = taken(to({"bob@x.test"}), "Content-Length: 4\n\ngr\xFC\xDF\n");
    EXPECT_THAT(content(draft), HasSubstr("charset=unknown-8bit\r\n"));
    EXPECT_THAT(content(draft), testing::EndsWith("\r\n\r\ngr\xFC\xDF\r\n"));
    EXPECT_THAT(draft.warnings, ElementsAre(HasSubstr("labelled unknown-8bit")));
}

TEST_F(TakeDraft, LabelsNothingThatSpeaksOfMime) {
    const auto draft = taken(to({"bob@x.test"}), "Content-Language: de\n\ngr\xFC\xDF\n");
    EXPECT_THAT(content(draft), Not(HasSubstr("MIME-Version")));
    EXPECT_THAT(draft.warnings, IsEmpty());
}

TEST_F(TakeDraft, EncodesALabelledTextThatNoServerTakes) {
    world_.configure("[account.a]\nserver = \"smtp://127.0.0.1\"\ntls = \"none\"\n");
    const auto text = content(taken(to({"bob@x.test"}), "\n\xC3\xBC" + std::string(1000, 'x') + "\n"));
    EXPECT_THAT(
        text, HasSubstr("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"));
    EXPECT_THAT(text, HasSubstr("=C3=BCxxx"));
}

TEST_F(TakeDraft, WarnsOfABodyTypeItDoesNotKnow) {
    auto options = to({"bob@x.test"});
    options.warnings = {"from the command line"};
    options.body_type = "BINARYMIME";
    const auto draft = taken(options, "\nhello\n.\nlost\n");
    EXPECT_FALSE(draft.message.envelope.declare_eight_bit);
    EXPECT_THAT(draft.warnings, ElementsAre("from the command line", HasSubstr("BINARYMIME"), HasSubstr("lone dot")));
}

TEST_F(TakeDraft, RefusesParametersThatMeanNothing) {
    auto options = to({"bob@x.test"});
    options.notify = "sometimes";
    expect_error(options, ErrorKind::usage, "sometimes");
    options.notify.reset();
    options.dsn_return = "half";
    expect_error(options, ErrorKind::usage, "half");
    options.dsn_return.reset();
    options.envelope_id = std::string(101, 'x');
    expect_error(options, ErrorKind::usage, "xxx");
    options.envelope_id.reset();
    options.deliver_by = "soon";
    expect_error(options, ErrorKind::usage, "\"soon\"");
    options.deliver_by.reset();
    options.mt_priority = "10";
    expect_error(options, ErrorKind::usage, "\"10\"");
}

TEST_F(TakeDraft, QualifiesRecipientsForAServer) {
    world_.configure("[account.work]\nserver = \"smtp://mx.test\"\ndomain = \"work.test\"\n");
    EXPECT_THAT(recipients(taken(to({"root", "bob@x.test", "root@WORK.test"}))),
                ElementsAre("root@work.test", "bob@x.test"));
}

TEST_F(TakeDraft, KeepsBareNamesBareForThisMachine) {
    world_.configure("domain = \"example.net\"\n");
    EXPECT_THAT(recipients(taken(to({"root", "bob@x.test"}))), ElementsAre("root", "bob@x.test"));
}

TEST_F(TakeDraft, PutsTheAccountsDomainBeforeTheGeneralOne) {
    world_.configure("domain = \"example.net\"\n[account.work]\nserver = \"smtp://mx.test\"\n");
    EXPECT_EQ(sender(taken(to({"bob@x.test"}))), "ann@example.net");
    world_.configure("domain = \"example.net\"\n[account.work]\nserver = \"smtp://mx.test\"\ndomain = \"work.test\"\n");
    EXPECT_EQ(sender(taken(to({"bob@x.test"}))), "ann@work.test");
}

constexpr const char* two_routes = "default = \"home\"\n"
                                   "[account.home]\nserver = \"smtp://home.test\"\n"
                                   "[account.work]\nserver = \"smtp://work.test\"\n"
                                   "[account.lists]\nserver = \"smtp://lists.test\"\n"
                                   "[[route]]\nto = \"*@lists.test\"\naccount = \"lists\"\n"
                                   "[[route]]\nfrom = \"*@work.test\"\naccount = \"work\"\n";

TEST_F(TakeDraft, ChoosesTheAccountByWhoSends) {
    world_.configure(two_routes);
    const std::string from_work = "From: ann@work.test\n\nhello\n";
    EXPECT_EQ(account(taken(to({"bob@x.test"}))), "home");
    EXPECT_EQ(account(taken(to({"bob@x.test"}), from_work)), "work");
    auto options = to({"bob@x.test"});
    options.sender = "ann@elsewhere.test";
    EXPECT_EQ(account(taken(options, from_work)), "home");
    options.sender = "";
    EXPECT_EQ(account(taken(options, from_work)), "home");
    options.sender.reset();
    options.from = "ann@work.test";
    EXPECT_EQ(account(taken(options)), "work");
}

TEST_F(TakeDraft, ChoosesTheAccountByWhoReceives) {
    world_.configure(two_routes);
    EXPECT_EQ(account(taken(to({"a@lists.test"}))), "lists");
    EXPECT_EQ(account(taken(to({"a@lists.test", "b@x.test"}))), "home");
    EXPECT_EQ(account(taken(by_header(), "To: a@lists.test\n\nhello\n")), "lists");
}

TEST_F(TakeDraft, QualifiesBareNamesBeforeItChooses) {
    world_.configure(std::string("domain = \"work.test\"\n") + two_routes);
    EXPECT_EQ(account(taken(to({"bob@x.test"}))), "work");
    EXPECT_EQ(account(taken(to({"bob@x.test"}), "From: root (Cron Daemon)\n\nhello\n")), "work");
    EXPECT_EQ(account(taken(to({"bob@x.test"}), "From: ann@home.test\n\nhello\n")), "home");
    auto options = to({"bob@x.test"});
    options.sender = "root";
    EXPECT_EQ(account(taken(options)), "work");
    options.sender = "<>";
    EXPECT_EQ(account(taken(options)), "home");
    world_.configure(std::string("domain = \"lists.test\"\n") + two_routes);
    EXPECT_EQ(account(taken(to({"announce"}))), "lists");
}

TEST_F(TakeDraft, ReadsTheEnvironment) {
    const config::Variable server("POSTHASTE_SERVER", "smtps://ann@mx.test"),
        from("POSTHASTE_FROM", "Eve <eve@x.test>");
    const auto draft = taken(to({"bob@x.test"}));
    EXPECT_EQ(draft.account.value().server->host, "mx.test");
    EXPECT_EQ(sender(draft), "eve@x.test");
    EXPECT_THAT(content(draft), HasSubstr("From: Eve <eve@x.test>\r\n"));
}

TEST_F(TakeDraft, ReadsTheConfigurationThatIsNamed) {
    world_.configure("domain = \"xdg.test\"\n");
    const auto by_variable = world_.file("variable.toml", "domain = \"variable.test\"\n");
    const config::Variable variable("POSTHASTE_CONFIG", by_variable);
    EXPECT_EQ(sender(taken(to({"bob@x.test"}))), "ann@variable.test");
    auto options = to({"bob@x.test"});
    options.config = world_.file("option.toml", "domain = \"option.test\"\n");
    EXPECT_EQ(sender(taken(options)), "ann@option.test");
    options.config = world_.home() + "/missing.toml";
    expect_error(options, ErrorKind::config, "missing.toml");
}

TEST_F(TakeDraft, JudgesTheCommandLineBeforeItReadsAnything) {
    auto options = to({"bob@x.test", "a\nb"});
    options.config = "/nonexistent/config.toml";
    expect_error(options, ErrorKind::usage, "control character");
}

TEST_F(TakeDraft, ReplacesAliasesBeforeItChoosesTheAccount) {
    const auto aliases = world_.file("aliases", "root: bob@home.test\ngone: :fail: left us\nnil: /dev/null\n");
    world_.configure("aliases = \"" + aliases +
                     "\"\n[account.work]\nserver = \"smtp://mx.test\"\n[account.home]\nserver = "
                     "\"smtp://home.test\"\n[[route]]\nto = \"*@home.test\"\naccount = \"home\"\n");
    const auto draft = taken(to({"root", "gone", "nil"}), "To: root\n\nhello\n");
    EXPECT_EQ(account(draft), "home");
    EXPECT_THAT(recipients(draft), ElementsAre("bob@home.test"));
    EXPECT_THAT(content(draft), HasSubstr("To: root@box.example.org\r\n"));
    ASSERT_THAT(draft.refused.recipients, testing::SizeIs(1));
    EXPECT_EQ(draft.refused.recipients.front().recipient.text(), "gone");
    EXPECT_EQ(draft.refused.recipients.front().error.value().message, "left us");
    EXPECT_THAT(draft.discarded, ElementsAre(address("nil")));
}

TEST_F(TakeDraft, ForcesTheAccountsFrom) {
    world_.configure("[account.work]\nserver = \"smtp://mx.test\"\nfrom = \"Work <work@x.test>\"\nforce_from = true\n");
    const auto text = content(taken(to({"bob@x.test"}), "From: other@x.test\n\nhello\n"));
    EXPECT_THAT(text, HasSubstr("From: Work <work@x.test>\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("other@x.test")));
}

TEST_F(TakeDraft, RefusesAHeaderThatCannotBeSent) {
    expect_error(to({"bob@x.test"}), ErrorKind::data, "NUL", std::string("Subject: a\0b\n\nhello\n", 20));
}

TEST_F(TakeDraft, TakesAnEmptyMessage) {
    const auto draft = taken(to({"bob@x.test"}), "");
    EXPECT_THAT(content(draft), HasSubstr("From: Ann Example <ann@"));
    EXPECT_TRUE(content(draft).ends_with("\r\n\r\n"));
}

TEST_F(TakeDraft, LeavesNoFileBehind) {
    const config::TemporaryDirectory directory;
    const config::Variable variable("TMPDIR", directory.path());
    EXPECT_THAT(content(taken(to({"bob@x.test"}))), HasSubstr("hello"));
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

} // namespace
} // namespace posthaste::app
