// SPDX-License-Identifier: MIT
#include "command_line.hpp"
#include "header_finder.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/canonicalizer.hpp>
#include <posthaste/mail/intake.hpp>

#include <algorithm>

namespace posthaste::mail {

namespace {

constexpr std::size_t window_bytes = 64UZ * 1024;
// Whole pages, many at a time: a file system that gets pieces of pages keeps the file in small ones, and pays for each.
constexpr std::size_t block_bytes = 256UZ * 1024;

// Canonical bytes on their way to the sink, and the facts about them.
class Writer {
  public:
    Writer(ByteSink& sink, bool dot_ends) : sink_(sink), canonicalizer_(dot_ends) {}

    void add_header(const HeaderBlock& header);
    Status add_body(std::string_view piece);
    Result<Taken> finish();
    [[nodiscard]] bool ended_by_dot() const noexcept { return canonicalizer_.ended_by_dot(); }

  private:
    void note_body(std::size_t from);
    Status write(std::size_t count); // of what is pending

    ByteSink& sink_;
    Canonicalizer canonicalizer_;
    std::string pending_;
    bool whole_ = true; // nothing has been written yet: pending_ is all there is
    MessageFacts facts_;
    codec::Utf8Checker utf8_; // of the body
};

void Writer::add_header(const HeaderBlock& header) {
    pending_ = header.wire();
    facts_.header_eight_bit = !is_ascii(pending_);
    facts_.header_is_utf8 = codec::is_utf8(pending_);
    for (const auto line : split(pending_, '\n'))
        facts_.longest_line_bytes = std::max(facts_.longest_line_bytes, line.size() - (line.empty() ? 0 : 1));
    pending_ += "\r\n";
    facts_.header_bytes = pending_.size();
    facts_.size_bytes = pending_.size();
}

Status Writer::add_body(std::string_view piece) {
    const std::size_t from = pending_.size();
    canonicalizer_.feed(piece, pending_);
    note_body(from);
    return write(pending_.size() - pending_.size() % block_bytes);
}

Result<Taken> Writer::finish() {
    const std::size_t from = pending_.size();
    canonicalizer_.finish(pending_);
    note_body(from);
    facts_.longest_line_bytes = std::max(facts_.longest_line_bytes, canonicalizer_.longest_line_bytes());
    facts_.body_is_utf8 = utf8_.valid();
    facts_.had_bare_cr = canonicalizer_.had_bare_cr();
    facts_.text_after_dot = canonicalizer_.text_after_dot();
    facts_.harmless_ahead = whole_ && pending_.size() <= MessageFacts::max_bytes_ahead && !has_command_line(pending_);
    PH_TRY(write(pending_.size()));
    Taken taken{facts_, {}};
    if (facts_.text_after_dot)
        taken.warnings.emplace_back("a line with a lone dot ended the message and the text after it was left out: "
                                    "use -i to send all of it");
    return taken;
}

void Writer::note_body(std::size_t from) {
    const auto added = std::string_view(pending_).substr(from);
    facts_.size_bytes += added.size();
    facts_.body_eight_bit = canonicalizer_.has_eight_bit();
    if (facts_.body_eight_bit) // all before it is ASCII
        utf8_.feed(added);
    facts_.has_nul = canonicalizer_.has_nul();
}

Status Writer::write(std::size_t count) {
    if (count == 0)
        return {};
    PH_TRY(sink_.write(std::string_view(pending_).substr(0, count)));
    pending_.erase(0, count);
    whole_ = false;
    return {};
}

} // namespace

struct Intake::State {
    State(ByteSource& the_source, LoneDot lone_dot) : source(the_source), dot(lone_dot) {}

    // The next piece of the source, valid until the next call; empty: the end.
    Result<std::string_view> read() {
        PH_ASSIGN(const std::size_t count, source.read(window));
        return std::string_view(window.data(), count);
    }

    // In rest, which is empty at the end.
    Status find_header_end() {
        if (rest.empty())
            return finder.finish();
        PH_ASSIGN(const std::size_t used, finder.feed(rest));
        rest.remove_prefix(used);
        return {};
    }

    ByteSource& source;
    LoneDot dot;
    std::vector<char> window = std::vector<char>(window_bytes);
    HeaderFinder finder;
    std::string_view rest; // of the window, behind the header
};

Intake::Intake(ByteSource& source, LoneDot dot) : state_(std::make_unique<State>(source, dot)) {}
Intake::~Intake() = default;

Result<HeaderBlock> Intake::read_header() {
    State& s = *state_;
    while (!s.finder.finished()) {
        PH_ASSIGN(s.rest, s.read());
        PH_TRY(s.find_header_end());
    }
    return HeaderBlock::parse(s.finder.header());
}

Result<Taken> Intake::write(const HeaderBlock& header, ByteSink& sink) {
    State& s = *state_;
    Writer writer(sink, s.dot != LoneDot::is_text);
    writer.add_header(header);
    PH_TRY(writer.add_body(s.finder.body_start()));
    PH_TRY(writer.add_body(s.rest));
    for (;;) {
        if (s.dot == LoneDot::ends_input && writer.ended_by_dot())
            return writer.finish();
        PH_ASSIGN(const std::string_view piece, s.read());
        if (piece.empty())
            return writer.finish();
        PH_TRY(writer.add_body(piece));
    }
}

void Intake::drain() noexcept {
    for (;;) {
        const auto piece = state_->read();
        if (!piece || piece->empty())
            return;
    }
}

} // namespace posthaste::mail
