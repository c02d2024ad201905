// SPDX-License-Identifier: MIT
// The options of `posthaste send`. Some belong to the one before them: --attach-name to its --attach, --cid to its
// --inline.
#pragma once

#include <posthaste/app/send.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/cli/listing.hpp>

#include <string>
#include <vector>

namespace posthaste::cli {

struct SendRequest {
    bool help = false;
    app::SendOptions send;
};

// words: all behind the command; those that are no option are recipients, as for mailx. ErrorKind::usage for an unknown
// option, one without its value, and one that follows nothing it could belong to.
[[nodiscard]] Status take_send_options(const std::vector<std::string>& words, SendRequest& request);

[[nodiscard]] std::string send_help_text();
[[nodiscard]] ListedCommand send_listing();

} // namespace posthaste::cli
