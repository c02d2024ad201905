// SPDX-License-Identifier: MIT
// ssmtp, nullmailer, git send-email, mutt and mailx.
#include "import_golden.hpp"

namespace posthaste::config {

namespace {

Imported import_file(Imported (*import)(const ImportSource&), const std::string& name) {
    const auto text = text_of_file(import_data / name);
    return import({name, text});
}

Config config_of(const Imported& imported) {
    auto config = parse_config(document_of(imported, "f"), "f");
    EXPECT_TRUE(config) << config.error().message;
    return config ? *std::move(config) : Config{};
}

Account mutt(std::string_view text) { return config_of(import_mutt({"muttrc", text})).accounts.at(0); }

std::string mutt_password(std::string_view text) {
    return std::string(import_mutt({"muttrc", text}).accounts.at(0).password.reveal());
}

} // namespace

TEST(ImportOthers, FilesBecomeWhatStandsBesideThem) {
    expect_golden(import_file(import_mutt, "muttrc"), "muttrc");
    expect_golden(import_file(import_mutt, "pass.muttrc"), "pass.muttrc");
    expect_golden(import_file(import_mailrc, "s-nail.mailrc"), "s-nail.mailrc");
    expect_golden(import_file(import_mailrc, "heirloom.mailrc"), "heirloom.mailrc");
    expect_golden(import_file(import_git, "gitconfig.list"), "gitconfig.list");
    const auto aliases = text_of_file(import_data / "revaliases");
    const auto ssmtp = text_of_file(import_data / "ssmtp.conf");
    expect_golden(import_ssmtp({"ssmtp.conf", ssmtp}, aliases, "ann"), "ssmtp.conf");
    const auto text = [](const char* name) { return text_of_file(import_data / "nullmailer" / name); };
    expect_golden(
        import_nullmailer({"nullmailer", text("remotes"), text("me"), "", text("adminaddr"), text("allmailfrom"), ""}),
        "nullmailer.conf");
}

TEST(ImportOthers, PasswordsAreTakenAsTheyWereMeant) {
    EXPECT_EQ(import_file(import_mutt, "muttrc").accounts.at(0).password.reveal(), "p\"a ss");
    EXPECT_EQ(import_file(import_mailrc, "s-nail.mailrc").accounts.at(0).password.reveal(), "pa ss");
    EXPECT_EQ(import_file(import_mailrc, "s-nail.mailrc").accounts.at(1).password.reveal(), "se cret");
    EXPECT_EQ(import_file(import_mailrc, "heirloom.mailrc").accounts.at(0).password.reveal(), "it's secret");
    EXPECT_EQ(import_file(import_git, "gitconfig.list").accounts.at(1).password.reveal(), "pa;ss # w");
    EXPECT_EQ(
        import_ssmtp({"f", "mailhub=h\nAuthUser=u\nAuthPass=pa=ss#word\n"}, "", "").accounts.at(0).password.reveal(),
        "pa=ss#word");
    EXPECT_EQ(import_nullmailer({"d", "h smtp --user=u --pass='a \"b'\n", "", "", "", "", ""})
                  .accounts.at(0)
                  .password.reveal(),
              "a \"b");
}

TEST(ImportOthers, MuttVariablesAndQuotes) {
    EXPECT_EQ(mutt_password("set my_x=abc\nset smtp_url=smtp://u@h smtp_pass=\"${my_x}d$my_x\"\n"), "abcdabc");
    EXPECT_EQ(mutt_password("set smtp_url=smtp://u@h smtp_pass='$my_x `y`'\n"), "$my_x `y`");
    EXPECT_EQ(mutt_password("set smtp_url=smtp://u:p%40q@h\n"), "p@q");
    EXPECT_EQ(mutt("set smtp_url=smtp://u@h ; set from=a@b.example;set realname='A, B'\n").from->display_name, "A, B");
}

TEST(ImportOthers, MuttCommandsAreNotRunAndOnlyTakenWhole) {
    EXPECT_EQ(mutt("set smtp_url=smtp://u@h\nset smtp_pass=`pass show x`\n").password.command, "pass show x");
    const auto glued = import_mutt({"muttrc", "set smtp_url=smtp://u@h\nset smtp_pass=\"x`pass show x`\"\n"});
    EXPECT_FALSE(config_of(glued).accounts.at(0).has_password());
    ASSERT_EQ(glued.remarks.size(), 1U);
    EXPECT_EQ(glued.remarks.front().at, "muttrc:2");
}

TEST(ImportOthers, MuttsServers) {
    EXPECT_EQ(mutt("set smtp_url=smtp://h\n").server->port, 25);
    EXPECT_EQ(mutt("set smtp_url=smtps://h\n").server->port, 465);
    EXPECT_EQ(mutt("set smtp_url=smtp://h ssl_starttls=no\n").tls, TlsMode::none);
    EXPECT_EQ(mutt("set smtp_url=smtp://h nossl_starttls\n").tls, TlsMode::none);
    EXPECT_EQ(mutt("set smtp_url=smtp://[2001:db8::1]:587/\n").server->host, "2001:db8::1");
    EXPECT_TRUE(import_mutt({"muttrc", "set smtp_url=\"imap://h\"\n"}).accounts.empty());
    EXPECT_TRUE(import_mutt({"muttrc", "set from=a@b\n"}).accounts.empty());
}

TEST(ImportOthers, AProgramIsNoServer) {
    const std::string text("sendemail.smtpserver\n/usr/bin/msmtp\0", 38);
    EXPECT_TRUE(import_git({"gitconfig", text}).accounts.empty());
    EXPECT_TRUE(import_mailrc({"mailrc", "set mta=/usr/bin/msmtp\n"}).accounts.empty());
    EXPECT_TRUE(import_ssmtp({"f", "root=x\n"}, "", "").accounts.empty());
}

TEST(ImportOthers, ReverseAliasesAreOfTheUserWhoImports) {
    const auto server = [](const std::string& login) {
        return config_of(import_ssmtp({"f", "mailhub=h.example:25\n"}, "ann:a@b.example:other.example:587\n", login))
            .accounts.at(0)
            .server->host;
    };
    EXPECT_EQ(server("ann"), "other.example");
    EXPECT_EQ(server("bob"), "h.example");
}

TEST(ImportOthers, ALoginWithoutTlsIsRemarkedOn) {
    const auto remarks = [](const Imported& imported) {
        return std::ranges::count_if(imported.remarks, [](const ImportRemark& remark) {
            return remark.text.starts_with("the password would go to h.example without TLS");
        });
    };
    const auto ssmtp = [&](const std::string& text) {
        return remarks(import_ssmtp({"f", text + "AuthUser=u\n"}, "", ""));
    };
    EXPECT_EQ(ssmtp("mailhub=h.example\nAuthPass=p\n"), 1);
    EXPECT_EQ(ssmtp("mailhub=h.example\nUseSTARTTLS=yes\n"), 0);
    EXPECT_EQ(ssmtp("mailhub=h.example\nAuthMethod=cram-md5\n"), 0);
    EXPECT_EQ(ssmtp("mailhub=localhost\n"), 0);
    EXPECT_EQ(remarks(import_mutt({"f", "set smtp_url=smtp://u:p@h.example\nset ssl_starttls=no\n"})), 1);
    EXPECT_EQ(remarks(import_mutt({"f", "set smtp_url=smtp://h.example\nset ssl_starttls=no\n"})), 0);
}

} // namespace posthaste::config
