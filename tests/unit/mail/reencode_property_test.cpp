// SPDX-License-Identifier: MIT
// Messages out of a random number: whatever they are made of, their leaves hold the same before and after.
#include "reencode_fakes.hpp"
#include "support/mime_leaves.hpp"

#include <random>

namespace posthaste::mail {
namespace {

class Maker {
  public:
    explicit Maker(unsigned seed) : random_(seed) {}

    std::string message() { return "Subject: " + words() + "\nMIME-Version: 1.0\n" + entity(0); }

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

    template <std::size_t size> std::string_view one_of(const std::array<std::string_view, size>& choices) {
        return choices[below(size)];
    }

    std::string words() {
        std::string out;
        for (auto left = below(6); left > 0; --left)
            out += one_of(std::array<std::string_view, 4>{"plain ",
                                                          "\xC3\xBC"
                                                          "ber ",
                                                          "=?UTF-8?Q?x?= ", "a  b "});
        return out + "end";
    }

    std::string content() {
        std::string out;
        for (auto left = below(30); left > 0; --left)
            out += one_of(std::array<std::string_view, 10>{"text", " ", "\t\n", "\n", "=", "\xC3\xBC", "\xFF", "From ",
                                                           ".\n", std::string_view("\0", 1)});
        if (below(4) == 0)
            out += std::string(900 + below(300), 'y');
        return out + "\n";
    }

    std::string encoded() {
        std::string out;
        if (below(2) == 0) {
            for (auto left = below(400); left > 0; --left)
                out += "ABCD";
            return "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n" + out + "\n";
        }
        for (auto left = below(300); left > 0; --left)
            out += one_of(std::array<std::string_view, 5>{"=C3=BC", "text", " x", "=\n", "=20\n"});
        return "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + out + "x\n";
    }

    std::string leaf() {
        if (below(4) == 0)
            return encoded();
        return std::string(one_of(std::array<std::string_view, 6>{
                   "", "Content-Type: text/html; charset=x\n", "Content-Type: a/b\nContent-Transfer-Encoding: binary\n",
                   "Content-Transfer-Encoding: 8bit\n", "Content-Type: text/plain\nContent-Transfer-Encoding: 7bit\n",
                   "X-Any: \xC3\xBC\nContent-Type: image/png\n"})) +
               "\n" + content();
    }

    std::string multipart(unsigned depth) {
        const std::string boundary = "b" + std::to_string(++boundaries_) + "_";
        std::string out = "Content-Type: multipart/mixed; boundary=" + boundary + "\n";
        if (below(2) == 0)
            out += "Content-Transfer-Encoding: 8bit\n";
        out += below(2) == 0 ? "\n" : "\npreamble\n";
        for (auto left = 1 + below(4); left > 0; --left)
            out += "--" + boundary + "\n" + entity(depth + 1);
        return below(5) == 0 ? out : out + "--" + boundary + "--\n";
    }

    std::string entity(unsigned depth) {
        if (depth < 4 && below(2) == 0)
            return multipart(depth);
        if (depth < 4 && below(4) == 0)
            return "Content-Type: message/rfc822\n\nSubject: " + words() + "\n" + entity(depth + 1);
        return leaf();
    }

    std::mt19937 random_;
    unsigned boundaries_ = 0;
};

TEST(ReencodeProperty, LeavesHoldTheSameBeforeAndAfter) {
    int changed = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        SCOPED_TRACE(seed);
        const std::string message = Maker(seed).message();
        for (const auto needs : {seven_bit, lines_only}) {
            const auto result = reencoded(message, needs);
            ASSERT_EQ(result.error, "");
            ASSERT_FALSE(needs_reencoding(result.facts, needs));
            ASSERT_EQ(test::leaves_of(result.text), test::leaves_of(crlf(message)));
            ASSERT_EQ(reencoded(result.text, needs).text, result.text);
            changed += result.text == crlf(message) ? 0 : 1;
        }
    }
    EXPECT_GT(changed, 1000); // of 2000, so that the test is not empty
}

} // namespace
} // namespace posthaste::mail
