// SPDX-License-Identifier: MIT
#include "reencode_fakes.hpp"

#include <algorithm>

namespace posthaste::mail {
namespace {

struct Case {
    const char* name;
    ReencodeNeeds needs;
    std::string in, out;
};

const std::string long_line(1000, 'x');
const std::string x75(75, 'x');
const std::string long_quoted = [] { // long_line as quoted-printable
    std::string out;
    for (int i = 0; i < 13; ++i)
        out += x75 + "=\n";
    return out + std::string(25, 'x');
}();

const std::vector<Case> cases = {
    {"unlabelled UTF-8", seven_bit, "Subject: a\n\nJ\xC3\xBCrgen \n",
     "Subject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
     "Content-Transfer-Encoding: quoted-printable\n\nJ=C3=BCrgen=20\n"},
    {"unlabelled octets", seven_bit, "Subject: a\n\nJ\xFCrgen\n",
     "Subject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=unknown-8bit\n"
     "Content-Transfer-Encoding: quoted-printable\n\nJ=FCrgen\n"},
    {"a long line", lines_only, "Subject: a\n\n" + long_line + "\n.\nFrom x\n",
     "Subject: a\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
     "Content-Transfer-Encoding: quoted-printable\n\n" +
         long_quoted + "\n=2E\nFrom=20x\n"},
    {"a NUL", lines_only, std::string("MIME-Version: 1.0\nContent-Type: text/plain\n\na\0b\n", 48),
     "MIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\na=00b\n"},
    {"the label is replaced in its place", seven_bit,
     "Mime-version: 1.0\ncontent-transfer-encoding: 8BIT (really)\nContent-type: text/html; charset=latin1\n\n\xFC=\n",
     "Mime-version: 1.0\ncontent-transfer-encoding: quoted-printable\nContent-type: text/html; charset=latin1\n\n"
     "=FC=3D\n"},
    {"8-bit octets stay where they may", lines_only, "A: b\n\n\xFC\n", "A: b\n\n\xFC\n"},
    {"only the label is too high", seven_bit, "MIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\na\n",
     "MIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n\na\n"},
    {"binary is no more", lines_only, "MIME-Version: 1.0\nContent-Transfer-Encoding: binary\n\n\xFC\n",
     "MIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\n\n\xFC\n"},
    {"not text", seven_bit, "MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: 8bit\n\n\xFF\n",
     "MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n/w0K\n"},
    {"base64 in one line", lines_only,
     "MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + std::string(1000, 'A') +
         "\n\n",
     [] {
         std::string out = "MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n";
         for (int i = 0; i < 13; ++i)
             out += std::string(76, 'A') + "\n";
         return out + std::string(12, 'A') + "\n";
     }()},
    {"quoted-printable in one line", lines_only,
     "MIME-Version: 1.0\nContent-Transfer-Encoding: Quoted-Printable\n\n=C3=BC" + long_line + "\nnext=\nline",
     "MIME-Version: 1.0\nContent-Transfer-Encoding: Quoted-Printable\n\n=C3=BC" + std::string(69, 'x') + "=\n" +
         [] {
             std::string out;
             for (int i = 0; i < 12; ++i)
                 out += x75 + "=\n";
             return out + std::string(31, 'x');
         }() +
         "\nnext=\nline\n"},
    {"multipart", seven_bit,
     "MIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=\"b c\"\nContent-Transfer-Encoding: "
     "8bit\n\npreamble\n"
     "--b c\n\n\xC3\xBC\n\n--b c  \t\nContent-Type: text/plain\n\nplain \n--b c\nContent-Type: a/b\n\n\xFF\n"
     "--b c--\nepilogue\n",
     "MIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=\"b c\"\nContent-Transfer-Encoding: "
     "7bit\n\npreamble\n"
     "--b c\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n=C3=BC\n\n"
     "--b c  \t\nContent-Type: text/plain\n\nplain \n"
     "--b c\nContent-Type: a/b\nContent-Transfer-Encoding: base64\n\n/w==\n--b c--\nepilogue\n"},
    {"the boundary of a parent ends its children", seven_bit,
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/related; boundary=oi\n\n--oi\n\n\xFC\n"
     "--o\n\n--oi\n--o--\n",
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/related; boundary=oi\n\n--oi\n"
     "Content-Type: text/plain; charset=unknown-8bit\nContent-Transfer-Encoding: quoted-printable\n\n=FC\n"
     "--o\n\n--oi\n--o--\n"},
    {"parts without a body or a header", seven_bit,
     "Content-Type: multipart/mixed; boundary=o\n\n--o\n--o\nA: b\n--o\n\n--o\nA: b\n\n--o\n\n\n\xFC\n--o--\n",
     "Content-Type: multipart/mixed; boundary=o\n\n--o\n--o\nA: b\n--o\n\n--o\nA: b\n\n--o\n"
     "Content-Type: text/plain; charset=unknown-8bit\nContent-Transfer-Encoding: quoted-printable\n\n\n=FC\n--o--\n"},
    {"a message in a digest", seven_bit,
     "Content-Type: multipart/digest; boundary=o\n\n--o\n\nSubject: \xC3\xBC\n\n\xC3\xBC\n--o--\n",
     "Content-Type: multipart/digest; boundary=o\n\n--o\n\nSubject: =?UTF-8?B?w7w=?=\n"
     "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n"
     "=C3=BC\n--o--\n"},
    {"a message in a message", seven_bit,
     "MIME-Version: 1.0\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: a\n\n\xC3\xBC\n",
     "MIME-Version: 1.0\nContent-Type: message/rfc822\nContent-Transfer-Encoding: 7bit\n\nSubject: a\n"
     "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n"
     "=C3=BC\n"},
    {"a signed part that fits", seven_bit,
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/signed; boundary=s\n\n--s\n"
     "Content-Transfer-Encoding: 8bit\n\na \n--s--\n--o\n\n\xC3\xBC\n--o--\n",
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/signed; boundary=s\n\n--s\n"
     "Content-Transfer-Encoding: 8bit\n\na \n--s--\n--o\nContent-Type: text/plain; charset=UTF-8\n"
     "Content-Transfer-Encoding: quoted-printable\n\n=C3=BC\n--o--\n"},
    {"a file name", seven_bit,
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Disposition: attachment; filename=\"\xC3\xBC "
     "1.txt\"\n\na\n"
     "--o--\n",
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Disposition: attachment; "
     "filename*=UTF-8''%C3%BC%201.txt\n\na\n--o--\n"},
};

TEST(Reencode, ChangesWhatItMust) {
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const auto result = reencoded(c.in, c.needs);
        EXPECT_EQ(result.error, "");
        EXPECT_EQ(result.text, crlf(c.out));
    }
}

TEST(Reencode, LeavesAloneWhatItHasWritten) {
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(reencoded(c.out, c.needs).text, crlf(c.out));
    }
}

