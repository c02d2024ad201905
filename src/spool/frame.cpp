// SPDX-License-Identifier: MIT
#include "frame.hpp"

#include <posthaste/base/checksum.hpp>
#include <posthaste/base/text.hpp>

#include <charconv>
#include <fmt/format.h>
#include <limits>

namespace posthaste::spool {

namespace {

constexpr std::size_t length_digits = 8;
constexpr std::size_t checksum_octets = 8;
constexpr std::size_t magic_bytes = 4;
constexpr std::size_t longest_name = 64;
constexpr std::size_t head_bytes = magic_bytes + 1 + length_digits + 1 + 2 * checksum_octets + 1;

std::string short_checksum(std::string_view payload) { return hex(checksum(payload).substr(0, checksum_octets)); }

template <typename Number> std::optional<Number> number_in(std::string_view text, int base) noexcept {
    Number value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    if (text.empty() || error != std::errc{} || stop != end)
        return std::nullopt;
    return value;
}

} // namespace

std::string make_frame(std::string_view magic, std::string_view payload) {
    return fmt::format("{} {:08x} {}\n{}\n", magic, payload.size(), short_checksum(payload), payload);
}

std::size_t frame_bytes(std::string_view magic, std::string_view bytes) noexcept {
    if (bytes.size() < head_bytes || bytes.substr(0, magic_bytes) != magic)
        return 0;
    const auto length = number_in<std::uint32_t>(bytes.substr(magic_bytes + 1, length_digits), 16);
    if (!length || bytes.size() - head_bytes < std::uint64_t{*length} + 1)
        return 0;
    return head_bytes + *length + 1;
}

std::optional<Frame> read_frame(std::string_view magic, std::string_view bytes) {
    const auto size = frame_bytes(magic, bytes);
    if (size == 0)
        return std::nullopt;
    const Frame frame{bytes.substr(head_bytes, size - head_bytes - 1), size};
    if (make_frame(magic, frame.payload) != bytes.substr(0, frame.size_bytes))
        return std::nullopt;
    return frame;
}

void FieldWriter::add(std::string_view name, std::string_view value) {
    text_ += fmt::format("{} {}:{}\n", name, value.size(), value);
}

void FieldWriter::add(std::string_view name, std::uint64_t value) { add(name, fmt::format("{}", value)); }

std::optional<Field> FieldReader::next() {
    const auto space = rest_.find(' ');
    const auto colon = rest_.find(':');
    if (space > longest_name || colon == std::string_view::npos || colon < space)
        return std::nullopt;
    const auto length = read_number(rest_.substr(space + 1, colon - space - 1));
    if (!length || rest_.size() - colon - 1 <= *length || rest_[colon + 1 + *length] != '\n')
        return std::nullopt;
    const Field field{rest_.substr(0, space), rest_.substr(colon + 1, *length)};
    rest_.remove_prefix(colon + 1 + *length + 1);
    return field;
}

std::optional<std::uint64_t> read_number(std::string_view text) noexcept { return number_in<std::uint64_t>(text, 10); }

} // namespace posthaste::spool
