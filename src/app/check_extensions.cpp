// SPDX-License-Identifier: MIT
#include "check_extensions.hpp"

#include <posthaste/base/text.hpp>

#include <algorithm>
#include <array>

namespace posthaste::app {

namespace {

struct Known {
    std::string_view keyword, meaning;
};

constexpr std::array known{
    Known{"8BITMIME", "takes text that is not ASCII as it is (RFC 6152)"},
    Known{"AUTH", "takes a login by these mechanisms (RFC 4954)"},
    Known{"BINARYMIME", "takes binary content (RFC 3030)"},
    Known{"BURL", "fetches content from an IMAP server (RFC 4468)"},
    Known{"CHUNKING", "takes the message in pieces of a known size (RFC 3030)"},
    Known{"CONPERM", "converts content when allowed (RFC 4141)"},
    Known{"CONNEG", "knows what recipients can read (RFC 4141)"},
    Known{"DELIVERBY", "knows deadlines for delivery (RFC 2852)"},
    Known{"DSN", "reports on delivery as asked (RFC 3461)"},
    Known{"ENHANCEDSTATUSCODES", "says precisely what failed (RFC 2034)"},
    Known{"ETRN", "starts its queue when asked (RFC 1985)"},
    Known{"EXPN", "shows who is on a list (RFC 5321)"},
    Known{"FUTURERELEASE", "holds a message until later (RFC 4865)"},
    Known{"HELP", "explains its commands (RFC 5321)"},
    Known{"LIMITS", "tells how much it takes (RFC 9422)"},
    Known{"MT-PRIORITY", "knows urgent mail (RFC 6710)"},
    Known{"MTRK", "lets messages be tracked (RFC 3885)"},
    Known{"NO-SOLICITING", "says what mail is not wanted (RFC 3865)"},
    Known{"PIPELINING", "takes several commands at once (RFC 2920)"},
    Known{"REQUIRETLS", "sends on by verified TLS only when asked (RFC 8689)"},
    Known{"RRVS", "checks who owned an address when (RFC 7293)"},
    Known{"SIZE", "the most octets a message may have; 0 or nothing: no fixed limit (RFC 1870)"},
    Known{"SMTPUTF8", "takes addresses that are not ASCII (RFC 6531)"},
    Known{"STARTTLS", "begins TLS when asked (RFC 3207)"},
    Known{"SUBMITTER", "takes who is responsible for a message (RFC 4405)"},
    Known{"VRFY", "tells whether an address exists (RFC 5321)"},
    Known{"XCLIENT", "lets a proxy say whom it speaks for (Postfix)"},
    Known{"XFORWARD", "lets a proxy say for the log whom it speaks for (Postfix)"},
};

std::string_view meaning_of(std::string_view keyword) {
    const auto* found = std::ranges::find_if(known, [&](const auto& each) { return iequals(each.keyword, keyword); });
    return found == known.end() ? std::string_view{} : found->meaning;
}

Extension extension_in(std::string_view line) {
    const auto end = std::min(line.find_first_of(" \t="), line.size()); // "AUTH=LOGIN" is older than RFC 2554
    const auto keyword = line.substr(0, end);
    const auto parameters = end == line.size() ? std::string_view{} : trim(line.substr(end + 1));
    return {std::string(keyword), std::string(parameters), meaning_of(keyword)};
}

} // namespace

std::vector<Extension> extensions_of(const smtp::Reply& reply) {
    std::vector<Extension> extensions;
    for (std::size_t i = 1; i < reply.lines.size(); ++i)
        if (const auto line = trim(reply.lines[i]); !line.empty())
            extensions.push_back(extension_in(line));
    return extensions;
}

} // namespace posthaste::app