TEST(Reencode, TellsTheTruthAboutTheResult) {
    for (const auto& c : cases) {
        SCOPED_TRACE(c.name);
        const auto [text, error, facts] = reencoded(c.in, c.needs);
        EXPECT_EQ(facts.size_bytes, text.size());
        EXPECT_EQ(facts.header_bytes, text.find("\r\n\r\n") + 4);
        EXPECT_LE(facts.longest_line_bytes, 998U);
        EXPECT_FALSE(facts.has_nul);
        EXPECT_EQ(facts.body_eight_bit, !c.needs.seven_bit && text.contains('\xFC'));
        EXPECT_FALSE(needs_reencoding(facts, c.needs));
    }
}

struct Refusal {
    std::string in;
    const char* why;
};

TEST(Reencode, RefusesWhatItWouldSpoil) {
    const std::string mixed = "Content-Type: multipart/mixed; boundary=o\n\n";
    std::string deep;
    for (int i = 0; i <= 100; ++i)
        deep +=
            "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "x\n\n--b" + std::to_string(i) + "x\n";
    const std::vector<Refusal> refusals = {
        {"DKIM-Signature: v=1\n\n\xFC\n", "the message is signed (DKIM-Signature) and must not be changed"},
        {"ARC-Seal: i=1\n\n\xFC\n", "the message is signed (ARC-Seal)"},
        {"Content-Type: multipart/signed; boundary=s\n\n--s\n\n\xFC\n--s--\n",
         "8-bit characters in a message that is signed or encrypted and must not be changed: encode it before"},
        {"Content-Type: multipart/encrypted; boundary=s\n\n--s\n\n\xFC\n--s--\n", "is signed or encrypted"},
        {"Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n" + long_line + "\n",
         "a line of 1000 octets in a message that is signed or encrypted"},
        {mixed + "--o\nContent-Type: message/delivery-status\n\n\xFC\n--o--\n", "is of a message type"},
        {mixed + "\xFC\n--o\n\na\n--o--\n", "8-bit characters in the text before the first part"},
        {mixed + "--o\n\na\n--o--\n\xFC\n", "8-bit characters in the text after the last part"},
        {mixed + "--o\nno field\xFC\n--o--\n", "a header with a line that is no field"},
        {mixed + "--o\nContent-Type: text/plain\nContent-Type: text/html\n\n\xFC\n--o--\n", "has two Content-Type"},
        {mixed + "--o\nContent-Transfer-Encoding: x-uue\n\n\xFC\n--o--\n",
         "Content-Transfer-Encoding that is not known"},
        {mixed + "--o\n\n\xFC\n--ox\n--o--\n", "begins with a boundary and goes on"},
        {mixed + "--o\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\na\n--o--\n\xFC\n", "after the last part"},
        {mixed + "--o\nContent-Type: multipart/mixed; boundary=o--\n\n\xFC\n--o--\n", "boundary of one that it is in"},
        {"Content-Type: multipart/mixed\n\n\xFC\n", "is a multipart without a clear boundary"},
        {"Content-Type: multipart/mixed; boundary=a; boundary=b\n\n\xFC\n", "without a clear boundary"},
        {"Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n\xFC\n", "cannot have"},
        {"Content-Type: multipart\n\n\xFC\n", "cannot be understood"},
        {"Content-Transfer-Encoding: base64\n\n" + long_line + "\n-- footer\n", "malformed"},
        {"Content-Transfer-Encoding: quoted-printable\n\n" + long_line + "a=b\n", "malformed"},
        {mixed + "--o\nContent-Disposition: attachment; filename=\xFC.txt\n\na\n--o--\n",
         "the header field Content-Disposition holds 8-bit characters that are not UTF-8"},
        {deep + "\n\xFC\n", "nested over 100 parts deep"},
    };
    for (const auto& refusal : refusals) {
        const auto error = reencoded(refusal.in, seven_bit).error;
        EXPECT_NE(error.find(refusal.why), std::string::npos) << refusal.why << "\ngot: " << error;
    }
}

