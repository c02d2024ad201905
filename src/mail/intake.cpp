// SPDX-License-Identifier: MIT
#include "header_finder.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/codec/utf8.hpp>
#include <posthaste/mail/canonicalizer.hpp>
#include <posthaste/mail/intake.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace posthaste::mail {

namespace {

constexpr std::size_t window_bytes = 64UZ * 1024;

// By words of eight bytes: this sees every byte of the body.
bool has_eight_bit(std::string_view text) noexcept {
    constexpr std::uint64_t high_bits = 0x8080808080808080U;
    std::uint64_t seen = 0;
    for (std::uint64_t word = 0; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
        std::memcpy(&word, text.data(), sizeof word);
        seen |= word;
    }
    return (seen & high_bits) != 0 || !is_ascii(text);
}

// The way of one message: its header is collected, settled and written, its body made canonical and written.
class Intake {
  public:
    Intake(ByteSink& sink, const IntakeOptions& options, const Clock& clock, IdSource& ids)
        : sink_(sink), options_(options), clock_(clock), ids_(ids), canonicalizer_(options.dot_ends) {}

    Status feed(std::string_view piece);
    Status finish();
    Taken take() { return std::move(taken_); }

  private:
    Status end_header();
    void feed_body(std::string_view piece);
    void note_body(std::size_t from);
    Status write_pending();

    ByteSink& sink_;
    const IntakeOptions& options_;
    const Clock& clock_;
    IdSource& ids_;
    HeaderFinder finder_;
    Canonicalizer canonicalizer_;
    std::string pending_; // canonical bytes that have not been written yet
    Taken taken_;
};

Status Intake::feed(std::string_view piece) {
    if (!finder_.finished()) {
        PH_ASSIGN(const std::size_t used, finder_.feed(piece));
        piece.remove_prefix(used);
        if (!finder_.finished())
            return {};
        PH_TRY(end_header());
    }
    feed_body(piece);
    return pending_.size() < window_bytes ? Status{} : write_pending();
}

Status Intake::finish() {
    if (!finder_.finished()) {
        PH_TRY(finder_.finish());
        PH_TRY(end_header());
    }
    const std::size_t from = pending_.size();
    canonicalizer_.finish(pending_);
    note_body(from);
    auto& facts = taken_.facts;
    facts.longest_line_bytes = std::max(facts.longest_line_bytes, canonicalizer_.longest_line_bytes());
    facts.had_bare_cr = canonicalizer_.had_bare_cr();
    facts.text_after_dot = canonicalizer_.text_after_dot();
    if (facts.text_after_dot)
        taken_.warnings.emplace_back("a line with a lone dot ended the message and the text after it was left out: "
                                     "use -i to send all of it");
    return write_pending();
}

Status Intake::end_header() {
    PH_ASSIGN(auto header, HeaderBlock::parse(finder_.header()));
    PH_ASSIGN(taken_.header_recipients, prepare_header(header, options_.header, clock_, ids_));
    pending_ = header.wire();
    auto& facts = taken_.facts;
    facts.header_eight_bit = !is_ascii(pending_);
    facts.header_is_utf8 = codec::is_utf8(pending_);
    for (const auto line : split(pending_, '\n'))
        facts.longest_line_bytes = std::max(facts.longest_line_bytes, line.size() - (line.empty() ? 0 : 1));
    pending_ += "\r\n";
    facts.header_bytes = pending_.size();
    facts.size_bytes = pending_.size();
    feed_body(finder_.body_start());
    return {};
}

void Intake::feed_body(std::string_view piece) {
    const std::size_t from = pending_.size();
    canonicalizer_.feed(piece, pending_);
    note_body(from);
}

void Intake::note_body(std::size_t from) {
    const auto added = std::string_view(pending_).substr(from);
    auto& facts = taken_.facts;
    facts.size_bytes += added.size();
    facts.body_eight_bit = facts.body_eight_bit || has_eight_bit(added);
    facts.has_nul = facts.has_nul || added.find('\0') != std::string_view::npos;
}

Status Intake::write_pending() {
    PH_TRY(sink_.write(pending_));
    pending_.clear();
    return {};
}

} // namespace

Result<Taken> take_message(ByteSource& source, ByteSink& sink, const IntakeOptions& options, const Clock& clock,
                           IdSource& ids) {
    Intake intake(sink, options, clock, ids);
    std::vector<char> window(window_bytes);
    Status status;
    for (;;) {
        const auto count = source.read(window);
        if (!count && status)
            return std::unexpected(count.error());
        if (!count || *count == 0)
            break;
        if (status)
            status = intake.feed({window.data(), *count});
    }
    if (status)
        status = intake.finish();
    if (!status)
        return std::unexpected(std::move(status).error());
    return intake.take();
}

} // namespace posthaste::mail
