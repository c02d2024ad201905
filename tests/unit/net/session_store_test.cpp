// SPDX-License-Identifier: MIT
#include "session_store.hpp"

#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>

namespace posthaste::net {
namespace {

namespace fs = std::filesystem;

class Sessions : public testing::Test {
  public:
    Sessions() {
        std::string pattern = (fs::temp_directory_path() / "posthaste-sessions-XXXXXX").string();
        root = ::mkdtemp(pattern.data());
        directory = root / "state" / "posthaste" / "tls";
    }
    ~Sessions() override {
        std::error_code ignored;
        fs::remove_all(root, ignored);
    }
    [[nodiscard]] SessionStore made() const { return SessionStore::make(directory.string()); }
    [[nodiscard]] fs::path file(const std::string& name) const { return directory / name; }

    fs::path root, directory;
};

mode_t mode_of(const fs::path& path) {
    struct stat status{};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
}

void age(const fs::path& path, time_t seconds) {
    const timespec then{std::time(nullptr) - seconds, 0};
    const timespec times[] = {then, then};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

TEST_F(Sessions, AreForNobodyElse) {
    ::umask(0);
    made().write("a", "secret");
    ::umask(022);
    EXPECT_EQ(mode_of(directory), 0700U);
    EXPECT_EQ(mode_of(directory.parent_path()), 0700U);
    EXPECT_EQ(mode_of(file("a")), 0600U);
    EXPECT_EQ(made().read("a"), "secret");
    EXPECT_EQ(std::distance(fs::directory_iterator(directory), {}), 1); // no other name is left
}

TEST_F(Sessions, AreReplacedAndRemoved) {
    const auto store = made();
    store.write("a", "one");
    store.write("a", "two");
    EXPECT_EQ(store.read("a"), "two");
    EXPECT_TRUE(store.remove("a"));
    EXPECT_FALSE(store.remove("a"));
    EXPECT_EQ(store.read("a"), std::nullopt);
}

TEST_F(Sessions, AreNotReadThroughALink) {
    const auto store = made();
    store.write("target", "secret");
    fs::create_symlink("target", file("a"));
    EXPECT_EQ(store.read("a"), std::nullopt);
    EXPECT_FALSE(fs::is_symlink(file("a")));
    EXPECT_TRUE(fs::exists(file("target")));
}

TEST_F(Sessions, AreNotUsedWhenOthersMayTouchThem) {
    const auto store = made();
    for (const mode_t mode : {0640U, 0604U, 0660U, 0610U}) {
        store.write("a", "secret");
        ::chmod(file("a").c_str(), mode);
        EXPECT_EQ(store.read("a"), std::nullopt);
        EXPECT_FALSE(fs::exists(file("a")));
    }
}

TEST_F(Sessions, AreNotOfSomebodyElse) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can give a file away";
    const auto store = made();
    store.write("a", "secret");
    ASSERT_EQ(::chown(file("a").c_str(), 65534, 65534), 0);
    EXPECT_EQ(store.read("a"), std::nullopt);
    EXPECT_TRUE(fs::exists(file("a"))); // not ours to remove
}

TEST_F(Sessions, AreFilesOfADecentSize) {
    const auto store = made();
    store.write("empty", "");
    store.write("large", std::string(65537, 'x'));
    store.write("full", std::string(65536, 'x'));
    ASSERT_EQ(::mkfifo(file("pipe").c_str(), 0600), 0);
    fs::create_directory(file("directory"));
    for (const char* name : {"empty", "large", "pipe", "directory"})
        EXPECT_EQ(store.read(name), std::nullopt) << name;
    EXPECT_FALSE(fs::exists(file("large")));
    EXPECT_FALSE(fs::exists(file("pipe")));
    EXPECT_TRUE(store.read("full"));
}

TEST_F(Sessions, NeedADirectoryOfTheirOwn) {
    made().write("a", "secret");
    for (const mode_t mode : {0750U, 0707U, 0755U}) {
        ::chmod(directory.c_str(), mode);
        EXPECT_EQ(SessionStore::open(directory.string()).read("a"), std::nullopt);
        made().write("b", "secret");
        EXPECT_FALSE(fs::exists(file("b")));
    }
    ::chmod(directory.c_str(), 0700);
    EXPECT_EQ(made().read("a"), "secret");
    fs::create_directory_symlink(directory, root / "link");
    EXPECT_EQ(SessionStore::open((root / "link").string()).read("a"), std::nullopt);
}

TEST_F(Sessions, DoWithoutADirectory) {
    const auto none = SessionStore::open(directory.string());
    EXPECT_EQ(none.read("a"), std::nullopt);
    EXPECT_FALSE(none.remove("a"));
    none.write("a", "secret");
    EXPECT_FALSE(fs::exists(directory)); // asking makes nothing
    std::ofstream{root / "file"} << "x";
    SessionStore::make((root / "file" / "tls").string()).write("a", "secret");
    SessionStore::make("relative").write("a", "secret");
    SessionStore::make("").write("a", "secret");
    EXPECT_FALSE(fs::exists("relative"));
}

TEST_F(Sessions, MakeNothingInTheHouseOfOthers) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can give a directory away";
    ASSERT_EQ(::chown(root.c_str(), 65534, 65534), 0);
    made().write("a", "secret");
    EXPECT_TRUE(fs::is_empty(root));
}

// sudo(8) may leave a user's variables: what root made there once, or what a user's link leads to, is not for root to
// use.
TEST_F(Sessions, OfRootAreNotAmongWhatIsOthers) {
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can give a directory away";
    const fs::path home = root / "home";
    const fs::path elsewhere = root / "elsewhere";
    fs::create_directories(elsewhere);
    directory = home / "state" / "posthaste" / "tls";
    made().write("a", "secret");
    EXPECT_EQ(made().read("a"), "secret");
    for (const fs::path& given : {home, directory.parent_path().parent_path()}) {
        ASSERT_EQ(::lchown(given.c_str(), 65534, 65534), 0);
        made().write("b", "secret");
        EXPECT_FALSE(fs::exists(file("b"))) << given;
        EXPECT_EQ(SessionStore::open(directory.string()).read("a"), std::nullopt) << given;
        ASSERT_EQ(::lchown(given.c_str(), 0, 0), 0);
    }
    for (const char* link : {"link", "link/below"}) {
        fs::create_directory_symlink(elsewhere, root / "link");
        ASSERT_EQ(::lchown((root / "link").c_str(), 65534, 65534), 0);
        directory = root / link / "posthaste" / "tls";
        made().write("a", "secret");
        EXPECT_TRUE(fs::is_empty(elsewhere)) << link;
        ASSERT_EQ(::lchown((root / "link").c_str(), 0, 0), 0);
        made().write("a", "secret"); // root's own link
        EXPECT_EQ(made().read("a"), "secret") << link;
        fs::remove(root / "link");
        fs::remove_all(elsewhere);
        fs::create_directories(elsewhere);
    }
}

TEST_F(Sessions, AreNotKeptBehindALinkToTheirParent) {
    fs::create_directories(root / "elsewhere");
    fs::create_directories(root / "state");
    fs::permissions(root / "elsewhere", fs::perms::owner_all);
    fs::create_directory_symlink(root / "elsewhere", directory.parent_path());
    made().write("a", "secret");
    EXPECT_TRUE(fs::is_empty(root / "elsewhere")) << "a directory was made there";
    fs::create_directory(root / "elsewhere" / "tls");
    fs::permissions(root / "elsewhere" / "tls", fs::perms::owner_all);
    made().write("a", "secret");
    EXPECT_TRUE(fs::is_empty(root / "elsewhere" / "tls"));
    EXPECT_EQ(made().read("a"), std::nullopt);
}

TEST_F(Sessions, AreNotKeptWhereOthersMayPutAnotherDirectory) {
    made().write("a", "secret");
    fs::permissions(directory.parent_path(), fs::perms::all);
    EXPECT_EQ(made().read("a"), std::nullopt);
    fs::permissions(directory.parent_path(), fs::perms::owner_all);
    EXPECT_EQ(made().read("a"), "secret");
}

TEST_F(Sessions, AreSweptOutAfterADay) {
    const auto store = made();
    const std::string old(64, '0');
    const std::string young(64, '1');
    for (const auto& name : {old, old + ".4711", young})
        store.write(name, "secret");
    age(file(old), 86500);
    age(file(old + ".4711"), 86500);
    age(file(young), 86300);
    store.write(std::string(64, 'a'), "secret");
    EXPECT_FALSE(fs::exists(file(old)));
    EXPECT_FALSE(fs::exists(file(old + ".4711")));
    EXPECT_TRUE(fs::exists(file(young)));
    EXPECT_TRUE(fs::exists(file(std::string(64, 'a'))));
}

TEST_F(Sessions, AreAllThatIsSweptOut) {
    const auto store = made();
    const std::string digits(64, '0');
    const std::vector<std::string> kept{"client-key.pem", digits.substr(1), digits + "0", std::string(64, 'A')};
    for (const auto& name : kept) {
        store.write(name, "not a session");
        age(file(name), 864000);
    }
    store.write(digits, "secret");
    for (const auto& name : kept)
        EXPECT_TRUE(fs::exists(file(name))) << name;
}

} // namespace
} // namespace posthaste::net
