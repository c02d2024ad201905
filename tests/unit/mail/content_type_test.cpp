// SPDX-License-Identifier: MIT
#include "content_type.hpp"

#include <gtest/gtest.h>

namespace posthaste::mail {
namespace {

TEST(ContentType, FindsTheBoundary) {
    struct Case {
        std::string_view body, boundary;
    };
    for (const auto& c :
         {Case{" multipart/mixed; boundary=a", "a"},
          {"Multipart/MIXED;BOUNDARY=\"a b\";", "a b"},
          {" (c) multipart (c(d)) / mixed ; (;) x=\"\\\";boundary=no\" ;\r\n\tboundary = \"a\\\"b\" (c)", "a\"b"},
          {"multipart/mixed; boundary=\"a\r\n b\"", "a b"},
          {"multipart/mixed; boundary=", "none"},
          {"multipart/mixed", "none"}}) {
        const auto type = parse_content_type(c.body);
        ASSERT_TRUE(type.has_value()) << c.body;
        EXPECT_EQ(type->type, "multipart");
        EXPECT_EQ(type->subtype, "mixed");
        EXPECT_EQ(type->boundary.value_or("none"), c.boundary) << c.body;
    }
}

TEST(ContentType, SaysWhatIsNotClear) {
    for (const std::string_view parameters :
         {"boundary=a; boundary=a", "boundary", "boundary=", "boundary*=us-ascii''a", "boundary*0=a", "a=b c", "a=b, c",
          "boundary=\"a", "boundary=a b", ";; boundary=a"}) {
        const auto type = parse_content_type("multipart/mixed;" + std::string(parameters));
        ASSERT_TRUE(type.has_value()) << parameters;
        EXPECT_FALSE(type->clear) << parameters;
    }
    EXPECT_TRUE(parse_content_type("text/plain; charset=x;")->clear);
}

TEST(ContentType, IsNoneWithoutTypeAndSubtype) {
    for (const std::string_view body : {"", "text", "text/", "/plain", "text plain", "\xFF/x", "(text/plain"})
        EXPECT_FALSE(parse_content_type(body).has_value()) << body;
}

TEST(TransferEncoding, KnowsItsNames) {
    using enum TransferEncoding;
    struct Case {
        std::string_view body;
        TransferEncoding encoding;
    };
    for (const auto& c : {Case{" 7BIT", seven_bit},
                          {"8bit (c)", eight_bit},
                          {"binary\r\n ", binary},
                          {"Quoted-Printable", quoted_printable},
                          {"base64", base64},
                          {" ", seven_bit},
                          {"8-bit", eight_bit},
                          {"base64 x", unknown},
                          {"\"base64\"", unknown},
                          {"x-uuencode", unknown}})
        EXPECT_EQ(parse_transfer_encoding(c.body), c.encoding) << c.body;
}

} // namespace
} // namespace posthaste::mail
