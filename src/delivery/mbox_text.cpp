// SPDX-License-Identifier: MIT
#include "mbox_text.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>

namespace posthaste::delivery {

namespace {
constexpr std::string_view separator = "From ";
constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
} // namespace

std::string mbox_from_line(const mail::Envelope& envelope, std::chrono::system_clock::time_point now) {
    std::string sender = envelope.sender ? envelope.sender->text() : "MAILER-DAEMON";
    std::ranges::replace(sender, ' ', '-');
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm time{};
    (void)::gmtime_r(&seconds, &time); // fails only for a year that no int holds
    return fmt::format("From {} {} {} {:2} {:02}:{:02}:{:02} {}\n", sender,
                       days.at(static_cast<std::size_t>(time.tm_wday)),
                       months.at(static_cast<std::size_t>(time.tm_mon)), time.tm_mday, time.tm_hour, time.tm_min,
                       time.tm_sec, time.tm_year + 1900);
}

// The further '>' may go anywhere among those before "From ", so none of them need be held back.
void MboxQuoter::take_line_start(std::string_view& bytes) {
    const char c = bytes.front();
    if (matched_ == 0 && c == '>') {
        out_ += c;
        bytes.remove_prefix(1);
        return;
    }
    if (c == separator[matched_]) {
        bytes.remove_prefix(1);
        if (++matched_ < separator.size())
            return;
        out_ += '>';
    }
    out_.append(separator.substr(0, matched_));
    matched_ = 0;
    at_line_start_ = false;
}

Status MboxQuoter::write(std::string_view bytes) {
    if (bytes.empty())
        return {};
    line_open_ = bytes.back() != '\n';
    out_.clear();
    while (!bytes.empty()) {
        if (at_line_start_) {
            take_line_start(bytes);
            continue;
        }
        const auto end = bytes.find('\n');
        const auto rest = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
        out_.append(rest);
        bytes.remove_prefix(rest.size());
        at_line_start_ = end != std::string_view::npos;
    }
    return sink_.write(out_);
}

Status MboxQuoter::finish() {
    std::string end(separator.substr(0, matched_));
    matched_ = 0;
    end += line_open_ ? "\n\n" : "\n";
    return sink_.write(end);
}

} // namespace posthaste::delivery
