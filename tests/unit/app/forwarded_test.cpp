// SPDX-License-Identifier: MIT
#include "forwarded.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mime/segment_source.hpp>

#include <gmock/gmock.h>
#include <unistd.h>

namespace posthaste::app {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

InputFile file_of(std::string_view text) {
    InputFile input{open_unnamed_file(temporary_directories()).value(), "x.eml", text.size()};
    EXPECT_TRUE(write_all(input.file.get(), text));
    EXPECT_EQ(::lseek(input.file.get(), 0, SEEK_SET), 0);
    return input;
}

std::string flat(mime::Part part) {
    mime::SegmentSource source(mime::flatten(std::move(part)));
    std::string text(4096, '\0');
    const auto count = source.read(text).value();
    const auto more = source.read(std::span(text).subspan(count)).value();
    text.resize(count + more);
    return text;
}

constexpr std::string_view eight_bit = "Subject: J\xC3\xBC\n\nJ\xC3\xBC\n";

TEST(MessagePart, StaysAsItIs) {
    const auto text = flat(message_part(file_of(eight_bit), "x.eml", {}).value());
    EXPECT_THAT(text, HasSubstr("\r\nContent-Transfer-Encoding: 8bit\r\n"));
    EXPECT_THAT(text, EndsWith("\r\n\r\nSubject: J\xC3\xBC\r\n\r\nJ\xC3\xBC\r\n"));
}

// RFC 8551 section 3.1.2, RFC 3156 section 3.
TEST(MessagePart, IsSevenBitToBeSigned) {
    const auto text = flat(message_part(file_of(eight_bit), "x.eml", {.seven_bit = true}).value());
    EXPECT_THAT(text, HasSubstr("\r\nContent-Transfer-Encoding: 7bit\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\nSubject: =?UTF-8?"));
    EXPECT_THAT(text, EndsWith("\r\n\r\nJ=C3=BC\r\n"));
}

TEST(MessagePart, IsNotReadWithoutEnd) {
    EXPECT_TRUE(message_part(file_of(eight_bit), "x.eml", {.limit_bytes = eight_bit.size()}));
    const auto part = message_part(file_of(eight_bit), "x.eml", {.limit_bytes = eight_bit.size() - 1});
    ASSERT_FALSE(part);
    EXPECT_EQ(part.error().kind, ErrorKind::no_input);
    EXPECT_EQ(part.error().message, "x.eml: holds more than 17 octets (--max-attachment)");
}

} // namespace
} // namespace posthaste::app
