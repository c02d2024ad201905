// SPDX-License-Identifier: MIT
// Values out of a random number: whatever they are made of, a reader gets them back, and no rule about lines, words and
// characters is broken.
#include "support/field_reader.hpp"

#include <posthaste/mail/address_list.hpp>
#include <posthaste/mime/fields.hpp>
#include <posthaste/mime/parameters.hpp>

#include <gtest/gtest.h>
#include <random>

namespace posthaste::mime {
namespace {

std::string utf8(unsigned point) {
    const auto octet = [point](unsigned shift, unsigned lead) {
        return static_cast<char>(lead | ((point >> shift) & (lead == 0x80 ? 0x3FU : 0xFFU)));
    };
    if (point < 0x80)
        return {static_cast<char>(point)};
    if (point < 0x800)
        return {octet(6, 0xC0), octet(0, 0x80)};
    if (point < 0x10000)
        return {octet(12, 0xE0), octet(6, 0x80), octet(0, 0x80)};
    return {octet(18, 0xF0), octet(12, 0x80), octet(6, 0x80), octet(0, 0x80)};
}

class Maker {
  public:
    explicit Maker(unsigned seed) : random_(seed), style_(below(5)) {}

    // Printable text of one style: mostly words, mostly one script, or all mixed; in one of 16 octets that are no
    // UTF-8.
    std::string text() {
        std::string out;
        const bool broken = below(16) == 0;
        for (auto left = 1 + below(below(4) == 0 ? 600 : 60); left > 0; --left)
            out += broken && below(8) == 0 ? std::string(1, static_cast<char>(0x80 + below(128))) : piece();
        return out;
    }

  private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

    std::string piece() {
        constexpr std::string_view traps[] = {
            "=?", "?=", "\"", "\\", "%", ",", "<", "  ", "'", "=?utf-8?q?x?=", ";", "_"};
        if (style_ != 0 && below(12) == 0)
            return std::string(traps[below(std::size(traps))]);
        if (style_ == 1 || below(6) == 0)
            return below(7) == 0 ? " " : utf8(0x21 + below(0x7E - 0x21));
        if (style_ == 2)
            return utf8(0xC0 + below(0x600));
        if (style_ == 3)
            return utf8(0x1F300 + below(0x300));
        return style_ == 0 ? std::string(1 + below(14), 'w') + (below(40) == 0 ? "" : " ")
                           : utf8(0x20 + below(0x5F)) + utf8(0x3040 + below(0x5000));
    }

    std::mt19937 random_;
    unsigned style_;
};

constexpr unsigned runs = 500;

TEST(HeaderProperty, TextComesBack) {
    unsigned plain = 0, encoded = 0;
    for (unsigned seed = 0; seed < runs; ++seed) {
        const std::string text = Maker(seed).text(), name(1 + seed % 45, 'N');
        const auto body = text_field(name, text).body;
        ASSERT_EQ(test::problem_of(name, body), "") << seed;
        ASSERT_EQ(test::read_text(body), text) << seed;
        (body.starts_with("=?") ? encoded : plain) += 1;
    }
    EXPECT_GT(plain, 10U);
    EXPECT_GT(encoded, 300U);
}

TEST(HeaderProperty, DisplayNamesComeBack) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        Maker maker(seed);
        std::vector<mail::Mailbox> mailboxes;
        for (unsigned i = 0; i <= seed % 4; ++i)
            mailboxes.push_back({maker.text(), *mail::Address::make("local " + std::to_string(i), "example.org")});
        const auto body = address_field("To", mailboxes).body;
        ASSERT_EQ(test::problem_of("To", body), "") << seed;
        const auto again = mail::parse_address_list(body);
        ASSERT_TRUE(again && again->size() == mailboxes.size()) << seed;
        for (std::size_t i = 0; i < mailboxes.size(); ++i) {
            const auto& name = again->at(i).display_name;
            ASSERT_EQ(name.starts_with("=?") ? test::read_text(name) : name, mailboxes[i].display_name) << seed;
            ASSERT_TRUE(again->at(i).address == mailboxes[i].address);
        }
    }
}

TEST(HeaderProperty, ParametersComeBack) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        const std::string text = Maker(seed).text();
        const auto fields = file_fields("text/plain; charset=UTF-8", "attachment", text);
        for (const auto& field : fields)
            ASSERT_EQ(test::problem_of(field.name, field.body), "") << seed;
        ASSERT_EQ(test::read_parameter(fields[1].body, "filename"), text) << seed;
        const auto type = test::raw_parameters(fields[0].body);
        ASSERT_EQ(type.at("charset"), "UTF-8");
        if (const auto name = type.find("name"); name != type.end()) {
            ASSERT_EQ(test::read_text(name->second), text) << seed;
        }
    }
}

} // namespace
} // namespace posthaste::mime
