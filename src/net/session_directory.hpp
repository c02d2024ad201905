// SPDX-License-Identifier: MIT
// DIR/posthaste/tls, where sessions are kept. The last two are made by us: directories of their own, no links, ours,
// and writable for nobody else. Where the user's variables point to before that is the user's business; but root keeps
// nothing where the way leads through what is not root's: the home of a user that sudo(8) left in the variables.
#pragma once

#include <posthaste/base/fd.hpp>

#include <string>

namespace posthaste::net {

// Not valid: there is none, or none to rely on.
[[nodiscard]] Fd open_session_directory(const std::string& path);
// As above, made when it is missing (those before it, too) below a directory of ours.
[[nodiscard]] Fd make_session_directory(const std::string& path);

} // namespace posthaste::net
