// SPDX-License-Identifier: MIT
// The shared MIME database of freedesktop.org (specification 0.21), as update-mime-database writes it: globs2 for
// names, magic for contents. What is damaged in it is passed over: it never is a reason not to send.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace posthaste::mime {

// The types whose patterns fit the name best, in the order of the files; several where extensions are shared. name:
// without directories. directories: those with a "globs2", the first going first.
[[nodiscard]] std::vector<std::string> types_by_name(const std::vector<std::string>& directories,
                                                     std::string_view name);
// The type whose rule of highest priority fits; empty when none does.
[[nodiscard]] std::string type_by_content(const std::vector<std::string>& directories, std::string_view beginning);

} // namespace posthaste::mime
