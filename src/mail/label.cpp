// SPDX-License-Identifier: MIT
#include "content_writer.hpp"
#include "signature.hpp"

#include <posthaste/base/text.hpp>
#include <posthaste/mail/label.hpp>

#include <algorithm>

namespace posthaste::mail {

bool needs_label(const HeaderBlock& header, const MessageFacts& facts) noexcept {
    if (!facts.body_eight_bit || signature_field(header) != nullptr)
        return false;
    return std::ranges::none_of(header.fields(), [](const auto& field) {
        return iequals(field.name, "MIME-Version") || istarts_with(field.name, "Content-");
    });
}

Result<MessageFacts> write_labelled(HeaderBlock header, int content_fd, const MessageFacts& facts, ByteSink& sink) {
    const std::size_t before = header.wire().size();
    header.append("MIME-Version", "1.0");
    header.append("Content-Type",
                  facts.body_is_utf8 ? "text/plain; charset=UTF-8" : "text/plain; charset=unknown-8bit");
    header.append("Content-Transfer-Encoding", "8bit");
    const std::string wire = header.wire();
    PH_TRY(sink.write(wire + "\r\n"));
    PH_TRY(write_content(content_fd, {facts.header_bytes, facts.size_bytes}, Recoding::none, sink));
    MessageFacts out = facts;
    out.header_bytes += wire.size() - before;
    out.size_bytes += wire.size() - before;
    out.harmless_ahead = facts.harmless_ahead && out.size_bytes <= MessageFacts::max_bytes_ahead;
    return out;
}

} // namespace posthaste::mail
