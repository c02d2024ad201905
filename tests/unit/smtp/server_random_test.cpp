// SPDX-License-Identifier: MIT
// The rules of the receiving session under random conversations made of pieces that mean something.
#include "support/server_rules.hpp"

#include <array>
#include <gtest/gtest.h>
#include <random>

namespace posthaste::smtp {
namespace {

constexpr std::array<std::string_view, 52> pieces{
    "EHLO c\r\n",
    "HELO c\r\n",
    "EHLO\r\n",
    "MAIL FROM:<a@example.org>\r\n",
    "MAIL FROM:<> SIZE=10 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=x\r\n",
    "MAIL FROM:<a@example.org> SIZE=99999999999\r\n",
    "MAIL FROM:<root>\r\n",
    "MAIL FROM:<a@example.org\r\n",
    "MAIL FROM:<\xD0\xBF@example.org> SMTPUTF8\r\n",
    "MAIL FROM:<\xD0\xBF@example.org>\r\n",
    "RCPT TO:<b@example.net>\r\n",
    "RCPT TO:<B@example.net>\n",
    "RCPT TO:<c@example.net> NOTIFY=NEVER\r\n",
    "RCPT TO:<d@example.net> ORCPT=rfc822;d\r\n",
    "RCPT TO:<postmaster>\r\n",
    "RCPT TO:<@r.example:e@example.net>\r\n",
    "RCPT TO:<\"a>b\"@example.net>\r\n",
    "RCPT TO:a@b, c@d\r\n",
    "RCPT TO:<>\r\n",
    "RCPT TO:<x@example.net> FOO=BAR\r\n",
    "DATA\r\n",
    "text\r\n",
    "..dots\r\n",
    ".\r\n",
    "\r\n.\r\n",
    ".\n",
    "\n.\r",
    ".\r",
    "\n",
    "\r\n",
    "a line that is longer than small limits allow\r\n",
    "BDAT 5\r\nabcde",
    "BDAT 0\r\n",
    "BDAT 1\r\n.",
    "BDAT 0 LAST\r\n",
    "BDAT 7 LAST\r\n\r\n.\r\nQU",
    "BDAT 30 LAST\r\nQUIT\r\nQUIT\r\nQUIT\r\nQUIT\r\nQUIT\r\n",
    "BDAT x\r\n",
    "RSET\r\n",
    "RSET\r\n",
    "NOOP\r\n",
    "VRFY a\r\n",
    "HELP\r\n",
    "EXPN a\r\n",
    "FOO\r\n",
    "QUIT\r\n",
    "STARTTLS\r\n",
    "AUTH PLAIN AGFubgBzZWNyZXQ=\r\n",
    "AUTH LOGIN\r\nYW5u\r\nc2VjcmV0\r\n",
    "AUTH LOGIN YW5uYQ==\r\n*\r\n",
    "GET / HTTP/1.1\r\n",
    "\x16\x03\x01",
};

std::string conversation(std::mt19937& random) {
    std::string input = random() % 4 == 0 ? "" : "EHLO c\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\n";
    for (auto count = random() % 40; count > 0; --count) {
        const auto before = input.size();
        input += pieces[random() % pieces.size()];
        if (random() % 30 == 0) // an octet goes wrong
            input[before + random() % (input.size() - before)] = static_cast<char>(random() % 256);
    }
    return input;
}

TEST(ServerSessionRules, HoldForRandomConversations) {
    constexpr std::string_view known_letters = "atpqnlsrdx";
    std::mt19937 random(20261125); // NOLINT(cert-msc32-c,cert-msc51-cpp,bugprone-random-generator-seed): repeatable
    for (int round = 0; round < 6000; ++round) {
        std::string letters;
        for (const char letter : known_letters) {
            if (random() % 4 == 0)
                letters += letter;
        }
        const auto input = conversation(random);
        ASSERT_EQ(test::broken_server_rule(letters, input), "") << letters << "\n" << input;
    }
}

} // namespace
} // namespace posthaste::smtp
