// SPDX-License-Identifier: MIT
// The options of `posthaste serve`.
#pragma once

#include <posthaste/app/serve.hpp>
#include <posthaste/base/error.hpp>
#include <posthaste/cli/listing.hpp>

#include <string>
#include <vector>

namespace posthaste::cli {

struct ServeRequest {
    bool help = false;
    app::ServeOptions serve;
};

// words: all behind "serve". ErrorKind::usage for an unknown option, one without its value or that says nothing here,
// and words that are no options.
[[nodiscard]] Status take_serve_options(const std::vector<std::string>& words, ServeRequest& request);

[[nodiscard]] std::string serve_help_text();
[[nodiscard]] ListedCommand serve_listing();

} // namespace posthaste::cli
