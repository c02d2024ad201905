// SPDX-License-Identifier: MIT
#include "import_golden.hpp"

namespace posthaste::config {

namespace {

Imported import(std::string_view text) { return import_msmtp({"msmtprc", text}); }

Config config_of(std::string_view text) {
    auto config = parse_config(document_of(import(text), "msmtprc"), "msmtprc");
    EXPECT_TRUE(config) << config.error().message;
    return config ? *std::move(config) : Config{};
}

std::string remarks_of(std::string_view text) {
    std::string all;
    for (const auto& remark : import(text).remarks)
        all += remark.at + ": " + remark.text + "\n";
    return all;
}

} // namespace

TEST(ImportMsmtp, FilesBecomeWhatStandsBesideThem) {
    const auto names = import_files(".msmtprc");
    EXPECT_GE(names.size(), 6U);
    for (const auto& name : names)
        expect_golden(import_msmtp({name, text_of_file(import_data / name)}), name);
}

TEST(ImportMsmtp, TheServerIsTheSame) {
    const auto server = [](const std::string& settings) {
        const auto config = config_of("account a\nhost h.example\n" + settings);
        return std::tuple(config.accounts.at(0).server->port, config.accounts.at(0).server->implicit_tls,
                          config.accounts.at(0).tls);
    };
    using Expected = std::tuple<std::uint16_t, bool, TlsMode>;
    EXPECT_EQ(server(""), Expected(25, false, TlsMode::none));
    EXPECT_EQ(server("tls on\n"), Expected(25, false, TlsMode::by_scheme));
    EXPECT_EQ(server("tls\nport 587\n"), Expected(587, false, TlsMode::by_scheme));
    EXPECT_EQ(server("tls on\ntls_starttls off\n"), Expected(465, true, TlsMode::by_scheme));
    EXPECT_EQ(server("tls on\ntls_starttls off\nport 2465\n"), Expected(2465, true, TlsMode::by_scheme));
    EXPECT_EQ(server("tls off\ntls_starttls off\nport 2525\n"), Expected(2525, false, TlsMode::none));
}

TEST(ImportMsmtp, QuotesGoAndEverythingBetweenStays) {
    EXPECT_EQ(
        import("account a\nhost h\nauth on\nuser u\npassword \" a\\\"b # c \" \n").accounts.at(0).password.reveal(),
        " a\\\"b # c ");
    EXPECT_EQ(import("account a\nhost h\nauth on\nuser u\npassword \"a\n").accounts.at(0).password.reveal(), "\"a");
    EXPECT_EQ(import("account a\nhost h\nauth on\nuser u\npassword a # b\n").accounts.at(0).password.reveal(), "a # b");
}

TEST(ImportMsmtp, ThePasswordOfTheFileGoesBeforeTheCommand) {
    const auto imported = import("account a\nhost h\nauth on\nuser u\npassword p\npasswordeval echo q\n");
    EXPECT_EQ(imported.accounts.at(0).password.reveal(), "p");
    EXPECT_EQ(config_of("account a\nhost h\nauth on\nuser u\npassword\npasswordeval echo q\n")
                  .accounts.at(0)
                  .password.command,
              "echo q");
}

TEST(ImportMsmtp, WithoutAuthThereIsNoLogin) {
    const auto config = config_of("account a\nhost h\nauth off\nuser u\npasswordeval echo q\n");
    EXPECT_TRUE(config.accounts.at(0).login().empty());
    EXPECT_FALSE(config.accounts.at(0).has_password());
}

TEST(ImportMsmtp, AccountsAreChosenAsMsmtpDoes) {
    const auto config = config_of("account a\nhost a\nfrom a@example.org\n"
                                  "account b\nhost b\nfrom *@example.org\n"
                                  "account default : b\n");
    const auto chosen = [&](const char* sender) {
        return config.choose(mail::Address::parse(sender).value(), {}).value()->name;
    };
    EXPECT_EQ(chosen("a@example.org"), "a");
    EXPECT_EQ(chosen("c@example.org"), "b");
    EXPECT_EQ(chosen("c@example.net"), "b");
}

TEST(ImportMsmtp, WhatAPasswordIsIsInNoRemark) {
    EXPECT_EQ(remarks_of("account a\nhost localhost\nauth on\nuser u\npassword top\x01secret\ntiemout 3\n"),
              "msmtprc:6: unknown command tiemout\n");
    EXPECT_EQ(remarks_of("account a\nhost h\npassword:secret\neval echo password secret\n"),
              "msmtprc:3: unknown command password\n"
              "msmtprc:4: eval is not run: replace the line by what its command prints\n");
}

TEST(ImportMsmtp, TheSenderIsForcedWhereOneIsKnown) {
    const auto config = config_of("account a\nhost h.example\nfrom ann@example.org\nallow_from_override off\n");
    EXPECT_TRUE(config.accounts.at(0).force_envelope_from);
    const std::string without = "account a\nhost h.example\nallow_from_override off\n";
    EXPECT_FALSE(config_of(without).accounts.at(0).force_envelope_from);
    EXPECT_EQ(remarks_of(without),
              "msmtprc:3: allow_from_override off is left out: the account has no from to hold -f to\n");
}

TEST(ImportMsmtp, ALoginThatCannotWorkIsRemarkedOn) {
    const auto remarks = [](const std::string& host, const std::string& rest) {
        return remarks_of("account a\nhost " + host + "\nuser ann\npassword p\n" + rest);
    };
    const std::string said =
        "msmtprc:2: the password would go to h.example without TLS, which is not done here: say tls "
        "= \"starttls\", if the server has it\n";
    EXPECT_EQ(remarks("h.example", "auth on\n"), said);
    EXPECT_EQ(remarks("h.example", "auth plain\ntls off\n"), said);
    EXPECT_EQ(remarks("h.example", "auth plain\ntls on\n"), "");
    EXPECT_EQ(remarks("h.example", "auth cram-md5\n"), "");
    EXPECT_EQ(remarks("h.example", "auth off\n"), "");
    EXPECT_EQ(remarks("localhost", "auth plain\n"), "");
}

TEST(ImportMsmtp, TheKeyringIsNamedWhereThereIsNoPassword) {
    EXPECT_EQ(remarks_of("account a\nhost h.example\ntls on\nauth on\nuser ann\n"),
              "msmtprc:5: no password is given: ~/.netrc is asked, and not the keyring, as msmtp does then; for that "
              "say password = { command = \"secret-tool lookup host h.example service smtp user ann\" }\n");
}

TEST(ImportMsmtp, NothingBecomesNothing) {
    EXPECT_TRUE(import("").accounts.empty());
    EXPECT_TRUE(import("# a comment\n\ndefaults\ntls on\n").accounts.empty());
}

TEST(ImportMsmtp, ARemarkCannotLeaveItsComment) {
    const auto imported = import("account a\nhost h\nx\x0b\xc2\x85[account.evil]\rserver=1\n");
    EXPECT_EQ(parse_config(document_of(imported, "f"), "f").value().accounts.size(), 1U);
}

} // namespace posthaste::config
