// SPDX-License-Identifier: MIT
#include "dkim_header.hpp"

#include "relaxed_header.hpp"

#include <array>
#include <ranges>

namespace posthaste::mime {

namespace {

struct SignedName {
    std::string_view name;
    // Named once more than there are, or once where there is none, so that nobody can add one that a reader may take
    // for it (RFC 6376 section 8.15).
    bool none_added = false;
};

// RFC 6376 section 5.4.1, with what has come since. Not what changes on the way or is of this hop alone: Return-Path,
// Received, Bcc, Comments, Keywords, DKIM-Signature.
constexpr std::array<SignedName, 31> signed_names{{
    {"From", true},
    {"Subject", true},
    {"To", true},
    {"Cc", true},
    {"Date", true},
    {"Reply-To", true},
    {"Content-Type", true}, // a second one would give the same octets another meaning
    {"Sender"},
    {"Message-ID"},
    {"In-Reply-To"},
    {"References"},
    {"MIME-Version"},
    {"Content-Transfer-Encoding"},
    {"Content-Disposition"},
    {"Content-Language"},
    {"Auto-Submitted"}, // RFC 3834
    {"Resent-Date"},
    {"Resent-From"},
    {"Resent-Sender"},
    {"Resent-To"},
    {"Resent-Cc"},
    {"Resent-Message-ID"},
    {"List-Id"},
    {"List-Help"},
    {"List-Unsubscribe"},
    {"List-Unsubscribe-Post"}, // RFC 8058 section 4: both are to be covered
    {"List-Subscribe"},
    {"List-Post"},
    {"List-Owner"},
    {"List-Archive"},
    {"Feedback-ID"}, // where it is used, only a signed one counts
}};

} // namespace

SignedFields signed_fields(const mail::HeaderBlock& header) {
    SignedFields out;
    for (const auto& [name, none_added] : signed_names) {
        const auto present = header.all(name);
        out.names.insert(out.names.end(), present.size() + (none_added ? 1 : 0), name);
        for (const auto* field : present | std::views::reverse) { // RFC 6376 section 5.4.2
            out.octets += relaxed_field(field->name, field->body());
            out.octets += "\r\n";
        }
    }
    return out;
}

} // namespace posthaste::mime
