// SPDX-License-Identifier: MIT
#include "app_fakes.hpp"

#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

Caller on_host(std::string host) {
    auto caller = ann();
    caller.host = std::move(host);
    return caller;
}

std::string domain_by_mailname(const std::string& text, const std::string& host = "box.example.org") {
    const config::TemporaryDirectory directory;
    return machine_domain(on_host(host), directory.file("mailname", text));
}

TEST(FullName, IsTheFirstFieldOfGecos) {
    struct Case {
        const char *gecos, *login, *name;
    };
    for (const auto& c : {Case{"Ann Example", "ann", "Ann Example"},
                          {"Ann Example,Room 1,555,,", "ann", "Ann Example"},
                          {"  Ann Example ,,,", "ann", "Ann Example"},
                          {"", "ann", ""},
                          {",,,", "ann", ""},
                          {"& Example", "ann", "Ann Example"},
                          {"& and &", "bob", "Bob and Bob"},
                          {"Ann &", "", "Ann"},
                          {"J\xc3\xbcrgen,,,", "j", "J\xc3\xbcrgen"},
                          {"Ann\x1b[2J,,,", "ann", ""},
                          {"Ann\nBcc: eve@x.test", "ann", ""}})
        EXPECT_EQ(full_name_of(c.gecos, c.login), c.name) << c.gecos;
}

TEST(Caller, IsWhoTheKernelSays) {
    const config::Variable user("USER", "mallory"), logname("LOGNAME", "mallory"), home("HOME", "/elsewhere");
    const config::Variable name("NAME", "Mallory"), email("EMAIL", "mallory@x.test");
    const passwd* entry = ::getpwuid(::getuid());
    const auto caller = identify_caller();
    if (entry == nullptr) { // in a container
        EXPECT_EQ(caller.name, "uid" + std::to_string(::getuid()));
        EXPECT_EQ(caller.full_name + caller.home, "");
        return;
    }
    EXPECT_EQ(caller.name, entry->pw_name);
    EXPECT_EQ(caller.home, entry->pw_dir);
    EXPECT_EQ(caller.full_name, full_name_of(entry->pw_gecos, entry->pw_name));
}

TEST(MachineDomain, IsTheMailnameBeforeTheHost) {
    EXPECT_EQ(domain_by_mailname("mail.example.net\n"), "mail.example.net");
    EXPECT_EQ(domain_by_mailname("mail.example.net"), "mail.example.net");
    EXPECT_EQ(domain_by_mailname(" mail.example.net\t\r\nother.test\n"), "mail.example.net");
    EXPECT_EQ(domain_by_mailname("b\xc3\xbc"
                                 "cher.example\n"),
              "xn--bcher-kva.example");
}

TEST(MachineDomain, PassesOverAMailnameThatIsNoDomain) {
    for (const char* text : {"", "\n", "two words\n", "a@b.test\n", "-\x01-\n", "a..b\n"})
        EXPECT_EQ(domain_by_mailname(text), "box.example.org") << text;
    EXPECT_EQ(domain_by_mailname(std::string(2000, 'a')), "box.example.org");
    EXPECT_EQ(machine_domain(on_host("box"), "/nonexistent/mailname"), "box");
}

TEST(MachineDomain, IsLocalhostWhereNothingIsKnown) {
    for (const char* host : {"", "(none)", "a b", ".", "-\x1b-"})
        EXPECT_EQ(machine_domain(on_host(host), "/nonexistent/mailname"), "localhost") << host;
}

TEST(PublicHostName, IsTheHostWhereOthersKnowIt) {
    EXPECT_EQ(public_host_name(on_host("mail.example.org")), "mail.example.org");
    EXPECT_EQ(public_host_name(on_host("MAIL.Example.ORG")), "mail.example.org");
    EXPECT_EQ(public_host_name(on_host("localhost.example.org")), "localhost.example.org");
    EXPECT_EQ(public_host_name(on_host("box.homeland.example")), "box.homeland.example");
}

TEST(PublicHostName, TellsNothingOfAPrivateNetwork) {
    for (const char* host :
         {"", "box", "localhost", "localhost.localdomain", "box.local", "box.LAN", "box.home", "router.home.arpa",
          "ip-10-0-0-1.ec2.internal", "pc.corp", "pc.intranet", "pc.private", "a.localhost", "my_box.example.org",
          "box.example.org.", "[192.0.2.1]", "192.0.2.1", "two words.example"})
        EXPECT_EQ(public_host_name(on_host(host)), "") << host;
}

} // namespace
} // namespace posthaste::app
