// SPDX-License-Identifier: MIT
// The use cases behind `newaliases` (-bi) and -bv: what the alias files are worth, and whom an address stands for.
// Nothing is sent, and stdin is not read.
#pragma once

#include <posthaste/app/submit.hpp>

namespace posthaste::app {

// Reads all alias files and each list that they name; there is no database to build. A line for each file on stdout
// (not with quiet), what is wrong on stderr. 65: something is, so that mail for somebody would go astray; 78: a file
// cannot be read, is not used since others may write it or it is a stranger's, or is named and not there. Of the
// options: config, json, quiet.
[[nodiscard]] ExitStatus check_aliases(const SubmitOptions& options);

// For each recipient on stdout, as if a message were for it alone: the aliases, the resulting recipients, account and
// server or mailbox, and by what they were chosen. Connects nowhere: whether a server takes them, it alone knows.
// The status is that of the first who cannot be reached.
[[nodiscard]] ExitStatus explain_routes(const SubmitOptions& options);

} // namespace posthaste::app
