// SPDX-License-Identifier: MIT
// The common case of canonicalising, many lines at a time (mail/canonicalizer.hpp has the rule and the rest).
#pragma once

#include <posthaste/mail/canonicalizer.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace posthaste::mail {

// Takes octets off the front of text, appends their canonical form to out, and says how many. Stops before what needs a
// closer look: a bare CR, a dot at the beginning of a line if stop_at_dots, the last octets of text. What is taken does
// not end between CR and LF. 0 where that is not quicker.
std::size_t canonicalize_blocks(std::string_view text, bool stop_at_dots, LineFacts& facts, std::string& out);

} // namespace posthaste::mail
