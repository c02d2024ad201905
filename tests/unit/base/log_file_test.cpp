// SPDX-License-Identifier: MIT
#include <posthaste/base/log_file.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace posthaste {
namespace {

class LogFile : public testing::Test {
  protected:
    LogFile() {
        std::string name = ::testing::TempDir() + "/posthaste-XXXXXX";
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
        path_ = directory_ + "/mail.log";
    }
    ~LogFile() override { std::filesystem::remove_all(directory_); }
    [[nodiscard]] std::vector<std::string> lines() const {
        std::ifstream stream(path_);
        std::vector<std::string> found;
        for (std::string line; std::getline(stream, line);)
            found.push_back(line);
        return found;
    }
    [[nodiscard]] mode_t mode() const {
        struct stat status{};
        EXPECT_EQ(::stat(path_.c_str(), &status), 0);
        return status.st_mode & 07777U;
    }

    std::string directory_, path_;
};

TEST_F(LogFile, IsMadeForItsOwnerAlone) {
    const auto before = ::umask(0);
    EXPECT_TRUE(append_line(path_, "one"));
    ::umask(before);
    EXPECT_TRUE(append_line(path_, "two"));
    EXPECT_EQ(lines(), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(mode(), 0600U);
}

// A file that may not grow takes half a line, as a full disk does.
TEST_F(LogFile, GluesNothingToHalfALine) {
    EXPECT_TRUE(append_line(path_, "whole"));
    if (::fork() == 0) {
        constexpr rlimit limit{10, 10};
        const bool limited = ::signal(SIGXFSZ, SIG_IGN) != SIG_ERR && ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
        ::_exit(limited && !append_line(path_, "half of this") ? 0 : 1);
    }
    int status = 0;
    ASSERT_GT(::wait(&status), 0);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(append_line(path_, "next"));
    EXPECT_EQ(lines(), (std::vector<std::string>{"whole", "hal", "next"}));
}

TEST_F(LogFile, KeepsTheModeItHas) {
    std::ofstream{path_} << "before\n";
    ASSERT_EQ(::chmod(path_.c_str(), 0640), 0);
    EXPECT_TRUE(append_line(path_, "one"));
    EXPECT_EQ(lines(), (std::vector<std::string>{"before", "one"}));
    EXPECT_EQ(mode(), 0640U);
}

TEST_F(LogFile, IsMadeAnewWhenItWasMovedAway) {
    EXPECT_TRUE(append_line(path_, "one"));
    std::filesystem::rename(path_, path_ + ".1");
    EXPECT_TRUE(append_line(path_, "two"));
    EXPECT_EQ(lines(), std::vector<std::string>{"two"});
}

TEST_F(LogFile, IsNoLink) {
    std::ofstream{directory_ + "/other"} << "other\n";
    std::filesystem::create_symlink(directory_ + "/other", path_);
    const auto written = append_line(path_, "one");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::cannot_create);
    EXPECT_EQ(lines(), std::vector<std::string>{"other"});
}

TEST_F(LogFile, IsNotWaitedFor) {
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0); // that nobody reads
    EXPECT_FALSE(append_line(path_, "one"));
}

TEST_F(LogFile, SaysWhatIsWrong) {
    const auto missing = append_line(directory_ + "/none/mail.log", "one");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().message, "cannot open " + directory_ + "/none/mail.log: No such file or directory");
    const auto full = append_line("/dev/full", "one");
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().kind, ErrorKind::no_space);
}

// Each line has its writer in it, and is as long as no buffer would keep it whole by itself.
TEST_F(LogFile, TakesLinesOfManyProcessesWhole) {
    constexpr int writers = 8, each = 200;
    constexpr std::size_t length = 3000;
    for (int writer = 0; writer < writers; ++writer) {
        if (::fork() != 0)
            continue;
        bool good = true;
        for (int i = 0; i < each; ++i)
            good = append_line(path_, std::string(length, static_cast<char>('a' + writer))) && good;
        ::_exit(good ? 0 : 1);
    }
    int status = 0;
    for (int writer = 0; writer < writers; ++writer) {
        ASSERT_GT(::wait(&status), 0);
        EXPECT_EQ(status, 0);
    }
    std::map<std::string, int> seen;
    for (const auto& line : lines())
        ++seen[line];
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(writers)) << "lines are mixed";
    for (const auto& [line, count] : seen) {
        EXPECT_EQ(line.size(), length);
        EXPECT_EQ(count, each);
    }
}

} // namespace
} // namespace posthaste
