// SPDX-License-Identifier: MIT
// Accounts and their passwords into files: nobody's password is overwritten, and what fails changes nothing.
#include "account_write.hpp"
#include "unit/config/temporary_files.hpp"
#include "unit/delivery/local_fakes.hpp"

#include <posthaste/base/io.hpp>

#include <fmt/format.h>

namespace posthaste::app {

namespace {

std::string text_of(const std::string& path) { return read_file(path, 65536).value_or("none"); }

mode_t mode_of(const std::string& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
}

struct Site {
    config::TemporaryDirectory directory;
    SystemFileOps files;
    StringSink out, errors;
    MemorySource input{""};
    AccountDesk desk{files, out, errors, nullptr, input, Caller{"ann", "Ann", directory.path(), "box"}, path(), {}, {}};

    [[nodiscard]] std::string path(const std::string& name = "config.toml") const {
        return directory.path() + "/" + name;
    }
    [[nodiscard]] std::string secret(const std::string& name) const { return path("secrets/" + name); }
    [[nodiscard]] std::size_t drafts() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(directory.path()))
            count += entry.path().filename().string().starts_with(".posthaste-") ? 1 : 0;
        return count;
    }

    // By `account import`, of an msmtprc with an account for each name.
    Result<ExitStatus> import(FileOps& by, const std::vector<std::string>& names, const std::string& password,
                              bool replace = false, std::optional<std::string> output = {}) {
        std::string text;
        for (const auto& name : names)
            text +=
                fmt::format("account {0}\nhost {0}.example\ntls on\nauth on\nuser ann\npassword {1}\n", name, password);
        AccountOptions options;
        options.words = {directory.file("msmtprc", text)};
        options.quiet = true;
        options.replace = replace;
        options.output = std::move(output);
        AccountDesk mine{by, out, errors, nullptr, input, desk.caller, desk.config_path, {}, {}};
        return import_at(mine, options);
    }
    Result<ExitStatus> import(const std::string& name, const std::string& password, bool replace = false) {
        return import(files, {name}, password, replace);
    }
};

} // namespace

TEST(AccountWrite, TheSecretsOfAnotherConfigurationBesideStay) {
    Site site;
    ASSERT_TRUE(site.import("work", "first"));
    ASSERT_TRUE(site.import(site.files, {"work"}, "second", false, site.path("test.toml")));
    EXPECT_EQ(text_of(site.secret("work")), "first\n");
    EXPECT_EQ(text_of(site.secret("work-2")), "second\n");
    EXPECT_NE(text_of(site.path("test.toml")).find("/secrets/work-2\""), std::string::npos);
    ASSERT_TRUE(site.import(site.files, {"work"}, "third", true, site.path("test.toml")));
    EXPECT_EQ(text_of(site.secret("work")), "first\n");
    EXPECT_EQ(text_of(site.secret("work-2")), "third\n"); // which it had for itself
}

TEST(AccountWrite, ASecretThatWasLeftBehindStays) {
    Site site;
    ASSERT_TRUE(site.import("work", "first"));
    ASSERT_TRUE(site.import("work", "second", true));
    EXPECT_EQ(text_of(site.secret("work")), "second\n");
    std::filesystem::remove(site.path());
    ASSERT_TRUE(site.import("work", "third"));
    EXPECT_EQ(text_of(site.secret("work")), "second\n");
    EXPECT_EQ(text_of(site.secret("work-2")), "third\n");
}

TEST(AccountWrite, ASecretThatTwoAccountsReadIsNeithersOwn) {
    Site site;
    const auto password = fmt::format("password = {{ file = \"{}\" }}\n", site.secret("work"));
    site.directory.file("config.toml", "[account.work]\nserver = \"smtps://a.example\"\nuser = \"ann\"\n" + password +
                                           "[account.other]\nserver = \"smtps://b.example\"\nuser = \"ann\"\n" +
                                           password);
    std::filesystem::create_directory(site.path("secrets"));
    site.directory.file("secrets/work", "both\n");
    ASSERT_TRUE(site.import("work", "mine", true));
    EXPECT_EQ(text_of(site.secret("work")), "both\n");
    EXPECT_EQ(text_of(site.secret("work-2")), "mine\n");
}

TEST(AccountWrite, NamesOfOneImportDoNotMeet) {
    Site site;
    std::filesystem::create_directory(site.path("secrets"));
    site.directory.file("secrets/work", "left\n");
    ASSERT_TRUE(site.import(site.files, {"work", "work-2"}, "new"));
    EXPECT_EQ(text_of(site.secret("work")), "left\n");
    EXPECT_EQ(text_of(site.secret("work-2")), "new\n");
    EXPECT_EQ(text_of(site.secret("work-2-2")), "new\n");
}

