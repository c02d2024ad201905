// SPDX-License-Identifier: MIT
// Staged texts, and what became of them.
#pragma once

#include <posthaste/base/io.hpp>
#include <posthaste/mime/segment_source.hpp>
#include <posthaste/mime/text.hpp>

#include <gtest/gtest.h>
#include <span>
#include <string>
#include <string_view>

namespace posthaste::mime {

// The input comes in pieces of at most step octets.
[[nodiscard]] inline StagedText staged(std::string_view in, const TextOptions& options = {},
                                       std::size_t step = static_cast<std::size_t>(-1)) {
    MemorySource source(in, step);
    auto text = stage_text(source, options);
    EXPECT_TRUE(text) << text.error().message;
    return std::move(text).value();
}

// Before its transfer encoding.
[[nodiscard]] inline std::string content_of(const StagedText& text) {
    std::string content(text.size_bytes + 1, '\0');
    std::size_t filled = 0;
    while (const auto count = pread_some(text.file.get(), std::span(content).subspan(filled), filled).value())
        filled += count;
    EXPECT_EQ(filled, text.size_bytes);
    content.resize(filled);
    return content;
}

[[nodiscard]] inline std::string wire_of(StagedText text) {
    SegmentSource source(flatten_content(text_part(std::move(text), "plain")));
    std::string wire, block(4096, '\0');
    while (const auto count = source.read(block).value())
        wire.append(block, 0, count);
    return wire;
}

} // namespace posthaste::mime
