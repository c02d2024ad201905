// SPDX-License-Identifier: MIT
#include "queue_units.hpp"

#include <posthaste/base/io.hpp>

#include <gmock/gmock.h>

namespace posthaste::app {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string installed(const std::string& name) { return read_file(std::string(PH_UNITS) + "/" + name, 65536).value(); }

TEST(QueueUnits, AreThoseThatAreInstalled) {
    const auto units = queue_units(PH_INSTALLED_PROGRAM).value();
    EXPECT_EQ(units[0].name, "posthaste-queue.service");
    EXPECT_EQ(units[1].name, "posthaste-queue.timer");
    for (const auto& unit : units)
        EXPECT_EQ(unit.text, installed(std::string(unit.name)));
    EXPECT_EQ(queue_crontab(PH_INSTALLED_PROGRAM), installed("crontab"));
}

TEST(QueueUnits, RunTheProgramWhateverItsPathIs) {
    struct Case {
        const char *path, *systemd, *cron;
    };
    for (const auto& c :
         {Case{"/usr/bin/posthaste", "/usr/bin/posthaste", "/usr/bin/posthaste"},
          {"/home/a/.local/x-1_2+3/posthaste", "/home/a/.local/x-1_2+3/posthaste", "/home/a/.local/x-1_2+3/posthaste"},
          {"/opt/100%h/posthaste", "/opt/100%%h/posthaste", "/opt/100\\%h/posthaste"},
          {"/opt/my mail/posthaste", "\"/opt/my mail/posthaste\"", "'/opt/my mail/posthaste'"},
          {"/opt/$HOME;#%/p", "\"/opt/$HOME;#%%/p\"", "'/opt/$HOME;#\\%/p'"},
          {"/opt/\xc3\xbc/p", "\"/opt/\xc3\xbc/p\"", "'/opt/\xc3\xbc/p'"},
          {"/opt/@PH_PROGRAM@/p", "\"/opt/@PH_PROGRAM@/p\"", "'/opt/@PH_PROGRAM@/p'"}}) {
        const auto units = queue_units(c.path).value();
        EXPECT_THAT(units[0].text, HasSubstr(std::string("\nExecStart=") + c.systemd + " queue run\n"));
        EXPECT_THAT(queue_crontab(c.path), EndsWith(std::string("\n*/5 * * * * ") + c.cron + " queue run --quiet\n"));
    }
}

TEST(QueueUnits, AreRefusedForAPathThatSystemdRefuses) {
    for (const auto* path :
         {"/opt/a\"b/p", "/opt/a'b/p", "/opt/a\\b/p", "/opt/a\nExecStart=/bin/sh/p", "/opt/a\tb/p"}) {
        const auto units = queue_units(path);
        ASSERT_FALSE(units) << path;
        EXPECT_EQ(units.error().kind, ErrorKind::cannot_create);
        EXPECT_THAT(units.error().message, HasSubstr(path));
    }
}

TEST(Seal, TellsWhetherATextWasChanged) {
    const auto text = sealed("[Timer]\nOnCalendar=*:0/5\n").value();
    EXPECT_THAT(text, testing::StartsWith("[Timer]\nOnCalendar=*:0/5\n# "));
    EXPECT_TRUE(has_whole_seal(text));
    EXPECT_TRUE(has_whole_seal(sealed("").value()));
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        changed[i] = changed[i] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(has_whole_seal(changed)) << i;
        EXPECT_FALSE(has_whole_seal(text.substr(0, i))) << i;
    }
    EXPECT_FALSE(has_whole_seal(text + "# mine\n"));
    EXPECT_FALSE(has_whole_seal("#" + text));
}

} // namespace
} // namespace posthaste::app
