// SPDX-License-Identifier: MIT
// The single letters of sendmail, which some of its callers glue together, glue to their values or repeat. They are
// taken out of the command line before the long options are looked at.
#pragma once

#include "request.hpp"

#include <posthaste/base/error.hpp>
#include <posthaste/cli/listing.hpp>

#include <span>

namespace posthaste::cli {

struct Remaining {
    std::vector<std::string> words;      // long options, their values and recipients, in order
    std::vector<std::string> recipients; // after "--": nothing in it is an option
};

// arguments: without the program's name. A letter nobody knows is a warning in request.submit: cron and php must not
// lose mail over it. ErrorKind::usage for a flag without its value and a lone "-".
[[nodiscard]] Result<Remaining> take_sendmail_flags(std::span<const std::string> arguments, Program program,
                                                    Request& request);

// A line for each letter that does something, for --help.
[[nodiscard]] std::string sendmail_flags_help();
// Each letter; those of no effect have no help.
[[nodiscard]] std::vector<ListedOption> sendmail_flags_listing();

} // namespace posthaste::cli
