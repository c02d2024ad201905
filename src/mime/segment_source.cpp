// SPDX-License-Identifier: MIT
#include <posthaste/base/io.hpp>
#include <posthaste/codec/base64.hpp>
#include <posthaste/codec/quoted_printable.hpp>
#include <posthaste/mime/segment_source.hpp>

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

namespace posthaste::mime {

namespace {

// Whole lines of base64 (57 octets each), and near to what a page cache gives in one go.
constexpr std::size_t block_bytes = 57UZ * 1024;

std::unexpected<Error> unreadable(const FileOctets& octets, std::string_view why) {
    return fail(ErrorKind::no_input, fmt::format("{} {}", octets.name, why));
}

// One file on its way into the message.
class FileReader {
  public:
    explicit FileReader(FileOctets octets) : octets_(std::move(octets)), block_(block_bytes, '\0') {}

    // Appends the form of the next block; false: the file has ended, and nothing was appended after its last form.
    Result<bool> next(std::string& out) {
        if (ended_)
            return false;
        PH_ASSIGN(const auto piece, next_block());
        if (piece.empty()) {
            ended_ = true;
            finish(out);
            return true;
        }
        encode(piece, out);
        return true;
    }

  private:
    Result<std::string_view> next_block() {
        const auto wanted = wanted_bytes();
        std::size_t filled = 0;
        while (filled < wanted) {
            PH_ASSIGN(const auto count, read_at(std::span(block_).first(wanted).subspan(filled), taken_ + filled));
            if (count == 0)
                break;
            filled += count;
        }
        taken_ += filled;
        if (octets_.size_bytes && (taken_ > *octets_.size_bytes || (filled == 0 && taken_ < *octets_.size_bytes)))
            return unreadable(octets_,
                              fmt::format("changed while it was read: it had {} octets, and now has {}",
                                          *octets_.size_bytes, taken_ > *octets_.size_bytes ? "more" : "fewer"));
        if (taken_ > octets_.limit_bytes)
            return unreadable(octets_, fmt::format("holds more than {} octets", octets_.limit_bytes));
        return std::string_view(block_).substr(0, filled);
    }

    [[nodiscard]] std::size_t wanted_bytes() const noexcept {
        if (!octets_.beginning_only || !octets_.size_bytes)
            return block_.size();
        return static_cast<std::size_t>(std::min<std::uint64_t>(block_.size(), *octets_.size_bytes - taken_));
    }

    Result<std::size_t> read_at(std::span<char> buffer, std::uint64_t offset) {
        auto count =
            octets_.size_bytes ? pread_some(octets_.file.get(), buffer, offset) : read_some(octets_.file.get(), buffer);
        if (!count)
            return with_context(octets_.name, {ErrorKind::no_input, count.error().message, count.error().os_errno});
        return *count;
    }

    void encode(std::string_view piece, std::string& out) {
        switch (octets_.form) {
        case OctetForm::as_is:
            out.append(piece);
            break;
        case OctetForm::base64:
            base64_.feed(piece, out);
            break;
        case OctetForm::quoted_printable:
            quoted_printable_.feed(piece, out);
            break;
        }
    }

    void finish(std::string& out) {
        if (octets_.form == OctetForm::base64)
            base64_.finish(out);
        if (octets_.form == OctetForm::quoted_printable)
            quoted_printable_.finish(out);
    }

    FileOctets octets_;
    std::string block_;
    codec::Base64LineEncoder base64_;
    codec::QuotedPrintableEncoder quoted_printable_;
    std::uint64_t taken_ = 0;
    bool ended_ = false;
};

} // namespace

struct SegmentSource::State {
    std::vector<Segment> segments;
    std::size_t next = 0;
    std::unique_ptr<FileReader> file; // the one that is being read
    std::string pending;              // made and not yet given
    std::size_t given = 0;            // of pending

    // False: there is no more.
    Result<bool> refill() {
        pending.clear();
        given = 0;
        while (pending.empty()) {
            if (file) {
                PH_ASSIGN(const bool more, file->next(pending));
                if (!more)
                    file.reset();
                continue;
            }
            if (next == segments.size())
                return false;
            auto& segment = segments[next++];
            if (auto* text = std::get_if<std::string>(&segment))
                pending = std::move(*text);
            else
                file = std::make_unique<FileReader>(std::get<FileOctets>(std::move(segment)));
        }
        return true;
    }
};

SegmentSource::SegmentSource(std::vector<Segment> segments) : state_(std::make_unique<State>()) {
    state_->segments = std::move(segments);
}

SegmentSource::~SegmentSource() = default;

Result<std::size_t> SegmentSource::read(std::span<char> buffer) {
    if (state_->given == state_->pending.size()) {
        PH_ASSIGN(const bool more, state_->refill());
        if (!more)
            return std::size_t{0};
    }
    const auto piece = std::string_view(state_->pending).substr(state_->given, buffer.size());
    std::ranges::copy(piece, buffer.begin());
    state_->given += piece.size();
    return piece.size();
}

} // namespace posthaste::mime
