// SPDX-License-Identifier: MIT
#include "request.hpp"

#include <gtest/gtest.h>

namespace posthaste::cli {
namespace {

TEST(ProgramName, IsTheLastPartOfThePath) {
    struct Case {
        const char* argv0;
        Program program;
    };
    for (const auto& c : {Case{"posthaste", Program::posthaste}, Case{"/usr/bin/posthaste", Program::posthaste},
                          Case{"sendmail", Program::sendmail}, Case{"/usr/sbin/sendmail", Program::sendmail},
                          Case{"../lib/sendmail", Program::sendmail}, Case{"mailq", Program::mailq},
                          Case{"/usr/bin/mailq", Program::mailq}, Case{"/usr/bin/newaliases", Program::newaliases},
                          Case{"runq", Program::runq}, Case{"", Program::posthaste}, Case{"/", Program::posthaste},
                          Case{"sendmail/", Program::posthaste}, Case{"/sendmail/posthaste", Program::posthaste},
                          Case{"sendmail2", Program::posthaste}, Case{"Sendmail", Program::posthaste}})
        EXPECT_EQ(program_named(c.argv0), c.program) << c.argv0;
}

} // namespace
} // namespace posthaste::cli
