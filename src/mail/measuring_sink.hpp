// SPDX-License-Identifier: MIT
// Passes a message on and notes what it is like.
#pragma once

#include <posthaste/base/byte_source.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/facts.hpp>

#include <cstddef>
#include <string_view>

namespace posthaste::mail {

class MeasuringSink final : public ByteSink {
  public:
    explicit MeasuringSink(ByteSink& sink) : sink_(sink) {}

    Status write_header(std::string_view bytes); // of the message, with the blank line; first
    Status write(std::string_view bytes) override;
    [[nodiscard]] MessageFacts facts() const noexcept;

  private:
    void measure_lines(std::string_view bytes);

    ByteSink& sink_;
    MessageFacts facts_;
    codec::Utf8Checker utf8_;    // of the body
    std::size_t line_bytes_ = 0; // of the line under way
};

} // namespace posthaste::mail
