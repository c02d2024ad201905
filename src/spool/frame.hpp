// SPDX-License-Identifier: MIT
// What the spool writes, in frames: "PHE1 LENGTH CHECKSUM\n", LENGTH octets, "\n". LENGTH is eight digits of hex,
// CHECKSUM the first eight octets of the payload's SHA-256 in hex. A frame that was cut off, or of which a letter was
// changed, is none. The payload is fields, "NAME LENGTH:VALUE\n" each, so that no value can pass for another field.
#pragma once

#include <posthaste/base/error.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace posthaste::spool {

inline constexpr std::string_view envelope_magic = "PHE1"; // the digit is the version of the format
inline constexpr std::string_view journal_magic = "PHJ1";
inline constexpr std::string_view account_magic = "PHA1";

[[nodiscard]] std::string make_frame(std::string_view magic, std::string_view payload);

struct Frame {
    std::string_view payload; // lives as long as the bytes
    std::size_t size_bytes;   // of the whole frame
};
// What the frame that bytes seem to begin with would take; 0: there is none.
[[nodiscard]] std::size_t frame_bytes(std::string_view magic, std::string_view bytes) noexcept;
// The frame that bytes begin with; nullopt: there is no such frame.
[[nodiscard]] std::optional<Frame> read_frame(std::string_view magic, std::string_view bytes);

class FieldWriter {
  public:
    void add(std::string_view name, std::string_view value);
    void add(std::string_view name, std::uint64_t value);
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

  private:
    std::string text_;
};

struct Field {
    std::string_view name, value;
};

class FieldReader {
  public:
    explicit FieldReader(std::string_view payload) : rest_(payload) {}
    // nullopt at the end, and when what follows is no field: at_end() tells which.
    [[nodiscard]] std::optional<Field> next();
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

  private:
    std::string_view rest_;
};

// Decimal digits and nothing else; nullopt when it is none, or too large.
[[nodiscard]] std::optional<std::uint64_t> read_number(std::string_view text) noexcept;

} // namespace posthaste::spool
