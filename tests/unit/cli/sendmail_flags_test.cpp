// SPDX-License-Identifier: MIT
#include "sendmail_flags.hpp"

#include <gmock/gmock.h>

namespace posthaste::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Words = std::vector<std::string>;

struct Parsed {
    Request request;
    Remaining remaining;
};

Parsed parse(const Words& arguments, Program program = Program::sendmail) {
    Parsed parsed;
    auto remaining = take_sendmail_flags(arguments, program, parsed.request);
    EXPECT_TRUE(remaining) << remaining.error().message;
    if (remaining)
        parsed.remaining = *std::move(remaining);
    return parsed;
}

app::SubmitOptions options_of(const Words& arguments) { return parse(arguments).request.submit; }

void expect_usage(const Words& arguments, const char* message) {
    Request request;
    const auto remaining = take_sendmail_flags(arguments, Program::sendmail, request);
    ASSERT_FALSE(remaining) << message;
    EXPECT_EQ(remaining.error().kind, ErrorKind::usage);
    EXPECT_THAT(remaining.error().message, HasSubstr(message));
}

TEST(SendmailFlags, ReadValuesGluedAndApart) {
    struct Case {
        char letter;
        std::optional<std::string> app::SubmitOptions::* member;
    };
    for (const auto& c : {Case{'f', &app::SubmitOptions::sender}, Case{'r', &app::SubmitOptions::sender},
                          Case{'F', &app::SubmitOptions::full_name}, Case{'B', &app::SubmitOptions::body_type},
                          Case{'N', &app::SubmitOptions::notify}, Case{'R', &app::SubmitOptions::dsn_return},
                          Case{'V', &app::SubmitOptions::envelope_id}, Case{'C', &app::SubmitOptions::config}}) {
        const std::string flag{'-', c.letter};
        EXPECT_EQ(options_of({flag + "value"}).*c.member, "value") << flag;
        EXPECT_EQ(options_of({flag, "value"}).*c.member, "value") << flag;
        EXPECT_EQ(options_of({flag, "-t"}).*c.member, "-t") << flag;
        EXPECT_EQ(options_of({flag, "--"}).*c.member, "--") << flag;
        EXPECT_EQ(options_of({flag, ""}).*c.member, "") << flag;
        EXPECT_EQ(options_of({flag + "first", flag + "last"}).*c.member, "last") << flag;
        EXPECT_THAT(parse({flag, "value", "a@x.test"}).remaining.words, ElementsAre("a@x.test")) << flag;
        expect_usage({"a@x.test", flag}, (flag + " needs a value").c_str());
    }
}

TEST(SendmailFlags, MayStandInOneWord) {
    const auto both = options_of({"-ti"});
    EXPECT_TRUE(both.read_recipients);
    EXPECT_TRUE(both.ignore_dots);
    const auto three = options_of({"-tvfann@x.test"});
    EXPECT_TRUE(three.read_recipients);
    EXPECT_TRUE(three.trace);
    EXPECT_EQ(three.sender, "ann@x.test");
    EXPECT_EQ(options_of({"-tf", "ann@x.test"}).sender, "ann@x.test");
    EXPECT_TRUE(options_of({"-toi"}).ignore_dots);
}

TEST(SendmailFlags, MayFollowRecipients) {
    const auto parsed = parse({"a@x.test", "-t", "b@x.test", "-fann@x.test"});
    EXPECT_TRUE(parsed.request.submit.read_recipients);
    EXPECT_EQ(parsed.request.submit.sender, "ann@x.test");
    EXPECT_THAT(parsed.remaining.words, ElementsAre("a@x.test", "b@x.test"));
}

TEST(SendmailFlags, EndAtTwoDashes) {
    const auto parsed = parse({"a@x.test", "--", "-t", "--json", "-", "--"});
    EXPECT_FALSE(parsed.request.submit.read_recipients);
    EXPECT_THAT(parsed.remaining.words, ElementsAre("a@x.test"));
    EXPECT_THAT(parsed.remaining.recipients, ElementsAre("-t", "--json", "-", "--"));
}

TEST(SendmailFlags, RefuseALoneDash) { expect_usage({"a@x.test", "-"}, "\"-\" is no recipient"); }

TEST(SendmailFlags, LeaveLongOptionsAndTheirValuesAlone) {
    const Words words{"--user", "-foo", "--json", "--password-file", "-", "--from=-t", "--tls-ca", "--", "--dry-run"};
    const auto parsed = parse(words, Program::posthaste);
    EXPECT_EQ(parsed.remaining.words, words);
    EXPECT_EQ(parsed.request.submit.sender, std::nullopt);
    EXPECT_THAT(parse({"--json", "-t"}).remaining.words, ElementsAre("--json"));
    EXPECT_THAT(parse({"--user"}).remaining.words, ElementsAre("--user"));
}

