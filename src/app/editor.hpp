// SPDX-License-Identifier: MIT
// A text written by a person, in the editor of their choice.
#pragma once

#include <posthaste/base/error.hpp>

#include <string>
#include <string_view>

namespace posthaste::app {

// What $VISUAL, else $EDITOR, else vi makes of the text. ErrorKind::usage without a terminal; ErrorKind::data when the
// editor fails, or leaves nothing: there is nothing to send then.
[[nodiscard]] Result<std::string> edited(std::string_view text);

} // namespace posthaste::app
