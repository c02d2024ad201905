// SPDX-License-Identifier: MIT
#include "file_text.hpp"
#include "lone_group.hpp"
#include "temporary_files.hpp"

#include <array>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

namespace posthaste::config {
namespace {

bool is_of_one_with(const char* user_name, gid_t user_group, std::array<const char*, 2> members) {
    std::string name = "mail";
    std::string user = user_name;
    std::array<char*, 3> listed{const_cast<char*>(members[0]), const_cast<char*>(members[1]), nullptr};
    group entry{};
    entry.gr_name = name.data();
    entry.gr_gid = 8;
    entry.gr_mem = listed.data();
    passwd person{};
    person.pw_name = user.data();
    person.pw_gid = user_group;
    return is_of_one(entry, person);
}

TEST(LoneGroup, IsOfTheUserWhoseNameItHas) {
    EXPECT_TRUE(is_of_one_with("mail", 8, {nullptr, nullptr}));
    EXPECT_TRUE(is_of_one_with("mail", 8, {"mail", nullptr}));
    EXPECT_FALSE(is_of_one_with("mail", 100, {nullptr, nullptr})) << "not his own group";
    EXPECT_FALSE(is_of_one_with("ann", 8, {nullptr, nullptr})) << "another name";
}

TEST(LoneGroup, HasNoOtherMember) {
    EXPECT_FALSE(is_of_one_with("mail", 8, {"ann", nullptr}));
    EXPECT_FALSE(is_of_one_with("mail", 8, {"mail", "ann"}));
}

TEST(LoneGroup, IsNotOneThatTheSystemDoesNotKnow) { EXPECT_FALSE(is_lone_group(4'000'000'000)); }

// A group of the system with a user of its name in it and nobody else, as daemon is everywhere.
const group* some_lone_group() {
    const group* entry = ::getgrnam("daemon");
    const passwd* user = ::getpwnam("daemon");
    return entry != nullptr && user != nullptr && is_of_one(*entry, *user) ? entry : nullptr;
}

bool open_to_others(const TemporaryDirectory& directory, uid_t owner, gid_t group_id, mode_t mode) {
    const auto path = directory.file("f", "text", mode);
    EXPECT_EQ(::chown(path.c_str(), owner, group_id), 0);
    const auto file = read_file_text(path, 100);
    EXPECT_TRUE(file);
    return !file || file->open_to_others();
}

TEST(FileText, OfRootMayBeReadByTheGroupOfOneUser) {
    const group* lone = some_lone_group();
    if (::geteuid() != 0 || lone == nullptr)
        GTEST_SKIP() << "needs root, and a group daemon with no member but the user daemon";
    const TemporaryDirectory directory;
    EXPECT_FALSE(open_to_others(directory, 0, lone->gr_gid, 0640));
    EXPECT_TRUE(open_to_others(directory, 0, lone->gr_gid, 0660)) << "the service could change it";
    EXPECT_TRUE(open_to_others(directory, 0, lone->gr_gid, 0644));
    EXPECT_TRUE(open_to_others(directory, 12345, lone->gr_gid, 0640)) << "not root's";
    EXPECT_TRUE(open_to_others(directory, 0, 4'000'000'000, 0640)) << "a group of whoever";
    EXPECT_TRUE(open_to_others(directory, 0, 0, 0640)) << "root's own group";
}

} // namespace
} // namespace posthaste::config
