// SPDX-License-Identifier: MIT
// The command lines of programs that call sendmail, as they were recorded or stand in their sources.
#include "sendmail_flags.hpp"

#include <gtest/gtest.h>
#include <ostream>

namespace posthaste::cli {
namespace {

using Words = std::vector<std::string>;

struct Caller {
    const char* name;
    Words arguments;
    const char* meaning; // as meaning_of() writes it
};
void PrintTo(const Caller& caller, std::ostream* out) { *out << caller.name; }

// The flags that were understood in a fixed order, then the recipients of the command line.
std::string meaning_of(const app::SubmitOptions& options, const Remaining& remaining) {
    std::string text = options.read_recipients ? "t " : "";
    text += options.ignore_dots ? "i " : "";
    text += options.trace ? "v " : "";
    const auto add = [&text](const char* letter, const std::optional<std::string>& value) {
        text += value ? std::string(letter) + "=" + *value + " " : "";
    };
    add("f", options.sender);
    add("F", options.full_name);
    add("N", options.notify);
    add("R", options.dsn_return);
    add("V", options.envelope_id);
    add("B", options.body_type);
    add("a", options.account);
    for (const auto& list : {remaining.words, remaining.recipients})
        for (const auto& recipient : list)
            text += "<" + recipient + "> ";
    return text.empty() ? text : text.substr(0, text.size() - 1);
}

class SendmailCaller : public testing::TestWithParam<Caller> {};

TEST_P(SendmailCaller, IsUnderstood) {
    Request request;
    const auto remaining = take_sendmail_flags(GetParam().arguments, Program::sendmail, request);
    ASSERT_TRUE(remaining) << remaining.error().message;
    EXPECT_EQ(meaning_of(request.submit, *remaining), GetParam().meaning);
    EXPECT_EQ(request.mode, Mode::submit);
    EXPECT_EQ(request.submit.warnings, Words{});
}

std::string name_of(const testing::TestParamInfo<Caller>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Daemons, SendmailCaller,
    testing::Values(
        Caller{"cron", {"-FCronDaemon", "-i", "-B8BITMIME", "-oem", "root"}, "i F=CronDaemon B=8BITMIME <root>"},
        Caller{"cronie", {"-FCronDaemon", "-i", "-odi", "-oem", "-oi", "-t", "-f", "root"}, "t i f=root F=CronDaemon"},
        Caller{"vixie_cron",
               {"-FCronDaemon", "-odi", "-oem", "-or0s", "-B8BITMIME", "root"},
               "F=CronDaemon B=8BITMIME <root>"},
        Caller{"bcron", {"-FCronDaemon", "-i", "-odi", "-oem", "-t"}, "t i F=CronDaemon"},
        Caller{"busybox", {"-ti"}, "t i"}, Caller{"busybox_older", {"-t", "-oem", "-i"}, "t i"},
        Caller{"systemd_cron", {"-i", "-B8BITMIME", "user"}, "i B=8BITMIME <user>"},
        Caller{"systemd_cron_apart", {"-i", "-B", "8BITMIME", "user"}, "i B=8BITMIME <user>"},
        Caller{"anacron", {"-FAnacron", "-odi", "root"}, "F=Anacron <root>"}, Caller{"at", {"-i", "user"}, "i <user>"},
        Caller{"mdadm", {"-t"}, "t"}, Caller{"mdadm_sender", {"-t", "-fraid@x.test"}, "t f=raid@x.test"},
        Caller{"unattended_upgrades", {"-oi", "-t"}, "t i"}, Caller{"rkhunter", {"root"}, "<root>"},
        Caller{"fail2ban", {"-f", "fail2ban", "root"}, "f=fail2ban <root>"},
        Caller{"dovecot", {"-i", "-f", "<>", "--", "a@x.test"}, "i f=<> <a@x.test>"},
        Caller{"vacation", {"-f", "ann", "--", "a@x.test"}, "f=ann <a@x.test>"},
        Caller{"procmail", {"-oi", "a@x.test"}, "i <a@x.test>"},
        Caller{"maildrop", {"-oi", "-f", "", "a@x.test"}, "i f= <a@x.test>"},
        Caller{"sympa",
               {"-oi", "-odi", "-oem", "-N", "success,delay", "-VID", "-f", "l@x.test", "--", "a@x.test"},
               "i f=l@x.test N=success,delay V=ID <a@x.test>"},
        Caller{"dsn_apart",
               {"-N", "success,delay", "-V", "envid", "-R", "hdrs", "a"},
               "N=success,delay R=hdrs V=envid <a>"},
        Caller{"request_tracker", {"-oi", "-t", "-f", "<>"}, "t i f=<>"},
        Caller{"mailagent", {"-odq", "-i", "a@x.test"}, "i <a@x.test>"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    People, SendmailCaller,
    testing::Values(
        Caller{"bsd_mailx", {"-i", "-t", "-m", "-v", "-f", "a@x.test"}, "t i v f=a@x.test"},
        Caller{"s_nail",
               {"-i", "-m", "-v", "-F", "Ann Example", "-f", "a@x.test", "--", "b@x.test", "c@x.test"},
               "i v f=a@x.test F=Ann Example <b@x.test> <c@x.test>"},
        Caller{"mailutils", {"-oi", "-f", "a@x.test", "-t"}, "t i f=a@x.test"},
        Caller{"mutt",
               {"-oem", "-oi", "-B8BITMIME", "-f", "a@x.test", "-N", "failure,delay", "-R", "hdrs", "--", "b@x.test"},
               "i f=a@x.test N=failure,delay R=hdrs B=8BITMIME <b@x.test>"},
        Caller{"git", {"-f", "a@x.test", "-i", "b@x.test", "c@x.test"}, "i f=a@x.test <b@x.test> <c@x.test>"},
        Caller{"gnus", {"-oi", "-f", "a@x.test", "-oem", "-odb", "b@x.test, c"}, "i f=a@x.test <b@x.test, c>"},
        Caller{"emacs",
               {"-oi", "-f", "a@x.test", "-oA/home/a/.mailrc", "-oep", "-odi", "-t", "-N", "success,failure"},
               "t i f=a@x.test N=success,failure"},
        Caller{"send_pr", {"-odi", "-fa@x.test", "-oem", "b@x.test"}, "f=a@x.test <b@x.test>"},
        Caller{"reportbug", {"-f", "a@x.test", "-oi", "-oem", "b@x.test"}, "i f=a@x.test <b@x.test>"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Libraries, SendmailCaller,
    testing::Values(Caller{"php", {"-t", "-i"}, "t i"},
                    Caller{"php_sender", {"-t", "-i", "-fa@x.test"}, "t i f=a@x.test"},
                    Caller{"phpmailer", {"-t", "-i", "-oi", "-fa@x.test", "-t"}, "t i f=a@x.test"},
                    Caller{"symfony", {"-i", "-fa@x.test", "--", "b@x.test"}, "i f=a@x.test <b@x.test>"},
                    Caller{"email_sender", {"-i", "-f", "", "--", "b@x.test"}, "i f= <b@x.test>"},
                    Caller{"mime_lite", {"-t", "-oi", "-oem", "-fa@x.test"}, "t i f=a@x.test"},
                    Caller{"ruby", {"-i", "-f", "a@x.test", "--", "b@x.test", "c"}, "i f=a@x.test <b@x.test> <c>"},
                    Caller{"nodemailer", {"-i", "-f", "a@x.test", "b@x.test"}, "i f=a@x.test <b@x.test>"},
                    Caller{"go_mail", {"-oi", "-t"}, "t i"},
                    Caller{"sender_by_r", {"-r", "a@x.test", "-ra@y.test", "b"}, "f=a@y.test <b>"},
                    Caller{"flags_at_the_end", {"b@x.test", "-t", "-oi"}, "t i <b@x.test>"},
                    Caller{"every_harmless_flag",
                           {"-bm", "-oee", "-oem", "-oep", "-odb", "-odi", "-odq", "-om", "-m", "-U", "-G", "-n", "a"},
                           "<a>"}),
    name_of);

TEST(SendmailDialogue, IsNoSubmission) {
    for (const Words& words : {Words{"-bs"}, Words{"-bs", "-odb", "-oem"}, Words{"-bs", "-i"}}) {
        Request request;
        ASSERT_TRUE(take_sendmail_flags(words, Program::sendmail, request));
        EXPECT_EQ(request.mode, Mode::serve);
    }
}

} // namespace
} // namespace posthaste::cli
