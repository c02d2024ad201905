// SPDX-License-Identifier: MIT
#include "support/message_file.hpp"
#include "unit/config/temporary_files.hpp"

#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mime/fields_in_front.hpp>

#include <gtest/gtest.h>

namespace posthaste::mime {
namespace {

std::string text_of(const Fd& file, std::size_t most) {
    std::string text(most, '\0');
    std::size_t filled = 0;
    for (;;) {
        const auto count = pread_some(file.get(), std::span(text).subspan(filled), filled).value();
        if (count == 0)
            break;
        filled += count;
    }
    text.resize(filled);
    return text;
}

std::string large_text() {
    std::string text;
    for (int i = 0; i < 40'000; ++i)
        text += "line\r\n";
    return text;
}

// From a file in memory and from one on the disk: the kernel copies between two of one kind, if at all.
TEST(FieldsInFront, AreInTheFileBeforeTheMessage) {
    const auto text = large_text();
    Fd on_disk = open_unnamed_file(temporary_directories()).value();
    ASSERT_TRUE(write_all(on_disk.get(), text));
    const Fd in_memory = test::file_of(text);
    for (const int content : {on_disk.get(), in_memory.get()}) {
        const auto offset = ::lseek(content, 3, SEEK_SET);
        const auto file = with_fields_in_front("A: b\r\n", content, text.size());
        ASSERT_TRUE(file) << file.error().message;
        EXPECT_EQ(text_of(*file, 2 * text.size()), "A: b\r\n" + text);
        EXPECT_EQ(::lseek(content, 0, SEEK_CUR), offset);
        EXPECT_EQ(text_of(with_fields_in_front("A: b\r\n", content, 6).value(), 100), "A: b\r\nline\r\n");
    }
}

TEST(FieldsInFront, NoticeAFileThatIsShorter) {
    const Fd content = test::file_of("abc");
    EXPECT_EQ(with_fields_in_front("A: b\r\n", content.get(), 4).error().kind, ErrorKind::io);
}

TEST(FieldsInFront, ChangeWhatIsTrueOfTheMessage) {
    mail::MessageFacts before;
    before.size_bytes = mail::MessageFacts::max_bytes_ahead - 11;
    before.header_bytes = 10;
    before.longest_line_bytes = 5;
    before.harmless_ahead = before.body_eight_bit = true;
    const auto after = with_fields_in_front("A: bcd\r\n e\r\n", before);
    EXPECT_EQ(after.size_bytes, before.size_bytes + 12);
    EXPECT_EQ(after.header_bytes, 22U);
    EXPECT_EQ(after.longest_line_bytes, 6U);
    EXPECT_TRUE(after.body_eight_bit);
    EXPECT_FALSE(after.harmless_ahead);
    EXPECT_TRUE(with_fields_in_front("A: b\r\n", before).harmless_ahead);
}

} // namespace
} // namespace posthaste::mime
