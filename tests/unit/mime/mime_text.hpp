// SPDX-License-Identifier: MIT
// Parts as text, and names that can be foretold.
#pragma once

#include <posthaste/mime/part.hpp>
#include <posthaste/mime/segment_source.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace posthaste::mime {

class CountingIdSource final : public IdSource {
  public:
    std::string unique_id() override { return fmt::format("id{}", ++count_); }

  private:
    int count_ = 0;
};

inline std::string text_of(Part part) {
    SegmentSource source(flatten(std::move(part)));
    std::string text, block(10'000, '\0');
    for (;;) {
        const auto count = source.read(block);
        EXPECT_TRUE(count) << count.error().message;
        if (count.value_or(0) == 0)
            return text;
        text.append(block, 0, *count);
    }
}

inline Part text_part(std::string_view text) {
    Part part;
    part.fields.push_back({"Content-Type", "text/plain; charset=us-ascii"});
    part.content.emplace_back(std::string(text));
    return part;
}

// The parts between the boundaries of a multipart, with their fields.
inline std::vector<std::string> parts_of(std::string_view text) {
    constexpr std::string_view parameter = "boundary=\"";
    const auto begin = text.find(parameter) + parameter.size();
    const auto delimiter = "\r\n--" + std::string(text.substr(begin, text.find('"', begin) - begin));
    std::vector<std::string> parts;
    auto at = text.find(delimiter);
    while (at != std::string_view::npos) {
        const auto start = at + delimiter.size() + 2;
        at = text.find(delimiter, start);
        if (at != std::string_view::npos)
            parts.emplace_back(text.substr(start, at - start));
    }
    return parts;
}

inline std::string content_of(std::string_view part) { return std::string(part.substr(part.find("\r\n\r\n") + 4)); }

} // namespace posthaste::mime