TEST(Reencode, TakesMessagesInMessagesToAnyDepth) {
    std::string message, wanted;
    for (int i = 0; i < 5000; ++i)
        message += "Content-Type: message/rfc822\n\n";
    wanted = message;
    EXPECT_EQ(reencoded(message + "A: b\n\n\xC3\xBC\n", seven_bit).text,
              crlf(wanted + "A: b\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
                            "Content-Transfer-Encoding: quoted-printable\n\n=C3=BC\n"));
}

TEST(Reencode, NeedsNoWindowForALine) {
    const std::string line(300000, 'x');
    const auto result = reencoded("Content-Type: multipart/mixed; boundary=o\n\n--o\n\n" + line +
                                      "\n--o\nContent-Type: a/b"
                                      "\n\n" +
                                      line + "\xFF\n--o--\n",
                                  lines_only);
    EXPECT_EQ(result.error, "");
    EXPECT_LE(result.facts.longest_line_bytes, 76U);
    EXPECT_EQ(std::ranges::count(result.text, 'x'),
              300000 + std::ranges::count(result.text.substr(result.text.find("base64")), 'x') + 1); // the x of "mixed"
    EXPECT_TRUE(result.text.ends_with("\r\n--o--\r\n"));
}

TEST(Reencode, TellsWhetherWhatIsLeftIsUtf8) {
    const std::string rest = "\n\nx" + std::string(1000, 'x') + "\n--b\nContent-Type: text/plain\n\n";
    const std::string mixed =
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain" + rest;
    EXPECT_TRUE(reencoded(mixed + "\xC3\xBC\n--b--\n", lines_only).facts.body_is_utf8);
    EXPECT_FALSE(reencoded(mixed + "\xFC\n--b--\n", lines_only).facts.body_is_utf8);
    EXPECT_TRUE(reencoded(mixed + "\xFC\n--b--\n", seven_bit).facts.body_is_utf8);
}

} // namespace
} // namespace posthaste::mail