// Taken for flags, the rest of such a word could set a sender or begin a mode.
TEST(SendmailFlags, WarnOfAnUnknownLetterAndLeaveOutItsWord) {
    const auto parsed = parse({"-Ztfeve@x.test", "-i", "a@x.test"});
    EXPECT_THAT(parsed.request.submit.warnings, ElementsAre("unknown flag -Ztfeve@x.test is left out"));
    EXPECT_FALSE(parsed.request.submit.read_recipients);
    EXPECT_EQ(parsed.request.submit.sender, std::nullopt);
    EXPECT_TRUE(parsed.request.submit.ignore_dots);
    EXPECT_THAT(parsed.remaining.words, ElementsAre("a@x.test"));
    EXPECT_TRUE(options_of({"-tZ"}).read_recipients);
}

TEST(SendmailFlags, LetQTakeNoOtherWord) {
    for (const char* flag : {"-q", "-q30m", "-qf", "-qIid"}) {
        const auto parsed = parse({flag, "a@x.test"});
        EXPECT_EQ(parsed.request.mode, Mode::run_queue) << flag;
        EXPECT_THAT(parsed.remaining.words, ElementsAre("a@x.test")) << flag;
    }
    EXPECT_THAT(parse({"-d", "a@x.test"}).remaining.words, ElementsAre("a@x.test"));
    EXPECT_THAT(parse({"-d0.1", "a@x.test"}).remaining.words, ElementsAre("a@x.test"));
}

TEST(SendmailFlags, RunNoQueueWhereNothingIsToBeSent) {
    for (const auto& [flag, mode] : {std::pair{"-bv", Mode::verify}, std::pair{"-bi", Mode::aliases}}) {
        EXPECT_EQ(parse({flag, "-q"}).request.mode, mode) << flag;
        EXPECT_EQ(parse({"-q", flag}).request.mode, mode) << flag;
    }
}

TEST(SendmailFlags, KnowTheAccountUnderTheirOwnNameOnly) {
    const Words words{"-a", "work", "b@x.test"};
    const auto own = parse(words, Program::posthaste);
    EXPECT_EQ(own.request.submit.account, "work");
    EXPECT_THAT(own.remaining.words, ElementsAre("b@x.test"));
    EXPECT_EQ(parse({"-awork"}, Program::posthaste).request.submit.account, "work");
    for (const auto program : {Program::sendmail, Program::mailq, Program::newaliases, Program::runq}) {
        const auto other = parse(words, program).request.submit;
        EXPECT_EQ(other.account, std::nullopt);
        EXPECT_THAT(other.warnings, ElementsAre(HasSubstr("-a")));
    }
}

TEST(SendmailFlags, AreTakenWhereTheyHaveNoEffect) {
    struct Case {
        const char* name;
        Words words;
    };
    for (const auto& c : {Case{"-G", {"-G"}}, Case{"-U", {"-U"}}, Case{"-m", {"-m"}}, Case{"-n", {"-n"}},
                          Case{"-x", {"-x"}}, Case{"-h", {"-h", "5"}}, Case{"-h5", {"-h5"}}, Case{"-A", {"-A", "c"}},
                          Case{"-Am", {"-Am"}}, Case{"-L", {"-L", "tag"}}, Case{"-p", {"-p", "proto"}},
                          Case{"-e", {"-e", "m"}}, Case{"-em", {"-em"}}, Case{"-D", {"-D", "file"}}}) {
        auto words = c.words;
        words.emplace_back("a@x.test");
        const auto parsed = parse(words);
        EXPECT_THAT(parsed.request.submit.warnings, IsEmpty()) << c.name;
        EXPECT_EQ(parsed.request.mode, Mode::submit) << c.name;
        EXPECT_THAT(parsed.remaining.words, ElementsAre("a@x.test")) << c.name;
    }
}

TEST(SendmailFlags, WriteNoLog) {
    const auto parsed = parse({"-X", "/var/www/x.php", "a@x.test"});
    EXPECT_THAT(parsed.request.submit.warnings, ElementsAre(AllOf(HasSubstr("-X"), HasSubstr("--trace"))));
    EXPECT_THAT(parsed.remaining.words, ElementsAre("a@x.test"));
}

TEST(SendmailFlags, AreExplainedWhereTheyDoSomething) {
    const auto help = sendmail_flags_help();
    for (const char letter : std::string("tifrFBNRVvCboOq"))
        EXPECT_THAT(help, HasSubstr(std::string("\n  -") + letter + " ")) << letter;
    EXPECT_EQ(help.find("  -X"), std::string::npos);
}

} // namespace
} // namespace posthaste::cli
