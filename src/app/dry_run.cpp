// SPDX-License-Identifier: MIT
#include "dry_run.hpp"

#include "asked_services.hpp"

#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <span>

namespace posthaste::app {

namespace {

constexpr std::size_t window_bytes = 64UZ * 1024;

// In pieces of a window, however short the lines are.
class LinePrinter {
  public:
    LinePrinter(ByteSink& out, bool for_terminal) : out_(out), for_terminal_(for_terminal) {}

    Status add(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto end = std::min(bytes.find('\n'), bytes.size());
            line_.append(bytes.substr(0, end));
            const bool whole = end < bytes.size();
            if (whole || line_.size() > window_bytes)
                take_line(whole);
            bytes.remove_prefix(whole ? end + 1 : end);
        }
        return pending_.size() < window_bytes ? Status{} : flush();
    }

    Status flush() {
        PH_TRY(out_.write(pending_));
        pending_.clear();
        return {};
    }

  private:
    // A CR at the end of a piece may be half of the line's end: it is kept for the next.
    void take_line(bool whole) {
        const bool has_cr = line_.ends_with('\r');
        if (has_cr)
            line_.pop_back();
        pending_ += for_terminal_ ? printable(line_) : line_;
        pending_ += whole ? "\n" : "";
        line_ = has_cr && !whole ? "\r" : "";
    }

    ByteSink& out_;
    bool for_terminal_;
    std::string line_, pending_;
};

std::string service_line(std::string_view name, const ServiceValue& value) {
    if (std::holds_alternative<bool>(value))
        return fmt::format("{}\n", name);
    const auto* number = std::get_if<std::int64_t>(&value);
    return number != nullptr ? fmt::format("{} {}\n", name, *number)
                             : fmt::format("{} {}\n", name, std::get<std::string>(value));
}

} // namespace

std::string envelope_text(const mail::Envelope& envelope, const std::vector<std::string>& servers) {
    std::string text;
    for (const auto& server : servers)
        text += fmt::format("server {}\n", server);
    text += fmt::format("from <{}>\n", envelope.sender ? envelope.sender->text() : "");
    for (const auto& recipient : envelope.recipients)
        text += fmt::format("to <{}>\n", recipient.text());
    for (const auto& [name, value] : asked_services(envelope))
        text += service_line(name, value);
    return text;
}

Status print_message(ByteSink& out, const mail::PreparedMessage& message, bool for_terminal) {
    LinePrinter printer(out, for_terminal);
    std::string window(window_bytes, '\0');
    for (std::uint64_t offset = 0; offset < message.facts.size_bytes;) {
        // Behind it may stand more: an entry of the queue has its envelope there.
        const auto wanted = std::min<std::uint64_t>(window.size(), message.facts.size_bytes - offset);
        PH_ASSIGN(const std::size_t count, pread_some(message.content.get(), std::span(window).first(wanted), offset));
        if (count == 0)
            return fail(ErrorKind::io, fmt::format("the message ends after {} bytes", offset));
        PH_TRY(printer.add(std::string_view(window).substr(0, count)));
        offset += count;
    }
    return printer.flush();
}

} // namespace posthaste::app
