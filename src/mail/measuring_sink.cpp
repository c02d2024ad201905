// SPDX-License-Identifier: MIT
#include "measuring_sink.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>

#include <algorithm>

namespace posthaste::mail {

Status MeasuringSink::write_header(std::string_view bytes) {
    facts_.header_bytes = bytes.size();
    facts_.size_bytes += bytes.size();
    facts_.header_eight_bit = !is_ascii(bytes);
    facts_.header_is_utf8 = codec::is_utf8(bytes);
    measure_lines(bytes);
    return sink_.write(bytes);
}

Status MeasuringSink::write(std::string_view bytes) {
    facts_.size_bytes += bytes.size();
    facts_.body_eight_bit = facts_.body_eight_bit || !is_ascii(bytes);
    if (facts_.body_eight_bit)
        utf8_.feed(bytes);
    facts_.has_nul = facts_.has_nul || bytes.find('\0') != std::string_view::npos;
    measure_lines(bytes);
    return sink_.write(bytes);
}

MessageFacts MeasuringSink::facts() const noexcept {
    MessageFacts out = facts_;
    out.body_is_utf8 = utf8_.valid();
    out.longest_line_bytes = std::max(out.longest_line_bytes, line_bytes_);
    return out;
}

// CR stands before LF only, so that what is neither is the length.
void MeasuringSink::measure_lines(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        const bool ends = end < bytes.size();
        line_bytes_ += end;
        line_bytes_ -= bytes.substr(0, end).ends_with('\r') ? 1 : 0;
        if (ends) {
            facts_.longest_line_bytes = std::max(facts_.longest_line_bytes, line_bytes_);
            line_bytes_ = 0;
        }
        bytes.remove_prefix(end + (ends ? 1 : 0));
    }
}

} // namespace posthaste::mail
