// SPDX-License-Identifier: MIT
// What `posthaste account add` asks a person and the name servers.
#include "account_desk.hpp"
#include "unit/config/temporary_files.hpp"

#include <posthaste/base/io.hpp>

#include <deque>
#include <fmt/format.h>
#include <grp.h>
#include <unistd.h>

namespace posthaste::app {

namespace {

class FakeTerminal final : public Terminal {
  public:
    Result<std::string> ask(std::string_view question) override {
        questions.emplace_back(question);
        if (answers.empty())
            return fail(ErrorKind::interrupted, "nobody answers");
        auto answer = answers.front();
        answers.pop_front();
        return answer;
    }
    Result<Secret> ask_secret(std::string_view question) override {
        PH_ASSIGN(auto answer, ask(question));
        return Secret(answer);
    }
    std::deque<std::string> answers;
    std::vector<std::string> questions;
};

struct Site {
    config::TemporaryDirectory directory;
    SystemFileOps files;
    StringSink out, errors;
    FakeTerminal terminal;
    MemorySource input{""};
    std::vector<net::SrvRecord> records; // of _submissions._tcp
    AccountDesk desk{
        files,
        out,
        errors,
        &terminal,
        input,
        Caller{"ann", "Ann", directory.path(), "box"},
        directory.path() + "/config.toml",
        {},
        [this](const std::string& name, net::Deadline /*deadline*/) -> Result<std::vector<net::SrvRecord>> {
            return name.starts_with("_submissions.") ? records : std::vector<net::SrvRecord>{};
        }};

    Result<ExitStatus> add(const std::string& address) {
        AccountOptions options;
        options.words = {address};
        options.no_check = true;
        options.quiet = true;
        return add_at(desk, options);
    }
    [[nodiscard]] std::string text() const { return read_file(desk.config_path, 65536).value_or("none"); }
    [[nodiscard]] std::string password(const std::string& name) const {
        return fmt::format("password = {{ file = \"{}/secrets/{}\" }}\n", directory.path(), name);
    }
};

} // namespace

TEST(AccountAdd, AKnownProviderNeedsOnlyThePassword) {
    Site site;
    site.terminal.answers = {"secret"};
    EXPECT_TRUE(site.add("Ann <ann@gmail.com>"));
    EXPECT_EQ(site.terminal.questions, (std::vector<std::string>{"password of ann@gmail.com: "}));
    EXPECT_EQ(site.text(),
              "default = \"gmail\"\n\n[account.gmail]\nprovider = \"gmail\"\nfrom = \"Ann <ann@gmail.com>\"\n" +
                  site.password("gmail"));
}

TEST(AccountAdd, ServersWithinTheDomainAreTakenFromDns) {
    Site site;
    site.records = {{0, 1, 465, "mail.example.org"}};
    site.terminal.answers = {"secret"};
    EXPECT_TRUE(site.add("ann@example.org"));
    EXPECT_NE(site.text().find("server = \"smtps://mail.example.org:465\"\n"), std::string::npos) << site.text();
}

TEST(AccountAdd, AServerOutsideTheDomainIsForAPersonToJudge) {
    Site site;
    site.records = {{0, 1, 465, "mail.host.example"}};
    site.terminal.answers = {"y", "secret"};
    EXPECT_TRUE(site.add("ann@example.org"));
    EXPECT_EQ(site.terminal.questions.front(), "example.org names smtps://mail.host.example:465, which is not within "
                                               "example.org and could be forged. Use it? [y/N] ");
    EXPECT_NE(site.text().find("smtps://mail.host.example:465"), std::string::npos);

    Site other;
    other.records = site.records;
    other.terminal.answers = {"n", "smtps://mine.example", "secret"};
    EXPECT_TRUE(other.add("ann@example.org"));
    EXPECT_EQ(other.text().find("mail.host.example"), std::string::npos);
    EXPECT_NE(other.text().find("server = \"smtps://mine.example\"\n"), std::string::npos);
}

TEST(AccountAdd, WithNobodyToAskItSaysWhatToGive) {
    Site site;
    site.desk.terminal = nullptr;
    const auto unknown = site.add("ann@example.org");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
    EXPECT_NE(unknown.error().message.find("--server"), std::string::npos);
    site.records = {{0, 1, 465, "mail.host.example"}};
    EXPECT_NE(site.add("ann@example.org").error().message.find("say --server smtps://mail.host.example:465"),
              std::string::npos);
    EXPECT_NE(site.add("ann@gmail.com").error().message.find("--password-stdin"), std::string::npos);
    EXPECT_EQ(site.text(), "none");
}

TEST(AccountAdd, WhoGivesUpChangesNothing) {
    Site site;
    EXPECT_FALSE(site.add("ann@gmail.com"));
    site.terminal.answers = {""};
    EXPECT_FALSE(site.add("ann@gmail.com"));
    EXPECT_EQ(site.text(), "none");
    EXPECT_FALSE(std::filesystem::exists(site.directory.path() + "/secrets"));
}

TEST(AccountAdd, ASecondAccountDoesNotTakeOver) {
    Site site;
    site.terminal.answers = {"one", "two"};
    EXPECT_TRUE(site.add("ann@gmail.com"));
    EXPECT_TRUE(site.add("bob@gmail.com"));
    EXPECT_TRUE(site.text().starts_with("default = \"gmail\"\n"));
    EXPECT_NE(site.text().find("[account.\"bob@gmail.com\"]"), std::string::npos);
    EXPECT_NE(site.text().find(site.password("bob@gmail.com")), std::string::npos);
}

TEST(AccountAdd, ForTheSystemTheServiceReadsThePasswordAndUsersTheSocket) {
    Site site;
    site.desk.root = site.directory.path();
    site.desk.service_group = "daemon";
    const auto place = site.directory.path() + "/etc/posthaste/";
    site.directory.file("etc/posthaste/config.toml", "# everybody's\n", 0644);
    site.terminal.answers = {"secret"};
    AccountOptions options;
    options.words = {"relay@gmail.com"};
    options.system = options.no_check = true;
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root may give files to a group";
    ASSERT_EQ(add_at(site.desk, options), ExitStatus::ok);
    EXPECT_EQ(read_file(place + "config.toml", 4096).value(),
              "# everybody's\ndefault = \"system\"\n\n[account.system]\nserver = \"unix:/run/posthaste/submission\"\n");
    EXPECT_NE(read_file(place + "service.toml", 4096).value().find("[account.gmail]\n"), std::string::npos);
    const auto* group = ::getgrnam("daemon");
    ASSERT_NE(group, nullptr);
    const auto expect_shared = [&](const std::string& path, mode_t mode) {
        struct stat status{};
        ASSERT_EQ(::stat(path.c_str(), &status), 0) << path;
        EXPECT_EQ(status.st_mode & 07777, mode) << path;
        EXPECT_EQ(status.st_uid, 0U) << path;
        EXPECT_EQ(status.st_gid, group->gr_gid) << path;
    };
    expect_shared(place + "service.toml", 0640);
    expect_shared(place + "secrets", 0750);
    expect_shared(place + "secrets/gmail", 0640);
    struct stat status{};
    ASSERT_EQ(::stat((place + "config.toml").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0644U);
}

TEST(AccountAdd, ForTheSystemThereIsNoOtherConfiguration) {
    Site site;
    AccountOptions options;
    options.words = {"relay@gmail.com"};
    options.system = true;
    options.config = "x";
    EXPECT_EQ(add_at(site.desk, options).error().kind, ErrorKind::usage);
}

} // namespace posthaste::app