TEST(AccountWrite, RemovingTakesTheNumberedSecretToo) {
    Site site;
    std::filesystem::create_directory(site.path("secrets"));
    site.directory.file("secrets/work", "left\n");
    ASSERT_TRUE(site.import("work", "new"));
    AccountOptions options;
    options.words = {"work"};
    options.yes = options.quiet = true;
    ASSERT_TRUE(remove_at(site.desk, options));
    EXPECT_EQ(text_of(site.secret("work")), "left\n");
    EXPECT_EQ(text_of(site.secret("work-2")), "none");
}

TEST(AccountWrite, TheSystemsFileIsEveryonesUnlessItHoldsACommand) {
    const auto mode_from = [](mode_t mode, const std::string& text, bool system) {
        Site site;
        site.desk.root = site.directory.path();
        site.desk.config_path = site.path(system ? "etc/posthaste/config.toml" : "config.toml");
        AccountOptions options;
        options.words = {site.directory.file("etc/msmtprc", "account a\nhost a.example\ntls on\n" + text, mode)};
        EXPECT_TRUE(import_at(site.desk, options));
        const bool warned = site.errors.text.find("other users cannot read the password") != std::string::npos;
        return std::pair(mode_of(site.desk.config_path), warned);
    };
    const std::string command = "auth on\nuser ann\npasswordeval echo topsecret\n",
                      password = "auth on\nuser u\npassword p\n";
    using Expected = std::pair<mode_t, bool>;
    EXPECT_EQ(mode_from(0600, "", false), Expected(0600, false));
    EXPECT_EQ(mode_from(0600, "", true), Expected(0644, false));
    EXPECT_EQ(mode_from(0644, command, true), Expected(0644, false)); // who may read it could before
    EXPECT_EQ(mode_from(0640, command, true), Expected(0600, true));
    EXPECT_EQ(mode_from(0640, command, false), Expected(0600, true));
    EXPECT_EQ(mode_from(0640, password, true), Expected(0644, true));
}

TEST(AccountImport, TheDefaultOfMsmtpsAliasesIsRemarkedOn) {
    const auto remarks = [](const std::string& aliases) {
        Site site;
        const auto path = site.directory.file("aliases", aliases);
        AccountOptions options;
        options.words = {site.directory.file("msmtprc", "account a\nhost a.example\ntls on\naliases " + path + "\n")};
        EXPECT_TRUE(import_at(site.desk, options));
        EXPECT_NE(text_of(site.path()).find("aliases = "), std::string::npos);
        return site.errors.text;
    };
    EXPECT_NE(remarks("root: ann@example.org\ndefault: ann@example.org\n").find("aliases:2: default: is a name as any"),
              std::string::npos);
    EXPECT_EQ(remarks("root: ann@example.org\n").find("default"), std::string::npos);
}

TEST(AccountWrite, ACommandThatOthersCouldNotReadIsTakenFromThem) {
    Site site;
    site.directory.file("config.toml", "", 0644);
    AccountOptions options;
    options.words = {site.directory.file("msmtprc", "account a\nhost a.example\ntls on\nauth on\nuser ann\n"
                                                    "passwordeval echo topsecret\n")};
    ASSERT_TRUE(import_at(site.desk, options));
    EXPECT_EQ(mode_of(site.path()), 0600U);
}

// Whichever operation fails: the old account has its old password, or the new one is there with its own.
TEST(AccountWrite, WhatFailsLeavesTheOldPasswords) {
    for (int fail_at = 1;; ++fail_at) {
        Site site;
        ASSERT_TRUE(site.import(site.files, {"one", "two"}, "old"));
        const auto before = text_of(site.path());
        delivery::FailingFileOps failing(fail_at, EACCES);
        const auto done = site.import(failing, {"one", "two", "three"}, "new", true);
        const bool could_not_tidy = failing.failed() && failing.calls().at(fail_at - 1UZ).starts_with("unlink");
        EXPECT_EQ(site.drafts(), could_not_tidy ? 1U : 0U) << fail_at;
        if (!failing.failed()) {
            EXPECT_TRUE(done);
            EXPECT_EQ(text_of(site.secret("one")) + text_of(site.secret("three")), "new\nnew\n");
            EXPECT_GT(fail_at, 20);
            break;
        }
        if (text_of(site.path()) == before) {
            EXPECT_EQ(text_of(site.secret("one")) + text_of(site.secret("two")), "old\nold\n") << fail_at;
            EXPECT_EQ(text_of(site.secret("three")), "none") << fail_at;
        } else {
            EXPECT_NE(text_of(site.secret("one")), "none") << fail_at;
            EXPECT_EQ(text_of(site.secret("three")), "new\n") << fail_at;
        }
    }
}

} // namespace posthaste::app
