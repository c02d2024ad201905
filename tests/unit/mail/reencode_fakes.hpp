// SPDX-License-Identifier: MIT
// Re-encoding of a message that is a string with LF line ends, for tables.
#pragma once

#include "support/message_file.hpp"

#include <posthaste/mail/canonicalizer.hpp>
#include <posthaste/mail/reencode.hpp>

#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace posthaste::mail {

inline std::string crlf(std::string_view text) {
    std::string out;
    Canonicalizer canonicalizer(false);
    canonicalizer.feed(text, out);
    canonicalizer.finish(out);
    return out;
}

struct Reencoded {
    std::string text, error;
    MessageFacts facts;
};

constexpr ReencodeNeeds seven_bit{true, true};
constexpr ReencodeNeeds lines_only{false, false};

inline Reencoded reencoded(std::string_view message, ReencodeNeeds needs) {
    const std::string bytes = crlf(message);
    MessageFacts facts;
    facts.size_bytes = bytes.size();
    const Fd file = test::file_of(bytes);
    StringSink sink;
    const auto result = reencode(file.get(), facts, needs, sink);
    if (!result) {
        EXPECT_EQ(result.error().kind, ErrorKind::data) << result.error().message;
        return {{}, result.error().message, {}};
    }
    return {sink.text, {}, *result};
}

} // namespace posthaste::mail
