// SPDX-License-Identifier: MIT
#include <posthaste/base/text.hpp>
#include <posthaste/delivery/transcript.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace posthaste::delivery {

namespace {
constexpr std::size_t max_line_bytes = 2000; // of a server that sends lines without end
}

void Transcript::line(std::string_view mark, std::string_view text) {
    if (out_ != nullptr)
        (void)out_->write(fmt::format("{} {}\n", mark, printable(text)));
}

void Transcript::info(std::string_view text) { line("===", text); }

void Transcript::error(std::string_view text) {
    if (!partial_.empty())
        received_line(); // what came of a reply before it went wrong
    line("***", text);
}

void Transcript::sent(std::string_view lines) {
    while (!lines.empty()) {
        const auto end = std::min(lines.find("\r\n"), lines.size());
        line(encrypted_ ? " ~>" : " ->", lines.substr(0, end));
        lines.remove_prefix(std::min(end + 2, lines.size()));
    }
}

void Transcript::sent_message(std::uint64_t size_bytes) {
    line(encrypted_ ? " ~>" : " ->", fmt::format("[{} bytes of message]", size_bytes));
}

void Transcript::received(std::string_view bytes) {
    if (out_ == nullptr)
        return;
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        const auto room = max_line_bytes - std::min(partial_.size(), max_line_bytes);
        partial_.append(bytes.substr(0, std::min(end, room)));
        if (end == bytes.size())
            return;
        bytes.remove_prefix(end + 1);
        received_line();
    }
}

void Transcript::received_line() {
    if (partial_.ends_with('\r'))
        partial_.pop_back();
    if (secrets_ != nullptr)
        partial_ = secrets_->apply(partial_);
    const bool refusal = partial_.starts_with('4') || partial_.starts_with('5');
    if (encrypted_)
        line(refusal ? "<~*" : "<~ ", partial_);
    else
        line(refusal ? "<**" : "<- ", partial_);
    partial_.clear();
}

} // namespace posthaste::delivery
