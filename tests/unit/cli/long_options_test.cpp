// SPDX-License-Identifier: MIT
#include "long_options.hpp"

#include <gmock/gmock.h>

namespace posthaste::cli {
namespace {

using app::SubmitOptions;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Words = std::vector<std::string>;

Request parse(const Words& words) {
    Request request;
    const auto taken = take_long_options(words, request);
    EXPECT_TRUE(taken) << taken.error().message;
    return request;
}

void expect_usage(const Words& words, const std::string& message) {
    Request request;
    const auto taken = take_long_options(words, request);
    ASSERT_FALSE(taken) << message;
    EXPECT_EQ(taken.error().kind, ErrorKind::usage);
    EXPECT_THAT(taken.error().message, HasSubstr(message));
}

struct TextOption {
    const char* name;
    std::optional<std::string> SubmitOptions::* member;
};

const std::vector<TextOption> text_options{{"--account", &SubmitOptions::account},
                                           {"--config", &SubmitOptions::config},
                                           {"--server", &SubmitOptions::server},
                                           {"--tls", &SubmitOptions::tls},
                                           {"--tls-ca", &SubmitOptions::tls_ca},
                                           {"--tls-pin", &SubmitOptions::tls_pin},
                                           {"--user", &SubmitOptions::user},
                                           {"--auth", &SubmitOptions::auth},
                                           {"--password-command", &SubmitOptions::password_command},
                                           {"--password-file", &SubmitOptions::password_file},
                                           {"--from", &SubmitOptions::from},
                                           {"--timeout", &SubmitOptions::timeout},
                                           {"--source-address", &SubmitOptions::source_address},
                                           {"--proxy", &SubmitOptions::proxy},
                                           {"--notify", &SubmitOptions::notify},
                                           {"--return", &SubmitOptions::dsn_return},
                                           {"--envid", &SubmitOptions::envelope_id},
                                           {"--deliver-by", &SubmitOptions::deliver_by},
                                           {"--mt-priority", &SubmitOptions::mt_priority},
                                           {"--hold-for", &SubmitOptions::hold_for},
                                           {"--hold-until", &SubmitOptions::hold_until}};

TEST(LongOptions, SetWhatTheyAreCalled) {
    for (const auto& [name, member] : text_options) {
        const std::string option = name;
        EXPECT_EQ(parse({option, "value"}).submit.*member, "value") << name;
        EXPECT_EQ(parse({option + "=value"}).submit.*member, "value") << name;
        EXPECT_EQ(parse({}).submit.*member, std::nullopt) << name;
        EXPECT_THAT(parse({option, "value"}).submit.recipients, IsEmpty()) << name;
        EXPECT_TRUE(takes_value(name)) << name;
    }
}

TEST(LongOptions, TakeTheLastOfSeveral) {
    for (const auto& [name, member] : text_options)
        EXPECT_EQ(parse({name, "first", name, "last"}).submit.*member, "last") << name;
}

TEST(LongOptions, TraceTheConversationAndMore) {
    const auto bare = parse({"--trace", "tls"}); // a recipient: the value is glued on
    EXPECT_TRUE(bare.submit.trace);
    EXPECT_FALSE(bare.submit.trace_tls);
    EXPECT_THAT(bare.submit.recipients, ElementsAre("tls"));
    const auto tls = parse({"--trace=tls"});
    EXPECT_TRUE(tls.submit.trace);
    EXPECT_TRUE(tls.submit.trace_tls);
    EXPECT_FALSE(parse({}).submit.trace);
    for (const std::string word : {"ssl", "TLS", "false", "0", "1", "tls,smtp"})
        expect_usage({"--trace=" + word}, "--trace=" + word + ": must be --trace");
    expect_usage({"--trace="}, "--trace has an empty value");
}

TEST(LongOptions, LeaveTheirValuesAsTheyAre) {
    for (const std::string value :
         {"[a,b]", "[a]", "a,b",    "a=b",       "=",  "a=", "{a}",   "\"a b\"", "'a'",  " a ",           "%x",
          "-t",    "-9",  "--json", "--no-such", "--", "-",  "a\\nb", "true",    "0x10", "J\xc3\xbcrgen", "\xff"})
        for (const auto& [name, member] : text_options) {
            const std::string option = name;
            EXPECT_EQ(parse({option, value}).submit.*member, value) << name;
            EXPECT_EQ(parse({option + "=" + value}).submit.*member, value) << name;
            EXPECT_FALSE(parse({option, value}).submit.json) << name;
        }
}

TEST(LongOptions, NeedAValue) {
    for (const auto& [name, member] : text_options) {
        const std::string option = name;
        expect_usage({"a@x.test", option}, option + " needs a value");
        expect_usage({option, "", "a@x.test"}, option + " has an empty value");
        expect_usage({option + "=", "a@x.test"}, option + " has an empty value");
    }
}

TEST(LongOptions, SwitchOn) {
    struct Case {
        const char* name;
        bool SubmitOptions::* member;
    };
    for (const auto& c : {Case{"--dry-run", &SubmitOptions::dry_run}, Case{"--trace", &SubmitOptions::trace},
                          Case{"--json", &SubmitOptions::json}, Case{"--quiet", &SubmitOptions::quiet},
                          Case{"--require-tls", &SubmitOptions::require_tls}}) {
        const auto request = parse({c.name, "a@x.test"});
        EXPECT_TRUE(request.submit.*c.member) << c.name;
        EXPECT_FALSE(parse({"a@x.test"}).submit.*c.member) << c.name;
        EXPECT_THAT(request.submit.recipients, ElementsAre("a@x.test")) << c.name;
        EXPECT_FALSE(takes_value(c.name)) << c.name;
    }
    EXPECT_THAT(parse({"--no-queue", "a@x.test"}).submit.recipients, ElementsAre("a@x.test"));
}

TEST(LongOptions, AskForHelpAndVersion) {
    EXPECT_EQ(parse({}).mode, Mode::submit);
    EXPECT_EQ(parse({"--version"}).mode, Mode::version);
    EXPECT_EQ(parse({"--help"}).mode, Mode::help);
    EXPECT_EQ(parse({"--help", "--version", "a@x.test"}).mode, Mode::help);
}

TEST(LongOptions, KeepRecipientsInTheirOrder) {
    const Words recipients{"b@x.test", "a@x.test", "root",           "",        "[x]", "a=b",
                           "a,b",      "{c}",      "\"q r\"@x.test", "b@x.test"};
    auto words = recipients;
    words.insert(words.begin() + 2, {"--user", "ann", "--json"});
    EXPECT_EQ(parse(words).submit.recipients, recipients);
}

TEST(LongOptions, NameTheNearestOfAnUnknownOne) {
    expect_usage({"--acount", "work"}, "unknown option --acount; did you mean --account?");
    expect_usage({"--dryrun"}, "did you mean --dry-run?");
    expect_usage({"--form=a@x.test"}, "unknown option --form; did you mean --from?");
    expect_usage({"--no-such-thing"}, "unknown option --no-such-thing; see --help");
    expect_usage({"a@x.test", "--Json"}, "did you mean --json?");
}

TEST(LongOptions, ShowNoValueOfAnUnknownOne) {
    Request request;
    const auto taken = take_long_options({"--pasword=hunter2"}, request);
    ASSERT_FALSE(taken);
    EXPECT_THAT(taken.error().message, testing::Not(HasSubstr("hunter2")));
}

TEST(LongOptions, AreNotAbbreviated) {
    expect_usage({"--pass", "x"}, "unknown option --pass");
    expect_usage({"--accoun=x"}, "unknown option --accoun");
}

TEST(LongOptions, AreAllInTheHelp) {
    const auto help = help_text();
    for (const auto& [name, member] : text_options)
        EXPECT_THAT(help, HasSubstr(std::string(name) + " ")) << name;
    EXPECT_THAT(help,
                AllOf(HasSubstr("--dry-run"), HasSubstr("--trace"), HasSubstr("--json"), HasSubstr("--quiet"),
                      HasSubstr("--require-tls"), HasSubstr("--version"), HasSubstr("--help"), HasSubstr("  -t  ")));
    EXPECT_THAT(help, testing::StartsWith("usage: posthaste "));
}

} // namespace
} // namespace posthaste::cli
