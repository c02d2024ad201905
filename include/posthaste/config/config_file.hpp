// SPDX-License-Identifier: MIT
// The TOML file. Unknown keys are errors with line, column and the nearest known key; so are wrong types and control
// characters (CR, LF, NUL ...) in values.
#pragma once

#include <posthaste/config/config.hpp>

#include <string>
#include <string_view>

namespace posthaste::config {

// name: what errors call the text ("/home/a/.config/posthaste/config.toml"): "NAME:LINE:COLUMN: message".
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& name);

// path given: it must be there. Else $XDG_CONFIG_HOME/posthaste/config.toml (default ~/.config), then
// /etc/posthaste/config.toml, else an empty Config. home: the user's home by uid. A file with a literal password that
// group or others can read: ErrorKind::config with the chmod to run; likewise one that names any source of a password
// and that others can write, or that belongs to another user than root and us. `-C /dev/null` is an empty Config.
[[nodiscard]] Result<Config> load_config(const std::string& path, const std::string& home);

// The user's own file, whether it is there or not. Empty: no home is known.
[[nodiscard]] std::string user_config_path(const std::string& home);

} // namespace posthaste::config
