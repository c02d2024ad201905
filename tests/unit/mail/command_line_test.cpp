// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

TEST(CommandLine, IsAnyLineThatBeginsWithAVerb) {
    for (const std::string_view text :
         {"RCPT TO:<a@x.test>\r\n", "Subject: x\r\n\r\ndata\r\n", "a\r\nMail FROM:<>\r\n", "x\r\nQuIt", "help\tme\r\n",
          "Help: me\r\n", "BDAT 5\r\n", "rset\r\n", "x\r\nMAIL<\r\n"})
        EXPECT_TRUE(has_command_line(text)) << text;
}

TEST(CommandLine, IsNotAWordWithinALineOrALongerWord) {
    for (const std::string_view text :
         {"", "Subject: RCPT\r\n", "Mailing-List: x\r\n", "Mail-Followup-To: x\r\n", "Sender: x\r\n", " DATA\r\n",
          ".DATA\r\n", "Database\r\nmailer\r\n", "Helper\r\n"})
        EXPECT_FALSE(has_command_line(text)) << text;
}

} // namespace
} // namespace posthaste::mail
