// SPDX-License-Identifier: MIT
#include <posthaste/base/io.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mime/part.hpp>
#include <posthaste/mime/segment_source.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

namespace posthaste::mime {
namespace {

using testing::HasSubstr;

class CountingIds final : public IdSource {
  public:
    std::string unique_id() override { return fmt::format("id{}", ++count_); }

  private:
    int count_ = 0;
};

Fd file_of(std::string_view bytes) {
    auto file = open_unnamed_file(temporary_directories()).value();
    EXPECT_TRUE(write_all(file.get(), bytes));
    return file;
}

Part leaf(std::string_view type, std::string_view text) {
    Part part;
    part.fields.push_back({"Content-Type", std::string(type)});
    part.content.emplace_back(std::string(text));
    return part;
}

// Read in blocks of that many octets.
Result<std::string> read_all(SegmentSource& source, std::size_t block = 64UZ * 1024) {
    std::string text, buffer(block, '\0');
    for (;;) {
        PH_ASSIGN(const auto count, source.read(buffer));
        if (count == 0)
            return text;
        text.append(buffer, 0, count);
    }
}

std::string flat(Part part) {
    SegmentSource source(flatten(std::move(part)));
    return read_all(source).value();
}

FileOctets octets(std::string_view bytes, OctetForm form) { return {file_of(bytes), "x.bin", form, bytes.size()}; }

// RFC 2045 section 6.4: what is around 8-bit content must say so too.
TEST(Part, SaysEightBitOfWhatHoldsIt) {
    CountingIds ids;
    const auto wrapped = [&ids](std::string_view encoding) {
        std::vector<Part> inner, outer;
        inner.push_back(leaf("text/plain", "one\r\n"));
        inner.push_back(leaf("message/rfc822", "\r\n"));
        inner.back().fields.push_back({"Content-Transfer-Encoding", std::string(encoding)});
        outer.push_back(make_multipart("mixed", "", std::move(inner), ids));
        return make_multipart("mixed", "", std::move(outer), ids);
    };
    const auto outer = wrapped("8bit");
    for (const auto* part : {&outer, &outer.children.front()}) {
        ASSERT_EQ(part->fields.size(), 2U);
        EXPECT_EQ(part->fields.back().name, "Content-Transfer-Encoding");
        EXPECT_EQ(part->fields.back().body, "8bit");
    }
    EXPECT_EQ(wrapped("7bit").fields.size(), 1U);
}

TEST(Part, NestsMultiparts) {
    CountingIds ids;
    std::vector<Part> inner, outer;
    inner.push_back(leaf("text/plain", "one\r\n"));
    inner.push_back(leaf("text/html", "<p>one"));
    outer.push_back(make_multipart("alternative", "", std::move(inner), ids));
    outer.push_back(leaf("image/png", ""));
    EXPECT_EQ(flat(make_multipart("related", "; type=\"multipart/alternative\"", std::move(outer), ids)),
              "Content-Type: multipart/related; type=\"multipart/alternative\";\r\n boundary=\"=_id2\"\r\n\r\n"
              "--=_id2\r\nContent-Type: multipart/alternative;\r\n boundary=\"=_id1\"\r\n\r\n"
              "--=_id1\r\nContent-Type: text/plain\r\n\r\none\r\n"
              "\r\n--=_id1\r\nContent-Type: text/html\r\n\r\n<p>one"
              "\r\n--=_id1--\r\n"
              "\r\n--=_id2\r\nContent-Type: image/png\r\n\r\n"
              "\r\n--=_id2--\r\n");
}

TEST(Part, IsWrittenToAFile) {
    auto entity = write_entity(leaf("text/plain", "hello\r\n"));
    ASSERT_TRUE(entity) << entity.error().message;
    std::string text(entity->size_bytes + 1, '\0');
    EXPECT_EQ(pread_some(entity->file.get(), text, 0).value(), entity->size_bytes);
    text.pop_back();
    EXPECT_EQ(text, "Content-Type: text/plain\r\n\r\nhello\r\n");
}

TEST(SegmentSource, EncodesFilesOnTheWay) {
    const std::string big(200'000, 'x');
    for (const std::size_t block : {1UZ, 7UZ, 76UZ, 100'000UZ}) {
        std::vector<Segment> segments;
        segments.emplace_back("a");
        segments.emplace_back(octets("hello", OctetForm::base64));
        segments.emplace_back("b");
        segments.emplace_back(octets("gr\xC3\xBC\xC3\x9F\r\n", OctetForm::quoted_printable));
        segments.emplace_back(octets("", OctetForm::base64));
        segments.emplace_back(octets(big, OctetForm::as_is));
        SegmentSource source(std::move(segments));
        EXPECT_EQ(read_all(source, block).value(), "aaGVsbG8=bgr=C3=BC=C3=9F\r\n" + big);
    }
}

TEST(SegmentSource, NoticesAFileThatChanges) {
    for (const std::uint64_t expected : {4U, 6U, 0U, 100'000U}) {
        std::vector<Segment> segments;
        segments.emplace_back(FileOctets{file_of("hello"), "x.bin", OctetForm::base64, expected});
        SegmentSource source(std::move(segments));
        const auto text = read_all(source);
        ASSERT_FALSE(text) << expected;
        EXPECT_EQ(text.error().kind, ErrorKind::no_input);
        EXPECT_THAT(text.error().message, HasSubstr("x.bin changed while it was read"));
    }
}

// An entry of the queue: its envelope stands behind the message in one file.
TEST(SegmentSource, ReadsTheBeginningOfAFile) {
    const std::string big(100'000, 'x');
    for (const std::size_t size : {0UZ, 5UZ, 57UZ * 1024, 100'000UZ}) {
        std::vector<Segment> segments;
        segments.emplace_back(
            FileOctets{file_of(big + "more"), "x.bin", OctetForm::as_is, size, UINT64_MAX, /*beginning_only=*/true});
        SegmentSource source(std::move(segments));
        EXPECT_EQ(read_all(source).value(), big.substr(0, size)) << size;
    }
    std::vector<Segment> segments;
    segments.emplace_back(FileOctets{file_of("hello"), "x.bin", OctetForm::as_is, 6, UINT64_MAX, true});
    SegmentSource source(std::move(segments));
    EXPECT_THAT(read_all(source).error().message, HasSubstr("x.bin changed while it was read"));
}

TEST(SegmentSource, StopsAtTheLimitOfAPipe) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    Fd reader(ends[0]), writer(ends[1]);
    ASSERT_TRUE(write_all(writer.get(), "hello"));
    writer.reset();
    std::vector<Segment> segments;
    segments.emplace_back(FileOctets{std::move(reader), "pipe", OctetForm::base64, std::nullopt, 4});
    SegmentSource source(std::move(segments));
    EXPECT_THAT(read_all(source).error().message, HasSubstr("pipe holds more than 4 octets"));
}

} // namespace
} // namespace posthaste::mime
