// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"
#include "json_report.hpp"

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using delivery::Verdict;
using smtp::Phase;
using testing::HasSubstr;
using testing::Not;

mail::PreparedMessage message() {
    mail::PreparedMessage result;
    result.envelope.sender = address("ann@x.test");
    result.envelope.recipients = {address("b@x.test"), address("c@x.test")};
    result.facts.size_bytes = 123;
    return result;
}

std::string result_of(delivery::Outcome outcome, ExitStatus status = ExitStatus::ok) {
    const auto sent = message();
    return json_result({sent, {"mx.test:587"}, false, {}, {}}, outcome, status);
}

std::string result_of(delivery::RecipientOutcome recipient) { return result_of(outcome({std::move(recipient)})); }

TEST(JsonResult, IsOneObjectOnOneLine) {
    auto refused = replied("c@x.test", Phase::rcpt, reply(550, {"5.1.1 first", "5.1.1 second"}));
    refused.reply->enhanced = smtp::EnhancedCode{5, 1, 1};
    EXPECT_EQ(
        result_of(outcome({delivered("b@x.test"), refused}), ExitStatus::no_user),
        R"({"exit_status":67,"server":"mx.test:587","servers":["mx.test:587"],"sender":"ann@x.test","size":123,"recipients":[)"
        R"({"address":"b@x.test","verdict":"delivered","phase":"end of data","code":250,"reply":["2.0.0 taken"],)"
        R"("remote":"mx.test:587"},)"
        R"({"address":"c@x.test","verdict":"rejected","phase":"rcpt","code":550,"enhanced":"5.1.1",)"
        R"("reply":["5.1.1 first","5.1.1 second"],"remote":"mx.test:587"}],"warnings":[]})"
        "\n");
}

TEST(JsonResult, TellsAnErrorOfOurs) {
    EXPECT_THAT(
        result_of(failed("b@x.test", Verdict::unknown, Phase::end_of_data, Error{ErrorKind::connection, "lost"})),
        HasSubstr(R"("verdict":"unknown","phase":"end of data","error":{"kind":"connection","message":"lost"})"));
}

TEST(JsonResult, HintsAtWhatAProviderWants) {
    auto refused = replied("b@x.test", Phase::auth, reply(535, {"5.7.8 no"}));
    EXPECT_THAT(result_of(refused), Not(HasSubstr("hint")));
    refused.remote = "smtp.gmail.com:587";
    EXPECT_THAT(result_of(refused), HasSubstr(R"("hint":"Google takes an app password)"));
}

TEST(JsonResult, LeavesOutWhatThereIsNot) {
    auto sent = message();
    sent.envelope.sender.reset();
    auto local = failed("b", Verdict::deferred, Phase::connect, Error{ErrorKind::config, "x"});
    local.remote.clear();
    const auto text = json_result({sent, {}, false, {"w1", "w2"}, {}}, outcome({local}), ExitStatus::config);
    EXPECT_THAT(text, HasSubstr(R"({"exit_status":78,"sender":"",)"));
    EXPECT_THAT(text, HasSubstr(R"("warnings":["w1","w2"]})"));
    for (const char* name : {"server", "remote", "code", "reply", "dry_run", "services", "discarded"})
        EXPECT_THAT(text, Not(HasSubstr(name)));
}

TEST(JsonResult, NamesTheRecipientsOfADryRun) {
    const auto sent = message();
    const auto text = json_result({sent, {"mx.test:587"}, true, {}, {}}, {}, ExitStatus::ok);
    EXPECT_THAT(text, HasSubstr(R"("dry_run":true,"recipients":[{"address":"b@x.test"},{"address":"c@x.test"}])"));
}

TEST(JsonResult, NamesWhomTheAliasesRefuseOrDiscard) {
    const auto sent = message();
    auto refused = failed("gone", Verdict::rejected, Phase::rcpt, Error{ErrorKind::refused, "left us"});
    const auto text = json_result({sent, {}, false, {}, "id", {refused}, {address("nil")}}, {}, ExitStatus::no_user);
    EXPECT_THAT(text,
                HasSubstr(R"([{"address":"b@x.test"},{"address":"c@x.test"},{"address":"gone","verdict":"rejected")"));
    EXPECT_THAT(text, HasSubstr(R"("discarded":["nil"])"));
}

TEST(JsonResult, NamesAllServersAndServices) {
    auto sent = message();
    sent.envelope.require_tls = true;
    sent.envelope.priority = 4;
    sent.envelope.deliver_by = mail::DeliverBy{std::chrono::seconds{60}, true, false};
    const auto text = json_result({sent, {"a.test:465", "b.test:587"}, true, {}, {}}, {}, ExitStatus::ok);
    EXPECT_THAT(text, HasSubstr(R"("server":"a.test:465","servers":["a.test:465","b.test:587"],"sender")"));
    EXPECT_THAT(text, HasSubstr(R"("services":{"require_tls":true,"deliver_by":"60;R","mt_priority":4})"));
}

TEST(JsonResult, StaysJsonWhateverTheServerSays) {
    const auto text = result_of(replied("b@x.test", Phase::rcpt, reply(550, {"\"}\n\x1b[2J\\ \xff J\xc3\xbcrgen"})));
    EXPECT_THAT(text, HasSubstr("\"reply\":[\"\\\"}\\n\\u001b[2J\\\\ \xef\xbf\xbd J\xc3\xbcrgen\"]"));
    EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(JsonResult, HoldsNothingThatATerminalActsOn) {
    const auto text = result_of(replied("b@x.test", Phase::rcpt, reply(550, {"\x7f\xc2\x9b 2J\xe2\x80\xaegnp.exe"})));
    EXPECT_THAT(text, HasSubstr(R"("reply":["\u007f\u009b 2J\u202egnp.exe"])"));
}

TEST(JsonError, NamesEachKind) {
    struct Case {
        ErrorKind kind;
        const char* name;
    };
    for (const auto& c :
         {Case{ErrorKind::usage, "usage"}, Case{ErrorKind::config, "config"}, Case{ErrorKind::data, "data"},
          Case{ErrorKind::no_input, "no_input"}, Case{ErrorKind::no_host, "no_host"},
          Case{ErrorKind::refused, "refused"}, Case{ErrorKind::internal, "internal"},
          Case{ErrorKind::cannot_create, "cannot_create"}, Case{ErrorKind::io, "io"},
          Case{ErrorKind::connection, "connection"}, Case{ErrorKind::timeout, "timeout"},
          Case{ErrorKind::no_space, "no_space"}, Case{ErrorKind::protocol, "protocol"}, Case{ErrorKind::tls, "tls"},
          Case{ErrorKind::trust, "trust"}, Case{ErrorKind::auth, "auth"}, Case{ErrorKind::interrupted, "interrupted"}})
        EXPECT_EQ(json_error({c.kind, "why"}, ExitStatus::usage),
                  std::string(R"({"exit_status":64,"error":{"kind":")") + c.name + R"(","message":"why"}})" + "\n");
}

} // namespace
} // namespace posthaste::app
