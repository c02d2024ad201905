// SPDX-License-Identifier: MIT
#include <posthaste/base/io.hpp>
#include <posthaste/base/text.hpp>
#include <posthaste/base/unnamed_file.hpp>
#include <posthaste/mime/fields_in_front.hpp>

#include <algorithm>
#include <cerrno>
#include <span>
#include <string>
#include <unistd.h>

namespace posthaste::mime {

namespace {

struct Copy {
    int from, to; // to: at the place to write to
    std::uint64_t offset = 0, end = 0;

    [[nodiscard]] std::uint64_t left() const noexcept { return end - offset; }
};

constexpr std::string_view trouble = "cannot put a field before the message (TMPDIR, /var/tmp or /tmp)";

// As far as it goes: file systems need not support it, and then nothing is lost by asking.
Status copy_in_kernel(Copy& copy) {
    while (copy.left() != 0) {
        auto offset = static_cast<off_t>(copy.offset);
        constexpr std::uint64_t most = 1UZ << 30U;
        const auto wanted = static_cast<std::size_t>(std::min(copy.left(), most));
        const ssize_t count = ::copy_file_range(copy.from, &offset, copy.to, nullptr, wanted, 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && (errno == ENOSPC || errno == EDQUOT))
            return fail_errno(ErrorKind::io, trouble, errno);
        if (count <= 0)
            return {};
        copy.offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

Status copy_in_blocks(Copy& copy) {
    std::string buffer(64UZ * 1024, '\0');
    while (copy.left() != 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), copy.left()));
        PH_ASSIGN(const auto count, pread_some(copy.from, std::span(buffer).first(wanted), copy.offset));
        if (count == 0)
            return fail(ErrorKind::io, "the file of the message is shorter than it was");
        if (auto written = write_all(copy.to, std::string_view(buffer).substr(0, count)); !written)
            return with_context(trouble, std::move(written).error());
        copy.offset += count;
    }
    return {};
}

} // namespace

Result<Fd> with_fields_in_front(std::string_view fields, int content, std::uint64_t size_bytes) {
    PH_ASSIGN(Fd file, open_unnamed_file(temporary_directories()));
    if (auto written = write_all(file.get(), fields); !written)
        return with_context(trouble, std::move(written).error());
    Copy copy{content, file.get(), 0, size_bytes};
    PH_TRY(copy_in_kernel(copy));
    PH_TRY(copy_in_blocks(copy));
    return file;
}

mail::MessageFacts with_fields_in_front(std::string_view fields, mail::MessageFacts facts) {
    facts.size_bytes += fields.size();
    facts.header_bytes += fields.size();
    for (auto line : split(fields, '\n'))
        facts.longest_line_bytes = std::max(facts.longest_line_bytes, line.size() - (line.ends_with('\r') ? 1 : 0));
    // No line of a field is a verb of SMTP, since each has a colon behind its name or a space before it.
    facts.harmless_ahead = facts.harmless_ahead && facts.size_bytes <= mail::MessageFacts::max_bytes_ahead;
    return facts;
}

} // namespace posthaste::mime
